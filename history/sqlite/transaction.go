package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"deletecall/history/sqlite/driver"
	"deletecall/history/store"
)

// inTransaction runs change in a transaction that has the write lock from its
// begin on. The files are to be looked at right before: SQLite would end the process
// where the -shm was cut off. The schema is checked inside it: another process may
// have migrated it meanwhile. Writing is never cancelled half-way; the busy time
// bounds it. Only the wait for the lock ends with ctx.
func (w *writing) inTransaction(ctx context.Context, op string, change func(changer) error) error {
	wanted, ctx := ctx, context.WithoutCancel(ctx)
	// What SQLite still holds in memory says nothing of what lies on the disk: a
	// page that was overwritten there must be found before it is built on.
	if _, err := w.ExecContext(ctx, `PRAGMA shrink_memory`); err != nil {
		return w.problem(op, err)
	}
	tx, err := w.begin(wanted)
	if err != nil && wanted.Err() != nil {
		return wanted.Err()
	}
	if err != nil {
		return w.blame(ctx, w.held(op, err))
	}
	if err := w.changeAndCommit(ctx, tx, op, change); err != nil {
		return w.blame(ctx, err)
	}
	return nil
}

// lockTry is how long one try for the write lock lasts where the wait can end early:
// nothing ends SQLite's own wait.
const lockTry = 100 * time.Millisecond

// begin waits for the write lock as long as it has patience, or until ctx ends. For an expiry
// of another process it waits on, unless it was told to have less patience.
//
// It is a connection, and not a [sql.Tx]: that starts a goroutine for each query, which took
// as long as the queries.
func (w *writing) begin(ctx context.Context) (*sql.Conn, error) {
	kept := context.WithoutCancel(ctx)
	if ctx.Done() == nil {
		return w.tryToBegin(kept)
	}
	limit := w.patience()
	w.setBusyTime(ctx, min(lockTry, limit))
	var seen seenExpiry
	for begun := time.Now(); ; {
		tx, err := w.tryToBegin(kept)
		if err == nil {
			_, _ = tx.ExecContext(kept, busyTimeout(limit)) // where that fails, what follows does too
			return tx, nil
		}
		if !driver.IsBusy(err) || ctx.Err() != nil || !w.waitsOn(time.Since(begun), limit, &seen) {
			w.setBusyTime(ctx, limit)
			return nil, err
		}
	}
}

func (w *writing) tryToBegin(ctx context.Context) (*sql.Conn, error) {
	connection, err := w.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := connection.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return nil, errors.Join(err, connection.Close())
	}
	return connection, nil
}

// changeAndCommit ends the transaction, whatever happens.
func (w *writing) changeAndCommit(ctx context.Context, tx *sql.Conn, op string, change func(changer) error) error {
	committed := false
	defer func() {
		if !committed { // a commit that failed may have left it open
			_, _ = tx.ExecContext(ctx, `ROLLBACK`) // the error that led here is the one to report
		}
		_ = tx.Close()
	}()
	if err := w.checkSchema(ctx, tx); err != nil {
		return err
	}
	if err := w.checkStays(ctx, tx); err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return w.problem(op, err)
	}
	if _, err := tx.ExecContext(ctx, `COMMIT`); err != nil {
		return &store.CommitError{Err: w.problem(op, err)}
	}
	committed = true
	return nil
}

// checkSchema refuses to write into a schema that this program does not know.
func (w *writing) checkSchema(ctx context.Context, tx queryer) error {
	version, err := schemaVersion(ctx, tx)
	if err != nil {
		return w.problem("use the history", err)
	}
	return w.checkVersion(version)
}
