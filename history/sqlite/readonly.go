package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/safetext"
)

// errReadOnly is why a history that is only read is not written.
var errReadOnly = errors.New("it is only read")

// mayBeReadable reports whether an error keeps one from writing only: a full
// disk, a read-only file or folder, a copy, damage.
func mayBeReadable(err error) bool {
	if isDamage(err) {
		return true // in part
	}
	if failure, ok := errors.AsType[sqlite3.Error](err); ok {
		switch failure.Code {
		case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrFull, sqlite3.ErrCantOpen, sqlite3.ErrIoErr:
			return true
		}
	}
	return errors.Is(err, errCopy) || errors.Is(err, store.ErrOrigin) || errors.Is(err, store.ErrDistrusted) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) ||
		errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// openForReading opens a history that can't be written because of cause. Where
// not even -shm can be made, the last resort is to read the database alone: what
// only its -wal holds is missing then. When nothing helps it returns cause, or what
// is wrong with a history that nobody wanted to write.
func (s *Store) openForReading(ctx context.Context, cause error) error {
	failed := cause
	s.isCopy = errors.Is(cause, errCopy) || errors.Is(cause, errReadOnly)
	for _, way := range s.waysToRead(s.isCopy) {
		reader, err := s.openReader(way)
		if err != nil {
			return cause
		}
		if err := s.readOnce(ctx, reader); err != nil {
			_ = reader.Close() // the first error is what to report
			if errors.Is(failed, errReadOnly) || errors.Is(failed, errCopy) {
				failed = s.problem(openOp, err)
			}
			continue
		}
		if errors.Is(cause, errCopy) {
			cause = s.refuseCopy(s.mark) // what it is, is known only now
		}
		if s.movedTo != "" {
			cause = store.RefuseMoved(s.place.Path(), s.movedTo, errCopy)
			s.warnings = append(s.warnings, "The history was moved to "+safetext.Bounded(s.movedTo, 300)+": here it is as it was then.")
		}
		reader.SetMaxOpenConns(readers)
		reader.SetMaxIdleConns(readers)
		s.reader, s.writer, s.words, s.unwritable = reader, nil, nil, cause
		s.foreignShm = s.isCopy && way == withLog && !s.place.HadSHM()
		if s.isCopy && s.mark == historyMark {
			s.warnings = append(s.warnings, "This copy was not made by deletecall history backup: it may lack the newest records.")
		}
		if way == fileOnly && (s.place.HasLog() || !s.isCopy && s.lengthened == nil && (!s.isExposed() || s.place.CheckNames() != nil)) {
			s.warnings = append(s.warnings,
				"Lists may lack the newest records: only the main file of the history can be read, without its -wal.")
		}
		return s.place.Remember(s.place.Path())
	}
	return failed
}

// reason is why a history can't be written, without that it could not be opened: it was.
func reason(cause error) string {
	var failure *deletion.HistoryError
	if !errors.As(cause, &failure) {
		return cause.Error()
	}
	return failure.Reason()
}

// startAgain adds to the advice that this process goes on reading only.
func startAgain(cause error) error {
	var failure *deletion.HistoryError
	if !errors.As(cause, &failure) || errors.Is(cause, errCopy) {
		return cause
	}
	advised := *failure
	advised.Advice += ", then start deletecall again"
	return &advised
}

// readOnce makes sure that it is a history of ours whose schema is known.
func (s *Store) readOnce(ctx context.Context, reader *sql.DB) error {
	var err error
	if s.mark, err = s.checkHeader(ctx, reader); err != nil {
		return err
	}
	version, err := schemaVersion(ctx, reader)
	if err != nil {
		return err
	}
	if err := s.checkVersion(version); err != nil {
		return err
	}
	err = reader.QueryRowContext(ctx, fingerprintKeyQuery).Scan(&s.fingerprintKey)
	if err == nil {
		s.named, err = one[string](ctx, reader, originQuery)
	}
	if err == nil && s.mark == movedMark {
		s.movedTo, err = one[string](ctx, reader, movedQuery)
	}
	if isDamage(err) {
		s.meet(err) // the records can be read without the key
		return nil
	}
	return err
}

// openLengthened opens a copy of a history that was cut off, which can't be opened because of cause.
// The copy lies in the folder for temporary files until the store is closed.
func (s *Store) openLengthened(ctx context.Context, cause error) error {
	made, err := newLengthened()
	if err != nil {
		return errors.Join(cause, err)
	}
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
