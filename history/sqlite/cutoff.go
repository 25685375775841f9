package sqlite

import (
	"os"
	"path/filepath"
)

// lengthened is a copy of a database that was cut off, as long as it was. SQLite reads nothing of
// a file that is shorter than its header says; in the copy only the pages that are gone can't be read.
type lengthened struct{ folder string }

func (l *lengthened) path() string { return filepath.Join(l.folder, "history.db") }

func (l *lengthened) remove() error { return os.RemoveAll(l.folder) }

// newLengthened makes room for a copy.
func newLengthened() (*lengthened, error) {
	folder, err := os.MkdirTemp("", "deletecall-")
	return &lengthened{folder}, err
}
