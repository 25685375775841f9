package safetext

import "strconv"

// Number writes a number for a person: from 10,000 on with a comma between thousands.
// Data never does; whoever reads it would have to take the commas out again.
func Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	if -10_000 < n && n < 10_000 {
		return digits
	}
	first := 1 // a comma goes between two digits
	if n < 0 {
		first = 2
	}
	for at := len(digits) - 3; at >= first; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// Count is a number and its noun, for a person: "1 event", "12,000 events". Whatever else has one form
// for one thing and another for several may be part of the noun: "event is", "events are".
func Count[N ~int | ~int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(int64(n)) + " " + many
}

// OfAll is a part of some things: "0 of 1 record", "3 of 12,000 records".
func OfAll[N ~int | ~int64](part, all N, one, many string) string {
	return Number(int64(part)) + " of " + Count(all, one, many)
}
