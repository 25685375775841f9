package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// dropUnread drops what was written to a terminal and not read yet.
func dropUnread(terminal *os.File) {
	_ = unix.IoctlSetInt(int(terminal.Fd()), unix.TCFLSH, unix.TCOFLUSH)
}

// dropTyped drops what was typed at a terminal and not read yet, a line that is not
// complete too. It reports whether it could.
func dropTyped(terminal *os.File) bool {
	return unix.IoctlSetInt(int(terminal.Fd()), unix.TCFLSH, unix.TCIFLUSH) == nil
}
