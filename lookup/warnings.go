package lookup

import (
	"fmt"
	"time"
)

const (
	// unusuallyLong is longer than an ordinary conversation: often a line that was left open, or
	// several conversations in one recording.
	unusuallyLong = 4 * time.Hour
	// unusuallyOld is beyond what an operator is usually asked to delete by hand: retention
	// removes most calls before, so what is older is often kept on purpose.
	unusuallyOld = 365 * 24 * time.Hour
	// clockTolerance is how far the server's clock may be ahead without a remark.
	clockTolerance = time.Minute
)

// Warnings are those of the call that was looked up; none where there is nothing of it to show.
func (r Result) Warnings() []string {
	if !r.Shows() {
		return nil
	}
	return r.Call.Warnings(r.Began)
}

// Warnings are what a person should know of a call before it is deleted, in plain sentences, the
// gravest first.
func (c Call) Warnings(now time.Time) (warnings []string) {
	add := func(isSo bool, text string) {
		if isSo {
			warnings = append(warnings, text)
		}
	}
	add(c.DoNotDelete == Yes, "This call is marked “do not delete”.")
	add(c.State == Ongoing, "This call is ongoing: it is marked now, and deleted once it has ended.")
	add(c.Length > unusuallyLong, fmt.Sprintf("This call is unusually long: %s.", c.Length.Round(time.Second)))
	add(!c.Begin.IsZero() && now.Sub(c.Begin) > unusuallyOld, "This call is more than a year old.")
	add(c.Begin.After(now.Add(clockTolerance)), "This call begins in the future: its times are likely read in the wrong zone.")
	add(c.Secondary == Yes, "This is the second recording of a call that is recorded twice. The first one is not deleted with it.")
	add(c.OnDemand == Yes, "This call was recorded on demand: it vanishes by itself unless somebody keeps it.")
	return warnings
}
