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
