package sqlite

import (
	"context"
	"database/sql"

	"deletecall/history/store"
)

// inTransaction runs change in a transaction that has the write lock from its
// begin on. The files are to be looked at right before: SQLite would end the process
// where the -shm was cut off. The schema is checked inside it: another process may
// have migrated it meanwhile. Writing is never cancelled half-way; the busy time
// bounds it.
func (w *writing) inTransaction(ctx context.Context, op string, change func(*sql.Tx) error) error {
	ctx = context.WithoutCancel(ctx)
	// What SQLite still holds in memory says nothing of what lies on the disk: a
	// page that was overwritten there must be found before it is built on.
	if _, err := w.ExecContext(ctx, `PRAGMA shrink_memory`); err != nil {
		return w.problem(op, err)
	}
	tx, err := w.BeginTx(ctx, nil)
	if err != nil {
		return w.blame(ctx, w.problem(op, err))
	}
	if err := w.changeAndCommit(ctx, tx, op, change); err != nil {
		_ = tx.Rollback() // the error that led here is the one to tell
		return w.blame(ctx, err)
	}
	return nil
}

func (w *writing) changeAndCommit(ctx context.Context, tx *sql.Tx, op string, change func(*sql.Tx) error) error {
	if err := w.checkSchema(ctx, tx); err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return w.problem(op, err)
	}
	if err := tx.Commit(); err != nil {
		return &store.CommitError{Err: w.problem(op, err)}
	}
	return nil
}

// checkSchema refuses to write into a schema that this program does not know.
func (w *writing) checkSchema(ctx context.Context, tx *sql.Tx) error {
	version, err := schemaVersion(ctx, tx)
	if err != nil {
		return w.problem("use the history", err)
	}
	return w.checkVersion(version)
}
