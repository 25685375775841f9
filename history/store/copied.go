package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"deletecall/history"
	"deletecall/safetext"
)

// NoCheckpointError says that no checkpoint closes the period that was to be archived.
type NoCheckpointError struct {
	Before  time.Time
	Events  int64     // that lie in the period
	IsOver  bool      // something later is on record
	Removed time.Time // when personal data of the period was removed after the last checkpoint in it; zero for never
}

func (e *NoCheckpointError) Error() string {
	advice := "To sign one, run: deletecall history checkpoint"
	if e.IsOver {
		advice = "Name a later date"
	}
	const layout = "2006-01-02 15:04:05 MST"
	if !e.Removed.IsZero() {
		return fmt.Sprintf("personal data from before %s was removed at %s, and an archive has to show that, too; no signed checkpoint of this period covers it\n%s",
			e.Before.Format(layout), e.Removed.In(e.Before.Location()).Format(layout), advice)
	}
	return fmt.Sprintf("the history has no signed checkpoint before %s, only %s\n%s", e.Before.Format(layout), safetext.Count(e.Events, "event", "events"), advice)
}

// NotProvedError says that a copy was given up: what the history holds does not verify.
type NotProvedError struct{ Finding string }

func (e *NotProvedError) Error() string {
	return "the copy would not verify: " + e.Finding + " Run deletecall history verify"
}

// ArchiveEnd is the last event of the archive of what was confirmed before a moment: the size of
// the largest checkpoint before the first event that is of a later deletion, or is a later act.
// Where a clock went back, deletions after that one may be earlier ones again; the archive ends
// before the first later one all the same, since it is the begin of the log. An archive without the expiry
// that removed something of it would not verify.
func ArchiveEnd(ctx context.Context, from Snapshot, before time.Time) (size int64, err error) {
	none := &NoCheckpointError{Before: before}
	if none.Events, err = eventsBefore(ctx, from, before); err != nil {
		return 0, err
	}
	all, err := from.Size(ctx)
	if err != nil {
		return 0, err
	}
	none.IsOver = none.Events < all
	for checkpoint, err := range from.Checkpoints(ctx, 0) {
		if err != nil {
			return 0, err
		}
		if checkpoint.Size > none.Events {
			break
		}
		size = checkpoint.Size
	}
	if size > 0 {
		none.Removed, err = removedLater(ctx, from, size)
	}
	if size == 0 || !none.Removed.IsZero() {
		return 0, none
	}
	return size, err
}

// removedLater is when the last expiry was that removed something of the first events, or of what had to be there to
// show an earlier one, and came after them.
func removedLater(ctx context.Context, from Snapshot, size int64) (at time.Time, err error) {
	acts, err := from.EventsOf(ctx, 0)
	for _, event := range acts {
		decoded, unreadable := history.DecodeText(string(event.Data), history.Private{})
		if unreadable != nil || decoded.Act == nil || event.Seq <= size { // what can't be read, verifying reports
			continue
		}
		if slices.ContainsFunc(decoded.Act.Removed, func(r history.Removed) bool { return r.From <= size }) {
			size, at = event.Seq, decoded.Act.At
		}
	}
	return at, err
}

// eventsBefore counts the events before the first later one.
func eventsBefore(ctx context.Context, from Snapshot, before time.Time) (events int64, err error) {
	for stored, err := range from.Events(ctx) {
		if err != nil {
			return 0, err
		}
		if stored.Number == 0 || stored.Kind == string(history.IntentKind) {
			event, err := history.Decode(stored.Data, stored.Private)
			if err != nil {
				return 0, &UnreadableEventError{Number: stored.Number, Err: err}
			}
			if isLater(stored.Seq, event, before) {
				return events, nil
			}
		}
		events = stored.Seq
	}
	return events, nil
}

func isLater(seq int64, event history.Event, than time.Time) bool {
	if event.Intent != nil {
		return !event.Intent.Confirmed.Before(than)
	}
	logged, known := LoggedOf(seq, event)
	return known && !logged.At.Before(than)
}
