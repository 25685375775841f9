// Package boundedfile reads files that somebody else names: nothing that a name
// leads to makes the program wait for ever or take all memory.
package boundedfile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"syscall"
)

var (
	// ErrNotRegular says that a name leads to a pipe, a device, a socket or a folder.
	ErrNotRegular = errors.New("it is not a regular file")
	// ErrTooLong says that the file is longer than the reader takes.
	ErrTooLong = errors.New("it is too large")
)

// Read returns the content of a file of at most most bytes. A longer one is
// [ErrTooLong], and hardly any of it is read. A pipe is refused with
// [ErrNotRegular], since its other end may never come.
func Read(path string, most int64) ([]byte, error) {
	// O_NONBLOCK, or else opening a pipe would wait for its other end.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ENXIO) {
		return nil, ErrNotRegular // a socket, or a device without hardware
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, ErrNotRegular
	case info.Size() > most:
		return nil, ErrTooLong
	}
	return readAll(file, info.Size(), most) // the size of a file under /proc is 0
}

// ReadAll returns all that a stream has, or [ErrTooLong] as soon as that is more
// than most bytes. It waits as long as the stream does.
func ReadAll(stream io.Reader, most int64) ([]byte, error) { return readAll(stream, 0, most) }

func readAll(stream io.Reader, expected, most int64) ([]byte, error) {
	var content bytes.Buffer
	content.Grow(int(expected) + bytes.MinRead) // all at once: growing would take twice the memory
	if _, err := content.ReadFrom(io.LimitReader(stream, most+1)); err != nil {
		return nil, err
	}
	if int64(content.Len()) > most {
		return nil, ErrTooLong
	}
	return content.Bytes(), nil
}
