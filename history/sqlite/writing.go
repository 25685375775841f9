package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/place"
)

// writing is the database opened for writing: one connection, whose transactions begin
// IMMEDIATE.
type writing struct {
	file
	*sql.DB
	log      *place.Log   // see checkDurable
	unsynced error        // why the log could not be synced, see foldAfter
	most     atomic.Int64 // the patience that was asked for, a [time.Duration]; see patience
	// pause waits before something is tried again; tests do something meanwhile.
	pause func(context.Context) error
}

// Close closes the database, and the log next to it.
func (w *writing) Close() error {
	err := w.DB.Close()
	if w.log != nil {
		err = errors.Join(err, w.log.Close())
	}
	return err
}

// makeDurable turns on what makes a committed event survive a loss of power, and
// reads it back: the driver's own default in WAL mode does not.
func (w *writing) makeDurable(ctx context.Context) error {
	const full = 2
	var mode string
	var synchronous int
	if err := w.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode); err != nil {
		return w.problem(openOp, err)
	}
	if err := w.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&synchronous); err != nil {
		return w.problem(openOp, err)
	}
	if mode != "wal" || synchronous < full {
		return &deletion.HistoryError{Op: openOp, Path: w.place.Path(),
			Problem: fmt.Sprintf("can't be made durable (journal mode %q, synchronous %d)", mode, synchronous),
			Advice:  "keep it on a local file system"}
	}
	return nil
}

// setBusyTime changes how long the next writes wait for other processes. Where that
// fails they fail too, and say why.
func (w *writing) setBusyTime(ctx context.Context, length time.Duration) {
	_, _ = w.ExecContext(context.WithoutCancel(ctx), busyTimeout(length))
}

// patience is how long a write waits for other processes now.
func (w *writing) patience() time.Duration {
	if most := time.Duration(w.most.Load()); most > 0 {
		return min(most, w.busyTime)
	}
	return w.busyTime
}

func busyTimeout(length time.Duration) string {
	return fmt.Sprintf(`PRAGMA busy_timeout = %d`, max(0, length.Milliseconds()))
}
