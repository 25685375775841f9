package sqlite

import (
	"context"
	"errors"
	"fmt"

	"deletecall/deletion"
	"deletecall/history/store"
)

// migrate brings the schema up to date, each step in a transaction of its own.
// Two processes that start together take turns.
func (w *writing) migrate(ctx context.Context) error {
	for migrated := false; ; migrated = true {
		version, err := schemaVersion(ctx, w)
		if err != nil {
			return w.problem(openOp, err)
		}
		if version == latestSchema() {
			if migrated { // a copy of the file alone has to show what it is
				_, _ = w.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)
			}
			return nil
		}
		next := firstSchema
		if version > 0 {
			if err := w.checkVersion(version); err != nil {
				return err
			}
			next = version + 1
		}
		if err := w.migrateTo(ctx, next, migrationFiles()[next-firstSchema]); err != nil {
			return err
		}
	}
}

func (w *writing) migrateTo(ctx context.Context, version int, file string) error {
	const op = "bring the history up to date"
	script, err := migrations.ReadFile(file)
	if err != nil {
		return w.problem(op, err)
	}
	tx, err := w.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return w.problem(op, err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if found, err := schemaVersion(ctx, tx); err != nil || found >= version {
		return w.problem(op, err) // another process was first
	}
	if version == firstSchema {
		// With the write lock held, a marker can't be that of a process which is
		// just making this history.
		if err := w.place.CheckNew(); err != nil {
			return err
		}
	}
	statements := string(script) + fmt.Sprintf("; PRAGMA user_version = %d; PRAGMA application_id = %d;", version, historyMark)
	if _, err := tx.ExecContext(ctx, statements); err != nil {
		return w.problem(op, err)
	}
	if version == firstSchema {
		if _, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('fingerprint key', ?)`, newKey()); err != nil {
			return w.problem(op, err)
		}
	}
	return w.problem(op, tx.Commit())
}

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

// checkRightOne refuses to write into a history that is not the one that the markers
// remember, and once more into one that nobody knows. It comes before anything is
// changed, and finds out whether records are missing at the end.
func (w *writing) checkRightOne(ctx context.Context) (missing, err error) {
	if version, err := schemaVersion(ctx, w); err != nil || version == 0 {
		return nil, w.problem(openOp, err)
	}
	key, err := one[[]byte](ctx, w, fingerprintKeyQuery)
	if err != nil {
		return nil, w.problem(readOp, err)
	}
	if !w.place.IsKnown() {
		found, err := anyEvent(ctx, w)
		if err == nil && found {
			err = w.refuseUnlessHome()
		}
		if err != nil || !found {
			return nil, w.problem(readOp, err)
		}
	}
	highest, err := w.place.Agreed(store.IDOf(key))
	if err != nil {
		return nil, distrust(err)
	}
	_, err = w.checkComplete(ctx, w, highest)
	if _, ok := errors.AsType[*deletion.HistoryError](err); ok {
		return distrust(err), nil
	}
	return nil, w.problem(readOp, err)
}
