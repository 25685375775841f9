package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// dropUnread drops what was written to a terminal and not read yet.
func dropUnread(terminal *os.File) {
	_ = unix.IoctlSetInt(int(terminal.Fd()), unix.TCFLSH, unix.TCOFLUSH)
}
