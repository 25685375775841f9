package process

import (
	"os"

	"golang.org/x/sys/unix"
)

// DropOutput drops what was written to a terminal and not read yet.
func DropOutput(terminal *os.File) {
	_ = unix.IoctlSetInt(int(terminal.Fd()), unix.TCFLSH, unix.TCOFLUSH)
}

// DropInput drops what was typed at a terminal and not read yet, a line that is not
// complete too. It reports whether it could.
func DropInput(terminal *os.File) bool {
	return unix.IoctlSetInt(int(terminal.Fd()), unix.TCFLSH, unix.TCIFLUSH) == nil
}
