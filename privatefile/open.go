package privatefile

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

var (
	// ErrNotRegular says that a name leads to a pipe, a device, a socket or a folder.
	ErrNotRegular = errors.New("it is not a regular file")
	// ErrWaits is how a read fails that would have to wait.
	ErrWaits error = syscall.EAGAIN
	// ErrShared says that others than the owner can change a file.
	ErrShared = errors.New("others can change it")
	// ErrTooLong says that the file is longer than the reader takes.
	ErrTooLong = errors.New("it is too large")
)

// NoFollow, among the flags of [Open], refuses a symbolic link with ELOOP.
const NoFollow = syscall.O_NOFOLLOW

// Open opens a regular file with the flags of [os.OpenFile]; one that it makes is for
// its owner only. What is not a regular file is [ErrNotRegular], and is not waited for:
// of what only looks like one, such as /proc/kmsg, a read fails with [ErrWaits].
func Open(path string, flag int) (*os.File, error) {
	file, err := openUnwaited(path, flag)
	switch {
	case errors.Is(err, syscall.ENXIO), errors.Is(err, syscall.EISDIR): // ENXIO: a socket, or a pipe that nobody reads
		return nil, ErrNotRegular
	case err != nil:
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = ErrNotRegular
	}
	if err == nil && flag&os.O_CREATE != 0 && info.Mode().Perm()&0o600 != 0o600 {
		err = file.Chmod(0o600) // the umask took away what the owner needs
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// openUnwaited opens a file so that neither opening nor reading waits for somebody else.
// [os.OpenFile] would hand it to its poller, which waits on EAGAIN: package os leaves out
// a descriptor that is blocking when it gets it.
func openUnwaited(path string, flag int) (*os.File, error) {
	for {
		descriptor, err := unix.Open(path, flag|unix.O_NONBLOCK|unix.O_CLOEXEC, 0o600)
		if err == unix.EINTR {
			continue
		}
		if err == nil {
			err = unix.SetNonblock(descriptor, false)
		}
		if err != nil {
			return nil, &os.PathError{Op: "open", Path: path, Err: err}
		}
		file := os.NewFile(uintptr(descriptor), path)
		if err := unix.SetNonblock(descriptor, true); err != nil {
			return nil, errors.Join(err, file.Close())
		}
		return file, nil
	}
}
