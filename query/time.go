package query

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"deletecall/similar"
)

// The ends of ranges that are open.
const (
	anyFrom = math.MinInt64
	anyTo   = math.MaxInt64
)

// readNumber reads "-50", "=-50", "-80..-40", "100.." or "..200".
func readNumber(word value, _ time.Time) ([]Alternative, *Error) {
	if word.whole && strings.Contains(word.text, "..") {
		return nil, word.wrong("is a range, but = takes one number", "one number after the =, or the range without it")
	}
	read := func(text string) (from, to int64, ok bool) {
		number, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
		return number, number, err == nil
	}
	return readRange(word, read, "a number, or a range such as -80..-40")
}

const expectedTime = "a date such as 2026-11-01, a time such as 2026-11-01T09:41, today, yesterday, or an age such as 7d, 12h or 4w"

// wholeTime refuses a = before a time, which has no parts that could be meant.
func wholeTime(word value) *Error {
	if !word.whole {
		return nil
	}
	return word.wrong("is a time, but = works only with texts and numbers", "the time without the =; on: takes a whole day, month or year")
}

func readPeriod(word value, now time.Time) ([]Alternative, *Error) {
	if err := wholeTime(word); err != nil {
		return nil, err
	}
	unread := word.text // the end of a range that can't be read, or the whole
	found, err := readRange(word, func(text string) (from, to int64, ok bool) {
		if moment, ok := age(strings.ToUpper(text), now); ok && text != word.text {
			return moment.UnixMicro(), moment.UnixMicro(), true // the end of a range is not the time until now
		}
		if from, to, ok = period(text, now); !ok {
			unread = text
		}
		return from, to, ok
	}, expectedTime)
	if err != nil && err.Expected == expectedTime {
		err.Nearest = meantTime(unread)
	}
	return found, err
}

func readSince(word value, now time.Time) ([]Alternative, *Error) {
	if err := wholeTime(word); err != nil {
		return nil, err
	}
	from, _, ok := period(word.text, now)
	if !ok {
		return nil, noTime(word)
	}
	return []Alternative{{From: from, To: anyTo}}, nil
}

func readUntil(word value, now time.Time) ([]Alternative, *Error) {
	if err := wholeTime(word); err != nil {
		return nil, err
	}
	if moment, ok := age(strings.ToUpper(word.text), now); ok {
		return []Alternative{{From: anyFrom, To: moment.UnixMicro()}}, nil
	}
	_, to, ok := period(word.text, now)
	if !ok {
		return nil, noTime(word)
	}
	return []Alternative{{From: anyFrom, To: to}}, nil
}

func readRange(word value, read func(string) (from, to int64, ok bool), expected string) ([]Alternative, *Error) {
	whole := Alternative{From: anyFrom, To: anyTo}
	first, last, isRange := strings.Cut(word.text, "..")
	if !isRange {
		from, to, ok := read(word.text)
		if !ok {
			return nil, word.wrong("can't be read", expected)
		}
		return []Alternative{{From: from, To: to}}, nil
	}
	var ok bool
	if first != "" {
		if whole.From, _, ok = read(first); !ok {
			return nil, word.wrong("can't be read", expected)
		}
	}
	if last != "" {
		if _, whole.To, ok = read(last); !ok {
			return nil, word.wrong("can't be read", expected)
		}
	}
	if first == "" && last == "" {
		return nil, word.wrong("is a range without ends", expected)
	}
	if whole.From > whole.To {
		return nil, word.wrong("ends before it begins", "the smaller end first")
	}
	return []Alternative{whole}, nil
}

// timeForms are the ways to write a moment or a period, and how long each is.
var timeForms = []struct {
	layout string
	end    func(time.Time) time.Time
}{
	{"2006-01-02T15:04:05", addTime(time.Second)},
	{"2006-01-02 15:04:05", addTime(time.Second)},
	{"2006-01-02T15:04:05Z07:00", addTime(time.Second)},
	{"2006-01-02T15:04", addTime(time.Minute)},
	{"2006-01-02 15:04", addTime(time.Minute)},
	{"2006-01-02T15:04Z07:00", addTime(time.Minute)},
	{"2006-01-02", addDate(0, 0, 1)},
	{"2006-01", addDate(0, 1, 0)},
	{"2006", addDate(1, 0, 0)},
}

