package sqlite

import (
	"database/sql"
	"errors"

	"deletecall/history/sqlite/driver"
	"deletecall/history/store"
)

// isDamage reports whether an error, which [problem] may not have seen yet, says that a
// database holds what neither SQLite nor this program ever wrote there.
func isDamage(err error) bool {
	// A row that every history has is missing where a page lies in the place of another one.
	return store.IsDamage(err) || errors.As(err, new(*structureError)) || errors.As(err, new(*schemaError)) || errors.Is(err, sql.ErrNoRows) || driver.IsDamage(err)
}

// asDamage marks an error that says so for those who know no SQLite.
func asDamage(err error) error {
	if isDamage(err) && !store.IsDamage(err) {
		return &store.DamageError{Err: err}
	}
	return err
}

// structureError says what SQLite finds wrong with its file.
type structureError struct{ found string }

func (e *structureError) Error() string { return e.found }
