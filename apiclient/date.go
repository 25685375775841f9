package apiclient

import (
	"strconv"
	"strings"
	"time"
)

// parseDate reads the Date of an answer: in the forms of HTTP (RFC 9110, section
// 5.6.7), and in those that servers write by mistake. ok is false for any other; such
// a Date proves nothing, and is taken as if there were none (RFC 9110, section 6.6.1).
func parseDate(value string) (made time.Time, ok bool) {
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		if seconds > maxUnixSeconds {
			return time.UnixMilli(seconds), true
		}
		return time.Unix(seconds, 0), true
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

var dateLayouts = []string{
	"Mon, 2 Jan 2006 15:04:05 -0700",  // HTTP, mail
	"Monday, 2-Jan-06 15:04:05 -0700", // the older form of HTTP (RFC 850)
	"Mon Jan 2 15:04:05 2006",         // the oldest form of HTTP, which is in UTC
	"Mon Jan 2 15:04:05 -0700 2006",   // Java, date(1)
	"Mon, 2-Jan-2006 15:04:05 -0700",  // cookies
	"2 Jan 2006 15:04:05 -0700",       // mail without the day
	"2006-01-02 15:04:05 -0700",       // SQL
	time.RFC3339,                      // XML, JSON
}

// withOffset puts the offset in the place of a zone's name, which follows the time.
// A name with several meanings stays, so that the date can't be read.
func withOffset(value string) string {
	fields := strings.Fields(value)
	for i := 1; i < len(fields); i++ {
		if offset, known := zoneOffsets[strings.ToUpper(fields[i])]; known && strings.Contains(fields[i-1], ":") {
			fields[i] = offset
		}
	}
	return strings.Join(fields, " ")
}

// zoneOffsets are the names of zones in mail (RFC 5322, section 4.3) and in Europe.
var zoneOffsets = map[string]string{
	"GMT": "+0000", "UTC": "+0000", "UT": "+0000", "Z": "+0000",
	"EDT": "-0400", "EST": "-0500", "CDT": "-0500", "CST": "-0600",
	"MDT": "-0600", "MST": "-0700", "PDT": "-0700", "PST": "-0800",
	"WET": "+0000", "WEST": "+0100", "BST": "+0100", "CET": "+0100", "MEZ": "+0100",
	"CEST": "+0200", "MESZ": "+0200", "EET": "+0200", "EEST": "+0300", "MSK": "+0300",
}
