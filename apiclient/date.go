package apiclient

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// parseDate reads the Date of an answer: in the forms of HTTP (RFC 9110, section
// 5.6.7), and in those that servers write by mistake. Where its zone is not known, it is
// the latest time that can be meant. ok is false for any other form; such a Date proves
// nothing, and is taken as if there were none (RFC 9110, section 6.6.1).
func parseDate(value string) (made time.Time, ok bool) {
	value = strings.Trim(value, "\"' ")
	whole, _, _ := strings.Cut(value, ".")
	if seconds, err := strconv.ParseInt(whole, 10, 64); err == nil {
		if seconds > maxUnixSeconds {
			return time.UnixMilli(seconds), true
		}
		return time.Unix(seconds, 0), true
	}
	if made, err := time.Parse(time.RFC3339, value); err == nil { // of XML, JSON
		return made, true
	}
	value = withOffset(value)
	for _, layout := range dateLayouts {
		if made, err := time.Parse(layout, value); err == nil {
			return made, true
		}
	}
	return time.Time{}, false
}

// maxUnixSeconds is in the year 5138; greater numbers are milliseconds.
const maxUnixSeconds = 100_000_000_000

// dateLayouts are without the name of the day, and with an offset after the time.
var dateLayouts = []string{
	"2 Jan 2006 15:04:05 -0700", // HTTP, mail
	"2-Jan-06 15:04:05 -0700",   // the older form of HTTP (RFC 850)
	"Jan 2 15:04:05 -0700 2006", // the oldest form of HTTP, Java, date(1)
	"2-Jan-2006 15:04:05 -0700", // cookies
	"2 Jan 06 15:04:05 -0700",   // mail, once
	"2006-01-02 15:04:05 -0700", // SQL
	"2006-01-02T15:04:05 -0700", // XML without a zone
}

// unknownZone is that in which a day is over last.
const unknownZone = "-1200"

// withOffset leaves out the name of the day and what follows the zone in parentheses,
// and puts an offset in the place of the zone, which follows the time.
func withOffset(value string) string {
	value, _, _ = strings.Cut(value, "(")
	fields := strings.Fields(value)
	if len(fields) > 0 && slices.Contains(dayNames, strings.ToLower(fields[0][:min(3, len(fields[0]))])) {
		fields = fields[1:]
	}
	at := slices.IndexFunc(fields, func(field string) bool { return strings.Count(field, ":") == 2 })
	if at < 0 {
		return ""
	}
	before, after := fields[:at+1], fields[at+1:]
	offset, known := unknownZone, false
	switch {
	case len(after) > 0 && strings.ContainsAny(after[0][:1], "+-"):
		offset, after = strings.ReplaceAll(after[0], ":", ""), after[1:]
	case len(after) > 0 && (after[0][0] < '0' || after[0][0] > '9'):
		if offset, known = zoneOffsets[strings.ToUpper(after[0])]; !known {
			offset = unknownZone
		}
		after = after[1:]
	case len(after) > 0: // the year: asctime writes no zone and means UTC
		offset = "+0000"
	}
	return strings.Join(slices.Concat(before, []string{offset}, after), " ")
}

var dayNames = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// zoneOffsets are the names of zones in mail (RFC 5322, section 4.3), in Europe and a few
// more. One with several meanings stands for the westernmost, in which it is latest.
var zoneOffsets = map[string]string{
	"GMT": "+0000", "UTC": "+0000", "UT": "+0000", "Z": "+0000",
	"EDT": "-0400", "EST": "-0500", "CDT": "-0500", "CST": "-0600",
	"MDT": "-0600", "MST": "-0700", "PDT": "-0700", "PST": "-0800",
	"WET": "+0000", "WEST": "+0100", "BST": "+0100", "IST": "+0100", "CET": "+0100", "MEZ": "+0100", "MET": "+0100",
	"CEST": "+0200", "MESZ": "+0200", "MEST": "+0200", "EET": "+0200", "SAST": "+0200", "EEST": "+0300", "MSK": "+0300",
	"SGT": "+0800", "HKT": "+0800", "JST": "+0900", "KST": "+0900", "AEST": "+1000", "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300",
}
