package lookup

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"deletecall/hint"
	"deletecall/safetext"
)

// Times says how a time of a search may be written.
const Times = `2026-07-01, today, yesterday, "2026-07-01 09:41", 09:41, an age such as 2h or 7d, or RFC 3339`

// DefaultSpan is how long a span is that was given no begin.
const DefaultSpan = 24 * time.Hour

// dayWords and nowWord are the times that are written as words.
var dayWords = []string{"today", "yesterday"}

const nowWord = "now"

// mostQuoted bounds what is quoted of what was written, in cells.
const mostQuoted = 60

// Span reads the two ends of a search as a person writes them, in the zone of now. Without
// an end it ends now; without a begin it begins [DefaultSpan] before its end. A day as the end
// is the end of that day. The error joins *[SearchError]s.
func (s Search) Span(from, to string, now time.Time) (Search, error) {
	var wrongTo, wrongFrom error
	if s.To, wrongTo = readTime("to", to, now, true); s.To.IsZero() {
		s.To = now
	}
	if s.From, wrongFrom = readTime("from", from, now, false); s.From.IsZero() {
		s.From = s.To.Add(-DefaultSpan)
	}
	return s, errors.Join(wrongFrom, wrongTo)
}

// readTime is zero for an empty text.
func readTime(field, text string, now time.Time, isEnd bool) (time.Time, error) {
	text = safetext.Trim(text)
	if text == "" {
		return time.Time{}, nil
	}
	if day, ok := readDay(text, now); ok {
		if isEnd {
			day = day.AddDate(0, 0, 1)
		}
		return day, nil
	}
	if strings.EqualFold(text, nowWord) {
		return now, nil
	}
	zone := now.Location()
	if clock, err := time.ParseInLocation("15:04", text, zone); err == nil {
		return time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, zone), nil
	}
	for _, form := range []string{"2006-01-02 15:04", time.DateTime, "2006-01-02T15:04", "2006-01-02T15:04:05", time.RFC3339} {
		if at, err := time.ParseInLocation(form, text, zone); err == nil {
			return at, nil
		}
	}
	if days, isDays := strings.CutSuffix(text, "d"); isDays {
		var count int
		if _, err := fmt.Sscanf(days, "%d", &count); err == nil && count >= 0 && fmt.Sprint(count) == days {
			return now.AddDate(0, 0, -count), nil
		}
	}
	if age, err := time.ParseDuration(text); err == nil && age >= 0 {
		return now.Add(-age), nil
	}
	return time.Time{}, &SearchError{field, "is not a time: " + safetext.Bounded(text, mostQuoted), hint.Meant(text, append(dayWords, nowWord)...) + "Use " + Times}
}

// readDay reads a whole day, and returns its begin.
func readDay(text string, now time.Time) (day time.Time, ok bool) {
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch strings.ToLower(text) {
	case dayWords[0]:
		return midnight, true
	case dayWords[1]:
		return midnight.AddDate(0, 0, -1), true
	}
	day, err := time.ParseInLocation(time.DateOnly, text, now.Location())
	return day, err == nil
}
