package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"deletecall/deletion"
)

// errReadOnly is why a history that is only looked at is not written.
var errReadOnly = errors.New("it is only looked at")

// mayBeReadable reports whether an error keeps one from writing only: a full
// disk, a read-only file or folder, an archive.
func mayBeReadable(err error) bool {
	var failure sqlite3.Error
	if errors.As(err, &failure) {
		switch failure.Code {
		case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrFull, sqlite3.ErrCantOpen, sqlite3.ErrIoErr:
			return true
		}
	}
	return errors.Is(err, errArchive) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) ||
		errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// openForReading opens a history that can't be written because of cause. Where
// not even -shm can be made, the last resort is to read the database alone: what
// only its -wal holds is missing then. When nothing helps it returns cause, or what
// is wrong with a history that nobody wanted to write.
func (s *Store) openForReading(ctx context.Context, cause error) error {
	failed := cause
	ways := []string{"mode=ro", "mode=ro&immutable=1"}
	if s.place.network || s.place.logIsForeign() {
		ways = ways[1:] // neither those locks nor that log can be trusted
	}
	for _, way := range ways {
		reader, err := sql.Open(driver, s.dsn(way+"&_query_only=1"))
		if err != nil {
			return cause
		}
		if err := s.readOnce(ctx, reader); err != nil {
			_ = reader.Close() // the first error is what to tell
			if errors.Is(failed, errReadOnly) {
				failed = s.problem(openOp, err)
			}
			continue
		}
		reader.SetMaxOpenConns(readers)
		reader.SetMaxIdleConns(readers)
		s.reader, s.writer, s.unwritable = reader, nil, startAgain(cause)
		if !errors.Is(cause, errReadOnly) {
			s.place.warnings = append(s.place.warnings, "The history can be read only: "+cause.Error())
		}
		if way != "mode=ro" {
			s.place.warnings = append(s.place.warnings,
				"The newest records may be missing from lists: only the main file of the history can be read, without its -wal.")
		}
		return s.place.remember(s.place.path)
	}
	return failed
}

// startAgain adds to the advice that this process goes on reading only.
func startAgain(cause error) error {
	var failure *deletion.HistoryError
	if !errors.As(cause, &failure) {
		return cause
	}
	advised := *failure
	advised.Advice += ", then start deletecall again"
	return &advised
}

// readOnce makes sure that it is a history of ours whose schema is known.
func (s *Store) readOnce(ctx context.Context, reader *sql.DB) error {
	archive, err := s.checkHeader(ctx, reader)
	if err != nil {
		return err
	}
	s.archive = archive
	version, err := schemaVersion(ctx, reader)
	if err != nil {
		return err
	}
	if err := s.checkVersion(version); err != nil {
		return err
	}
	return reader.QueryRowContext(ctx, fingerprintKeyQuery).Scan(&s.fingerprintKey)
}

// Unwritable is why nothing can be recorded in this history; nil when it can.
func (s *Store) Unwritable() error { return s.unwritable }
