package deletion

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/safetext"
)

// Hours are the times of a week.
type Hours struct {
	Text  string // as they were written
	Zone  *time.Location
	spans []span
}

// span is a time of some days, in minutes since their midnight; it ends on the next day where
// the end is not after the begin.
type span struct {
	days       [7]bool // by time.Weekday
	begin, end int
}

const minutesOfADay = 24 * 60

// ErrHours says that a text is not of the form that [ParseHours] reads.
var ErrHours = errors.New(`the hours have another form than "Mon-Fri 07:00-19:00"`)

// ParseHours reads such as "Mon-Fri 07:00-19:00", "Mon,Wed 22:00-06:00; Sun 08:00-12:00" and
// "Mon-Fri 07:00-19:00 Europe/Budapest". The zone is the given one where the text names none.
// An unknown zone and another form are [ErrHours].
func ParseHours(text string, zone *time.Location) (Hours, error) {
	hours := Hours{Text: strings.TrimSpace(text), Zone: zone}
	var named *time.Location
	for part := range strings.SplitSeq(text, ";") {
		words := strings.Fields(part)
		if len(words) == 3 {
			one, err := time.LoadLocation(words[2])
			if err != nil || named != nil && named.String() != one.String() {
				return Hours{}, ErrHours
			}
			named, hours.Zone, words = one, one, words[:2]
		}
		if len(words) != 2 {
			return Hours{}, ErrHours
		}
		days, daysOK := parseDays(words[0])
		begin, end, timesOK := parseTimes(words[1])
		if !daysOK || !timesOK {
			return Hours{}, ErrHours
		}
		hours.spans = append(hours.spans, span{days, begin, end})
	}
	return hours, nil
}

var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// parseDays reads days and ranges of them, which may go over the end of a week.
func parseDays(text string) (days [7]bool, ok bool) {
	for part := range strings.SplitSeq(strings.ToLower(text), ",") {
		first, last, isRange := strings.Cut(part, "-")
		from, to := slices.Index(dayNames, first), slices.Index(dayNames, last)
		if !isRange {
			to = from
		}
		if from < 0 || to < 0 {
			return days, false
		}
		for day := from; ; day = (day + 1) % len(dayNames) {
			if days[day] = true; day == to {
				break
			}
		}
	}
	return days, true
}

func parseTimes(text string) (begin, end int, ok bool) {
	from, to, found := strings.Cut(text, "-")
	begin, beginOK := parseClock(from)
	end, endOK := parseClock(to)
	return begin, end, found && beginOK && endOK && begin < minutesOfADay && begin != end
}

// parseClock reads a time of the day in minutes; 24:00 is the end of the day.
func parseClock(text string) (minutes int, ok bool) {
	if text == "24:00" {
		return minutesOfADay, true
	}
	clock, err := time.Parse("15:04", text)
	return clock.Hour()*60 + clock.Minute(), err == nil
}

// IsZero reports whether there are none, so that any time is among them.
func (h Hours) IsZero() bool { return len(h.spans) == 0 }

// Has reports whether a moment is among them.
func (h Hours) Has(at time.Time) bool {
	at = at.In(h.zone())
	day, minute := int(at.Weekday()), at.Hour()*60+at.Minute()
	before := (day + 6) % 7
	for _, span := range h.spans {
		overnight := span.end <= span.begin
		switch {
		case span.days[day] && minute >= span.begin && (overnight || minute < span.end),
			span.days[before] && overnight && minute < span.end:
			return true
		}
	}
	return h.IsZero()
}

func (h Hours) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}

// clock is a moment as it is compared with the hours.
func (h Hours) clock(at time.Time) string { return at.In(h.zone()).Format("Mon 15:04 MST") }

// String is the text with the zone, which it may not name.
func (h Hours) String() string {
	if h.IsZero() || strings.Contains(h.Text, h.zone().String()) {
		return safetext.Line(h.Text)
	}
	name := h.zone().String()
	if name == "Local" {
		name = "this machine's time"
	}
	return fmt.Sprintf("%s (%s)", safetext.Line(h.Text), name)
}
