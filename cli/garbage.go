package cli

import "runtime/debug"

// batchGarbage is how much garbage may pile up, in percent of what is in use.
const batchGarbage = 400

// collectLessOften is for commands that read the whole history: they hold a few
// megabytes and leave gigabytes behind, so that collecting it seldom saves a
// quarter of the time for 40 MiB. It returns what undoes it.
func collectLessOften() (undo func()) {
	before := debug.SetGCPercent(batchGarbage)
	return func() { debug.SetGCPercent(before) }
}
