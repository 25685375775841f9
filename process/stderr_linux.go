package process

import (
	"os"

	"golang.org/x/sys/unix"
)

// OwnStderr returns standard error under a descriptor of its own, so that what Go's
// runtime writes to descriptor 2 can be kept from a screen.
func OwnStderr() *os.File {
	own, err := unix.FcntlInt(os.Stderr.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return os.Stderr
	}
	return os.NewFile(uintptr(own), os.Stderr.Name())
}

// silenceRuntime keeps what Go's runtime says of a crash from the screen, where nobody
// could read it, until the returned function is called. Only an [OwnStderr] may be
// written to meanwhile.
func silenceRuntime() (restore func()) {
	kept, err := unix.FcntlInt(2, unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return func() {}
	}
	null, err := unix.Open(os.DevNull, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err == nil {
		err = unix.Dup3(null, 2, 0)
		_ = unix.Close(null)
	}
	return func() {
		if err == nil {
			_ = unix.Dup3(kept, 2, 0)
		}
		_ = unix.Close(kept)
	}
}
