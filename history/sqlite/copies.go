package sqlite

import (
	"context"
	"errors"
	"fmt"

	"deletecall/deletion"
	"deletecall/history/store"
)

// mark is what a database says of itself (SQLite, "PRAGMA application_id").
type mark int64

// The marks. Nothing is ever recorded in an archive, which is a history that ended
// with its last checkpoint, nor in a backup.
const (
	unmarked    mark = 0
	historyMark mark = 0x6463616c // "dcal"
	archiveMark mark = 0x64636172 // "dcar"
	backupMark  mark = 0x6463626b // "dcbk"
)

var errCopy = errors.New("it is a copy")

// distrust marks an error as one that says so: it keeps the history from being written,
// and not from being read.
func distrust(err error) error {
	var failure *deletion.HistoryError
	if !errors.As(err, &failure) {
		return err
	}
	marked := *failure
	marked.Err = errors.Join(store.ErrDistrusted, failure.Err)
	return &marked
}

// IsArchive reports whether this is an archive of a history.
func (s *Store) IsArchive() bool { return s.mark == archiveMark }

// IsCopy reports whether this is a copy of a history: an archive, a backup, or a
// database that was copied by other means. A copy is only read.
func (s *Store) IsCopy() bool { return s.isCopy }

// IsInPlaceOfHistory reports whether the markers of this place remember a history that
// is kept here, also where what is found here now is a copy.
func (s *Store) IsInPlaceOfHistory() bool { return s.place.IsHome() }

// refuseCopy says what a copy is and how it becomes the history.
func (s *Store) refuseCopy(found mark) error {
	what := map[mark]string{archiveMark: "an archive", backupMark: "a backup"}[found]
	if what == "" {
		what = "a copy"
	}
	advice := "name the history itself with --history"
	if found != archiveMark {
		advice += fmt.Sprintf("\nto make this copy the history, run: deletecall history restore %q", s.place.Path())
	}
	return &deletion.HistoryError{Op: "write into the history", Path: s.place.Path(),
		Problem: "is " + what + ", which is only read", Advice: advice, Err: errCopy}
}

// checkCopy refuses to write into a database that was copied here: its markers are
// those of another place, or it has events and no marker. A history gets a marker
// before its first event.
func (s *Store) checkCopy(ctx context.Context) error {
	switch {
	case s.place.IsFresh(), s.place.IsHome():
		return nil
	case !s.place.IsKnown() && !s.holdsEvents(ctx):
		return nil
	}
	return s.refuseCopy(unmarked)
}

// holdsEvents looks into a database that nobody knows, without changing anything next
// to it. Opening reports what can't be looked into.
func (s *Store) holdsEvents(ctx context.Context) bool {
	for _, way := range s.waysToRead() {
		if reader, err := s.openReader(way); err == nil {
			found, err := anyEvent(ctx, reader)
			_ = reader.Close() // it only read
			if err == nil {
				return found
			}
		}
	}
	return false
}

func anyEvent(ctx context.Context, in queryer) (found bool, err error) {
	err = in.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM event)`).Scan(&found)
	return found, err
}

// checkRightOne refuses to write into a history that is not the one that the markers
// remember, and once more into one that nobody knows. It comes before anything is
// changed, and finds out whether records are missing at the end.
func (s *Store) checkRightOne(ctx context.Context) error {
	if version, err := schemaVersion(ctx, s.writer); err != nil || version == 0 {
		return s.problem(openOp, err)
	}
	if err := s.writer.QueryRowContext(ctx, fingerprintKeyQuery).Scan(&s.fingerprintKey); err != nil {
		return s.problem(readOp, err)
	}
	if !s.place.IsKnown() {
		found, err := anyEvent(ctx, s.writer)
		if err == nil && found {
			return s.refuseCopy(unmarked)
		}
		return s.problem(readOp, err)
	}
	highest, err := s.place.Agreed(s.ID())
	if err != nil {
		return distrust(err)
	}
	var failed *deletion.HistoryError
	_, err = s.checkComplete(ctx, s.writer, highest)
	if errors.As(err, &failed) {
		s.missing, err = distrust(err), nil
	}
	return s.problem(readOp, err)
}

// checkComplete refuses a history that ends before what a marker has seen.
func (s *Store) checkComplete(ctx context.Context, in queryer, highest int64) (next int64, err error) {
	var last int64
	if err := in.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM event`).Scan(&last); err != nil {
		return 0, err
	}
	return last + 1, s.place.CheckNumber(last, highest)
}
