package cli

import "runtime/debug"

// How much garbage may pile up, in percent of what is in use.
const (
	// Commands that read the whole history hold a few megabytes and leave gigabytes
	// behind: collecting seldom saves a quarter of the time for 40 MiB.
	batchGarbage = 400
	// The console stays for hours and works for milliseconds.
	consoleGarbage = 50
)

// collectAt sets when garbage is collected, and returns what undoes it.
func collectAt(percent int) (undo func()) {
	before := debug.SetGCPercent(percent)
	return func() { debug.SetGCPercent(before) }
}
