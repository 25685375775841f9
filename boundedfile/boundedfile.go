// Package boundedfile reads files that somebody else names: nothing that a name
// leads to makes the program wait for ever or take all memory.
package boundedfile

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// ErrNotRegular says that a name leads to a pipe, a device or a folder.
var ErrNotRegular = errors.New("it is not a file")

// Read returns the content of a file, most bytes of it and one more where it goes
// on. A pipe is refused, since its other end may never come, with [ErrNotRegular].
func Read(path string, most int64) ([]byte, error) {
	// O_NONBLOCK, or else opening a pipe would wait for its other end.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, ErrNotRegular
	}
	return io.ReadAll(io.LimitReader(file, most+1))
}
