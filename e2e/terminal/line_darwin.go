package terminal

import "golang.org/x/sys/unix"

// What tty(4) calls it on macOS.
const (
	readableBytes = 0x4004667f // FIONREAD of sys/filio.h, which x/sys/unix does not name
	getModes      = unix.TIOCGETA
	setModes      = unix.TIOCSETA
)

func stopOutput(line int) error { return unix.IoctlSetInt(line, unix.TIOCSTOP, 0) }
