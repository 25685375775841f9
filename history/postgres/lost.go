package postgres

import (
	"errors"

	"deletecall/deletion"
	"deletecall/history"
)

// errNoHistory is the cause where a database has no history.
var errNoHistory = errors.New("there is no schema deletecall")

// orLost is why a history can't be opened. That a database has none is worse where this
// machine remembers one: then nobody is to make a new one there.
func (s *Store) orLost(err error, remembered func(id string) (marker, bool, error)) error {
	if !errors.Is(err, errNoHistory) {
		return err
	}
	if m, _, _ := remembered(""); m.History == "" {
		return err
	}
	return &deletion.HistoryError{Op: openOp, Path: s.name, Problem: "has no history, although it had one",
		Advice: "if an administrator is restoring it, wait until that is done, then try again\notherwise restore a backup of the database\nto begin a new history on purpose, remove the file " + s.local.marker(), Err: errors.Join(history.ErrLost, err)}
}
