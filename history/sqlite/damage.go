package sqlite

import (
	"errors"

	"github.com/mattn/go-sqlite3"
)

// isDamage reports whether a database holds what SQLite, or this program, never
// wrote there: a page that is garbage or missing, a value longer than any of ours.
func isDamage(err error) bool {
	var failure sqlite3.Error
	if !errors.As(err, &failure) {
		return false
	}
	switch failure.Code {
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrTooBig, sqlite3.ErrMismatch:
		return true
	}
	return failure.ExtendedCode == sqlite3.ErrIoErrShortRead
}
