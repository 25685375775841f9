package lookup

import (
	"errors"
	"strings"
	"time"

	"deletecall/hint"
	"deletecall/safetext"
)

// DayForms and AboutForms say how the two texts of [Search.Around] may be written.
const (
	DayForms   = `today, yesterday, 2026-07-01, "2026-07-01 to 2026-07-03", or an age such as 7d`
	AboutForms = `10 (from 9 to 11), 10:30, or 9-11:30`
)

// aboutTime is how far from the time that a person remembers a call may have begun.
const aboutTime = time.Hour

// Around reads the span of a search as a person remembers a call: the day, and about when it was. Both
// may be empty: today, and the whole of the day. The error joins *[SearchError]s of the fields
// "day" and "about".
func (s Search) Around(day, about string, now time.Time) (Search, error) {
	day, about = safetext.Trim(day), safetext.Trim(about)
	var wrongDay, wrongAbout error
	s.From, s.To, wrongDay = readDays(day, now)
	if about == "" || wrongDay != nil {
		return s, wrongDay
	}
	from, to, ok := readClocks(about)
	switch {
	case !ok:
		wrongAbout = &SearchError{"about", "is not a time of day: " + safetext.Bounded(about, mostQuoted), "Use " + AboutForms}
	case !s.From.AddDate(0, 0, 1).Equal(s.To):
		wrongAbout = &SearchError{"about", "needs one day", "Give one day, or leave the time out"}
	default:
		s.From, s.To = clockOn(s.From, from), clockOn(s.From, to)
	}
	return s, wrongAbout
}

// readDays reads a day, a span of days, or an age up to now.
func readDays(text string, now time.Time) (from, to time.Time, err error) {
	if text == "" {
		text = dayWords[0]
	}
	first, last, isSpan := strings.Cut(text, " to ")
	if !isSpan {
		last = first
	}
	from, isDay := readDay(safetext.Trim(first), now)
	to, isLastDay := readDay(safetext.Trim(last), now)
	if isDay && isLastDay {
		if to.Before(from) {
			return from, to, &SearchError{"day", "ends before it begins", "Give the earlier day first"}
		}
		return from, to.AddDate(0, 0, 1), nil
	}
	if from, err = readTime("day", text, now, false); err == nil && !isSpan && from.Before(now) {
		return from, now, nil
	}
	return from, to, &SearchError{"day", "is not a day: " + safetext.Bounded(text, mostQuoted), hint.Meant(text, dayWords...) + "Use " + DayForms}
}

// readClocks reads the time of day that a person remembers, or a span of it, as the time since midnight.
func readClocks(text string) (from, to time.Duration, ok bool) {
	begin, end, isSpan := strings.Cut(text, "-")
	from, err := readClock(begin)
	if !isSpan {
		return from - aboutTime, from + aboutTime, err == nil
	}
	to, endErr := readClock(end)
	if to <= from {
		to += 24 * time.Hour // past midnight
	}
	return from, to, errors.Join(err, endErr) == nil
}

func readClock(text string) (time.Duration, error) {
	text = safetext.Trim(text)
	for _, form := range []string{"15:04", "15"} {
		if clock, err := time.Parse(form, text); err == nil {
			return time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute, nil
		}
	}
	return 0, errors.New("no time of day")
}

// clockOn is a time of day as clocks show it on a day that may have 23 or 25 hours.
func clockOn(day time.Time, clock time.Duration) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, int(clock/time.Minute), 0, 0, day.Location())
}
