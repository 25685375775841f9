package proof

import (
	"fmt"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
)

// ClockSetBack is a record that was confirmed before the one in front of it: the
// machine's clock was set back in between, or was wrong before or after.
type ClockSetBack struct {
	Number            int64
	Confirmed, Former time.Time
}

// clock follows the times at which the records were confirmed, in their order.
func (r *Report) clock(event *checkedEvent) {
	confirmed := event.content.confirmed
	if confirmed.IsZero() {
		return
	}
	if r.LastConfirmed.After(confirmed.Add(deletion.ClockTolerance)) {
		r.ClocksSetBack.add(ClockSetBack{Number: event.content.number, Confirmed: confirmed, Former: r.LastConfirmed})
	}
	r.LastConfirmed = confirmed
}

// Remarks returns what a reader of the history should know although it is no change
// of it, a sentence or two each: where the clock went back, by the records and by what
// it shows now, and what was removed on purpose. Times are in the zone, which they name.
func (r *Report) Remarks(now time.Time, zone *time.Location) []string {
	var texts findings
	for _, back := range r.ClocksSetBack.First {
		texts.add(fmt.Sprintf("Record %d was confirmed at %s, but the record before it at %s: the clock was set back in between, or one of the times is wrong.",
			back.Number, deletion.FormatTime(back.Confirmed, zone), deletion.FormatTime(back.Former, zone)))
	}
	if more := r.ClocksSetBack.Count - int64(len(r.ClocksSetBack.First)); more > 0 {
		texts.add("The clock went back before " + safetext.Count(more, "more record", "more records") + ".")
	}
	if r.LastConfirmed.After(now.Add(deletion.ClockTolerance)) {
		texts.add(fmt.Sprintf("This machine's clock shows %s, but the newest record was confirmed at %s: either this clock is behind, or that of the machine that sent it is ahead.",
			deletion.FormatTime(now, zone), deletion.FormatTime(r.LastConfirmed, zone)))
	}
	if r.Expired > 0 {
		texts.add("Personal data of " + safetext.Count(r.Expired, "event", "events") + " was removed on purpose; history log has the expiries.")
	}
	return texts
}
