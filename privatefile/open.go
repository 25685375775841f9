package privatefile

import (
	"errors"
	"os"
	"syscall"
)

var (
	// ErrNotRegular says that a name leads to a pipe, a device, a socket or a folder.
	ErrNotRegular = errors.New("it is not a regular file")
	// ErrTooLong says that the file is longer than the reader takes.
	ErrTooLong = errors.New("it is too large")
)

// NoFollow, among the flags of [Open], refuses a symbolic link with ELOOP.
const NoFollow = syscall.O_NOFOLLOW

// Open opens a regular file with the flags of [os.OpenFile]; one that it makes is for
// its owner only. What is not a regular file is [ErrNotRegular], and is not waited for.
func Open(path string, flag int) (*os.File, error) {
	// O_NONBLOCK, or else opening a pipe would wait for its other end.
	file, err := os.OpenFile(path, flag|syscall.O_NONBLOCK, 0o600)
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
