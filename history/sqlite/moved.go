package sqlite

import (
	"context"
	"fmt"

	"deletecall/history/store"
)

// movedQuery reads where a history went that has the mark of one.
const movedQuery = `SELECT coalesce((SELECT CAST(value AS TEXT) FROM meta WHERE name = 'moved to'), '')`

// Identity is what another store has to take over with the events.
func (s *Store) Identity() store.Identity {
	return store.Identity{FingerprintKey: s.fingerprintKey, Origin: s.named}
}

// MovedTo is where the history went; empty where it is here.
func (s *Store) MovedTo() string { return s.movedTo }

// MarkMoved changes what the database says of itself: a program that does not know the mark
// takes the file for a database of another one.
func (t logTx) MarkMoved(ctx context.Context, to string) error {
	_, err := t.tx.ExecContext(ctx, `INSERT OR REPLACE INTO meta (name, value) VALUES ('moved to', CAST(? AS BLOB))`, to)
	if err == nil {
		_, err = t.tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, movedMark))
	}
	return err
}

// checkStays refuses to write into a history that another process has just moved.
func (w *writing) checkStays(ctx context.Context, tx queryer) error {
	var found mark
	if err := tx.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&found); err != nil || found != movedMark {
		return w.problem("use the history", err)
	}
	to, err := one[string](ctx, tx, movedQuery)
	if err != nil {
		return w.problem("use the history", err)
	}
	return store.RefuseMoved(w.place.Path(), to, errCopy)
}
