package terminal

import "golang.org/x/sys/unix"

// What ioctl_tty(2) calls it on Linux.
const (
	readableBytes = unix.TIOCINQ
	getModes      = unix.TCGETS
	setModes      = unix.TCSETS
)

func stopOutput(line int) error { return unix.IoctlSetInt(line, unix.TCXONC, unix.TCOOFF) }
