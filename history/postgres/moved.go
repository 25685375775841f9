package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// The entries of the table meta of a history that does not take events. A console reads them
// with the write lock held.
const (
	movedEntry      = "moved to"   // where it is now
	unfinishedEntry = "unfinished" // it is being copied here
)

// selectMeta reads all entries of the table meta.
const selectMeta = `SELECT name, value FROM deletecall.meta`

// checkStays refuses to write into a history that is elsewhere, or not wholly here.
func (s server) checkStays(entries map[string][]byte) error {
	if to, moved := entries[movedEntry]; moved {
		return store.RefuseMoved(s.name, string(to), nil)
	}
	if _, unfinished := entries[unfinishedEntry]; unfinished {
		return &deletion.HistoryError{Op: "use the history", Path: s.name, Problem: "is a copy that was not finished",
			Advice: "ask who runs deletecall history copy to run it again"}
	}
	return nil
}

func scanEntry(entries map[string][]byte) func(pgx.CollectableRow) (none struct{}, err error) {
	return func(row pgx.CollectableRow) (none struct{}, err error) {
		var name string
		var value []byte
		err = row.Scan(&name, &value)
		entries[name] = value
		return none, err
	}
}

// Identity is what another store has to take over with the events.
func (s *Store) Identity() store.Identity {
	identity := store.Identity{FingerprintKey: s.fingerprintKey, Origin: s.origin}
	if own, err := proof.Origin(s.ID()); err == nil && own == s.origin {
		identity.Origin = ""
	}
	return identity
}

// MovedTo is where the history went; empty where it is here.
func (s *Store) MovedTo() string { return s.movedTo }

// MarkMoved needs the owner's rights: a console must not be able to close a history for others.
func (t logTx) MarkMoved(ctx context.Context, to string) error {
	// Meanwhile the other place is verified.
	err := do(ctx, t.from, `SET LOCAL `+idleTimeout+` = 0`)
	if err == nil {
		err = do(ctx, t.from, `SET LOCAL ROLE `+OwnerRole)
	}
	if err == nil {
		err = do(ctx, t.from, `INSERT INTO deletecall.meta (name, value) VALUES ($1, $2)`, movedEntry, []byte(to))
	}
	if codeOf(err) == noPrivilege {
		return &deletion.HistoryError{Op: "move the history", Path: t.s.name, Problem: "is moved by a member of " + OwnerRole + ", and this role is none",
			Advice: "name a role that made the history in the URL", Err: err}
	}
	return err
}
