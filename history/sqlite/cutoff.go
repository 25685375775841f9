package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
)

// lengthened is a copy of a database that was cut off, as long as it was. SQLite reads nothing of
// a file that is shorter than its header says; in the copy only the pages that are gone can't be read.
type lengthened struct{ folder string }

func (l *lengthened) path() string { return filepath.Join(l.folder, "history.db") }

func (l *lengthened) remove() error { return os.RemoveAll(l.folder) }

// openLengthened opens a copy of a history that was cut off, which can't be opened because of cause.
// The copy lies in the folder for temporary files until the store is closed.
func (s *Store) openLengthened(ctx context.Context, cause error) error {
	folder, err := os.MkdirTemp("", "deletecall-")
	if err != nil {
		return errors.Join(cause, err)
	}
	made := &lengthened{folder}
	copied, err := s.place.CopyCutOff(made.path())
	if !copied {
		return errors.Join(cause, err, made.remove())
	}
	s.lengthened = made
	if err := s.openForReading(ctx, cause); err != nil {
		return errors.Join(err, made.remove())
	}
	return nil
}
