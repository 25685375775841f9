package privatefile

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// ErrLocked says that another process holds the lock.
var ErrLocked = errors.New("another process holds it")

// The kinds of locks (flock(2)). Closing the file gives the lock free, and so does the
// end of the process, kill -9 included.
const (
	Exclusive = unix.LOCK_EX
	Shared    = unix.LOCK_SH
)

// Lock locks an open file, and waits for other processes as long as it takes.
func Lock(file *os.File, kind int) error {
	for {
		err := unix.Flock(int(file.Fd()), kind)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// TryLock is [Lock] without waiting: [ErrLocked].
func TryLock(file *os.File, kind int) error {
	err := Lock(file, kind|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrLocked
	}
	return err
}

// lockPause is the time between two tries of a lock that another process holds.
const lockPause = 20 * time.Millisecond

// LockUntil locks an open file exclusively, or returns [ErrLocked] where another
// process holds the lock until ctx ends: that one may have been stopped.
func LockUntil(ctx context.Context, file *os.File) error {
	for {
		err := TryLock(file, Exclusive)
		if !errors.Is(err, ErrLocked) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(lockPause):
		}
	}
}
