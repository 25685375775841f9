package privatefile

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// Read returns the content of a regular file of at most most bytes. A longer one is
// [ErrTooLong], and hardly any of it is read. Other errors are those of [Open].
func Read(path string, most int64) ([]byte, error) {
	file, err := Open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadFile(file, most)
}

// ReadOwn is [Read] for what this program remembers. [ErrShared] is what others can change, and make say anything.
func ReadOwn(path string, most int64) ([]byte, error) {
	file, err := Open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := CheckGuarded(file); err != nil {
		return nil, err
	}
	return ReadFile(file, most)
}

// CheckGuarded returns [ErrShared] where others can change an open file.
func CheckGuarded(file *os.File) error {
	look, err := ExamineOpen(file)
	if err == nil && !look.IsGuarded() {
		err = ErrShared
	}
	return err
}

// ReadFile is [Read] for a file that is open.
func ReadFile(file *os.File, most int64) ([]byte, error) {
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
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
	_, err := content.ReadFrom(io.LimitReader(stream, most+1))
	switch {
	case errors.Is(err, ErrWaits):
		return nil, ErrNotRegular
	case err != nil:
		return nil, err
	case int64(content.Len()) > most:
		return nil, ErrTooLong
	}
	return content.Bytes(), nil
}