func addTime(length time.Duration) func(time.Time) time.Time {
	return func(t time.Time) time.Time { return t.Add(length) }
}

func addDate(years, months, days int) func(time.Time) time.Time {
	return func(t time.Time) time.Time { return t.AddDate(years, months, days) }
}

// timeWords are the times that are written as words.
var timeWords = []string{"today", "yesterday", "now"}

// ages are the units of an age, and what people write for them.
var ages = map[string][]string{
	"m": {"min", "mins", "minute", "minutes"}, "h": {"hr", "hrs", "hour", "hours"}, "d": {"day", "days"}, "w": {"week", "weeks"}, "y": {"year", "years"},
}

func noTime(word value) *Error {
	wrong := word.wrong("is not a time", expectedTime)
	wrong.Nearest = meantTime(word.text)
	return wrong
}

// meantTime returns the time that was most likely meant by a text that is none; empty when there is no telling.
func meantTime(text string) string {
	if near := similar.Value(text, timeWords); near != "" {
		return near
	}
	// 2026/11/1 and 2026.11.01 can mean one day only. A day that comes first could be a month.
	for _, form := range []string{"2006/1/2", "2006.1.2", "2006.1.2.", "2006-1-2", "20060102"} {
		if day, err := time.Parse(form, text); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
	if _, err := strconv.ParseUint(number, 10, 16); err != nil {
		return ""
	}
	unit := strings.ToLower(strings.TrimSpace(text[len(number):]))
	for short, names := range ages {
		if slices.Contains(names, unit) {
			return number + short
		}
	}
	return ""
}

// period returns the first and the last microsecond of a day, a month, a
// minute…, in the zone of now. An age ("7d") is the time from then until now.
func period(text string, now time.Time) (from, to int64, ok bool) {
	zone := now.Location()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	text = strings.ToUpper(strings.TrimSpace(text))
	switch text {
	case "NOW":
		return now.UnixMicro(), now.UnixMicro(), true
	case "TODAY":
		return between(today, today.AddDate(0, 0, 1), zone)
	case "YESTERDAY":
		return between(today.AddDate(0, 0, -1), today, zone)
	}
	for _, form := range timeForms {
		start, err := time.Parse(form.layout, text)
		switch {
		case err != nil:
		case strings.HasSuffix(form.layout, "Z07:00"):
			return between(start.UTC(), form.end(start).UTC(), time.UTC)
		default:
			return between(start, form.end(start), zone)
		}
	}
	if start, ok := age(text, now); ok {
		return start.UnixMicro(), now.UnixMicro(), true
	}
	return 0, 0, false
}

// between is the time while clocks in the zone show start or later, and not yet
// end. An hour that they show twice counts from its first time to its last.
func between(start, end time.Time, zone *time.Location) (from, to int64, ok bool) {
	first, _ := moments(start, zone)
	_, last := moments(end.Add(-time.Microsecond), zone)
	return first.UnixMicro(), last.UnixMicro(), true
}

// age reads "30m", "12h", "7d", "4w" or "1y" as the moment so long before now.
// Days and longer are counted by the calendar, so that a change of the clocks
// does not move them.
func age(text string, now time.Time) (time.Time, bool) {
	if text == "" {
		return time.Time{}, false
	}
	number, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || number < 0 || number > 100_000 {
		return time.Time{}, false
	}
	switch text[len(text)-1] {
	case 'M':
		return now.Add(-time.Duration(number) * time.Minute), true
	case 'H':
		return now.Add(-time.Duration(number) * time.Hour), true
	case 'D':
		return now.AddDate(0, 0, -number), true
	case 'W':
		return now.AddDate(0, 0, -7*number), true
	case 'Y':
		return now.AddDate(-number, 0, 0), true
	}
	return time.Time{}, false
}
