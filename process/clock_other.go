//go:build !linux

package process

// ClockIsSynchronised is not known here.
func ClockIsSynchronised() (synchronised, known bool) { return false, false }
