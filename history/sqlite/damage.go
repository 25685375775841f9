package sqlite

import (
	"database/sql"
	"errors"

	"deletecall/history/sqlite/driver"
	"deletecall/history/store"
)

// isDamage reports whether a database holds what neither SQLite nor this program
// ever wrote there; see [driver.IsDamage]: also a list with gaps.
func isDamage(err error) bool {
	var list *store.ListError
	var structure *structureError
	// A row that every history has is missing where a page lies in the place of another one.
	if errors.As(err, &list) || errors.As(err, &structure) || errors.Is(err, sql.ErrNoRows) {
		return true
	}
	return driver.IsDamage(err)
}

// IsDamage reports whether an error says that a history is damaged.
func IsDamage(err error) bool { return isDamage(err) }

// structureError says what SQLite finds wrong with its file.
type structureError struct{ found string }

// Error is what SQLite found.
func (e *structureError) Error() string { return e.found }
