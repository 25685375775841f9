//go:build !linux

package process

import "os"

// LineMode leaves the terminal as it is: elsewhere than on Linux a shell's own modes are used.
func LineMode(*os.File) (restore func()) { return func() {} }
