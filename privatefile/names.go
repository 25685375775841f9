package privatefile

import (
	"errors"
	"io"
	"os"
	"slices"
	"syscall"
)

// Names returns the sorted names in a folder, of which there may be at most most. Where there
// are more, it returns that many of them, with [ErrTooLong]. What is not a folder is not waited for.
func Names(folder string, most int) ([]string, error) {
	file, err := os.OpenFile(folder, os.O_RDONLY|syscall.O_DIRECTORY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	names, err := file.Readdirnames(most + 1)
	if errors.Is(err, io.EOF) { // the folder is empty
		err = nil
	}
	if len(names) > most {
		names, err = names[:most], ErrTooLong
	}
	slices.Sort(names)
	return names, err
}
