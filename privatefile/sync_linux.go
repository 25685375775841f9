package privatefile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncAround syncs the file system that holds path (syncfs(2)).
func syncAround(path string, _ error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(unix.Syncfs(int(file.Fd())), file.Close())
}
