package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	"deletecall/history/sqlite/driver"
)

// isDamage reports whether a database holds what neither SQLite nor this program
// ever wrote there; see [driver.IsDamage]: also a list with gaps.
func isDamage(err error) bool {
	var gaps *gapsError
	var structure *structureError
	// A row that every history has is missing where a page lies in the place of another one.
	if errors.As(err, &gaps) || errors.As(err, &structure) || errors.Is(err, sql.ErrNoRows) {
		return true
	}
	return driver.IsDamage(err)
}

// IsDamage reports whether an error says that a history is damaged.
func IsDamage(err error) bool { return isDamage(err) }

// gapsError says that records are missing from the list: their numbers go on by one.
type gapsError struct{ listed, highest int64 }

func (e *gapsError) Error() string {
	return fmt.Sprintf("the list has %d records, and the highest number is %d", e.listed, e.highest)
}

// structureError says what SQLite finds wrong with its file.
type structureError struct{ found string }

func (e *structureError) Error() string { return e.found }
