package carry

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"deletecall/privatefile"
)

// carried remembers, beside the signing key, which checkpoint a place took last. It
// is locked while it is open.
type carried struct {
	file  *os.File
	size  int64 // of the last checkpoint that the place took
	known bool  // it took one
}

// sizeDigits is the length of a size in the file: always the same, so that one write
// replaces the one before it.
const sizeDigits = 19

// openCarried opens and locks the file, and waits for other processes until ctx ends.
func openCarried(ctx context.Context, path string) (*carried, error) {
	file, err := privatefile.Open(path, os.O_CREATE|os.O_RDWR|privatefile.NoFollow)
	if err != nil {
		return nil, err
	}
	c := &carried{file: file}
	if err := privatefile.LockUntil(ctx, file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	text := make([]byte, sizeDigits)
	n, _ := file.ReadAt(text, 0) // what can't be read is not known
	size, err := strconv.ParseInt(strings.TrimSpace(string(text[:n])), 10, 64)
	if err == nil && size > 0 {
		c.size, c.known = size, true
	}
	return c, nil
}

func (c *carried) set(size int64) error {
	_, err := c.file.WriteAt(fmt.Appendf(nil, "%0*d\n", sizeDigits, size), 0)
	c.size, c.known = size, true
	return err
}

func (c *carried) close() { _ = c.file.Close() } // which gives the lock free
