package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"deletecall/history/proof"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// openNamed opens a file that somebody else may have made, or standard input for the
// name "-".
//
// A pipe or a device under a name is refused, since reading it may wait for ever. Standard
// input is the way to read from one: there the person has chosen to wait.
func (p Program) openNamed(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(p.In), nil
	}
	return privatefile.Open(path, os.O_RDONLY)
}

func (p Program) readNamed(path string, most int64) ([]byte, error) {
	file, err := p.openNamed(path)
	if err != nil {
		return nil, namedProblem(path, most, err)
	}
	defer file.Close()
	content, err := privatefile.ReadAll(file, most)
	return content, namedProblem(path, most, err)
}

func namedProblem(path string, most int64, err error) error {
	var failed *fs.PathError
	switch {
	case errors.Is(err, privatefile.ErrNotRegular), errors.Is(err, privatefile.ErrWaits):
		return fmt.Errorf("%s is not a regular file\nTo read from a pipe, name it -", safetext.Line(path))
	case errors.Is(err, privatefile.ErrTooLong):
		return fmt.Errorf("%s has more than %d MiB\nCheck what it is: no such file is as large", safetext.Line(path), most>>20)
	case errors.Is(err, proof.ErrLongNote):
		return fmt.Errorf("%s: %w", safetext.Line(path), err)
	case errors.As(err, &failed):
		return fmt.Errorf("%s: %w", safetext.Line(path), failed.Err)
	}
	return err
}
