package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
)

const (
	readOp    = "read the history"
	openOp    = "open the history"
	rebuildOp = "rebuild the list"
)

// problem turns an error of SQLite or the system into one that says what is
// wrong in plain words, and what to do. An error of the domain stays as it is;
// nil stays nil.
func problem(op, path string, err error) error {
	if err == nil || store.IsDomainError(err) {
		return err
	}
	what, advice := explain(err)
	return &deletion.HistoryError{Op: op, Path: path, Problem: what, Advice: advice, Err: asUnanswered(asDamage(err))}
}

// asUnanswered marks what says nothing of what is stored: others hold the database, or no more files can be opened.
func asUnanswered(err error) error {
	var failure sqlite3.Error
	errors.As(err, &failure) // its errno is 0 where it is none
	for _, limit := range []syscall.Errno{syscall.EMFILE, syscall.ENFILE} {
		if failure.SystemErrno == limit || errors.Is(err, limit) {
			return &store.UnansweredError{Err: err}
		}
	}
	if driver.IsBusy(err) {
		return &store.UnansweredError{Err: err}
	}
	return err
}

func explain(err error) (what, advice string) {
	if contradicted, ok := errors.AsType[*store.ContradictedError](err); ok {
		return contradicted.What(), contradicted.Advice()
	}
	if schema, ok := errors.AsType[*schemaError](err); ok {
		return schema.Error(), schema.advice()
	}
	if event, ok := errors.AsType[*store.UnreadableEventError](err); ok {
		return "has an event that is not as it was recorded: " + event.Error(), "to see what was changed, run: deletecall history verify"
	}
	if failure, ok := errors.AsType[sqlite3.Error](err); ok {
		return explainSQLite(failure)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return "is damaged: it lacks what every history has", "leave it untouched and restore a backup: " + history.RestoreCommand
	}
	return place.Explain(err)
}

// explainSQLite goes by the result codes (sqlite.org/rescode.html).
func explainSQLite(failure sqlite3.Error) (what, advice string) {
	switch failure.Code {
	case sqlite3.ErrFull:
		return "has no space left on its disk", "free some space"
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return "is locked by another program", "quit the program that locks it, then try again"
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return "can't be written by this user", "check owner and mode of the file and its folder"
	case sqlite3.ErrCantOpen:
		if failure.SystemErrno != 0 && failure.SystemErrno != syscall.ENOENT {
			return explain(failure.SystemErrno)
		}
		return "can't be opened", "check that folder and file exist and belong to this user, and the limit of open files"
	case sqlite3.ErrError: // such as a table that every history has, and this one does not
		return "is not as this program made it: " + failure.Error(), "find out who changed it, and restore a backup: " + history.RestoreCommand
	case sqlite3.ErrNomem:
		return "has something in it that is too large for any history", "leave it untouched and restore a backup: " + history.RestoreCommand
	case sqlite3.ErrNotADB:
		return "is not a history of deletecall", "name another file, or restore a backup: " + history.RestoreCommand
	case sqlite3.ErrConstraint: // a rule of the database, which no event of ours meets
		return "was changed by another program: its events are out of order", "to see what was changed, run: deletecall history verify"
	case sqlite3.ErrCorrupt:
		return "is damaged", "leave it untouched and restore a backup: " + history.RestoreCommand
	case sqlite3.ErrIoErr:
		if failure.ExtendedCode == sqlite3.ErrIoErrShortRead {
			return "is damaged: it, or the -wal next to it, ends too early", "leave the files untouched and restore a backup: " + history.RestoreCommand
		}
		if failure.SystemErrno != 0 && failure.SystemErrno != syscall.EIO {
			return explain(failure.SystemErrno)
		}
		return place.Explain(fmt.Errorf("%s: %w", failure, syscall.EIO))
	}
	return "can't be used: " + failure.Error(), "check the disk and the permissions; deletecall doctor shows more"
}
