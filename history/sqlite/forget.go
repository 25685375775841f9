package sqlite

import (
	"context"
	"time"

	"deletecall/deletion"
	"deletecall/history/store"
)

const (
	forgetOp = "remove personal data"
	// mostPauses is how often others are waited for.
	mostPauses = 100
	pauseTime  = 200 * time.Millisecond
)

// Forget removes the search index, rewrites the database, and folds the log, in which
// pages are as they were. SQLite zeroes what it frees (sqlite.org/pragma.html,
// "secure_delete"), but what it moved within a page, or to another one, may still lie where
// it was (docs/decisions/sqlite.md).
func (l eventLog) Forget(ctx context.Context) (remains string, err error) {
	if err := l.s.words.Remove(); err != nil {
		return "", err
	}
	if err := l.s.writer.awaitOutcomes(ctx); err != nil {
		return "", l.s.problem(forgetOp, err)
	}
	if _, err := l.s.writer.ExecContext(ctx, `VACUUM`); err != nil {
		return "", l.s.problem(forgetOp, err)
	}
	return "", l.s.writer.foldWhole(ctx)
}

// awaitOutcomes waits for the outcomes of deletions in progress: while the database is
// rewritten none can be recorded, and each would go into the side file. It does not wait
// for those that take long, or whose process is gone.
func (w *writing) awaitOutcomes(ctx context.Context) error {
	for range mostPauses {
		pending, err := logReader{w}.Pending(ctx)
		if err != nil || len(pending) == 0 {
			return err
		}
		if err := w.rest(ctx); err != nil {
			return err
		}
	}
	return nil
}

// foldWhole is fold that has to succeed: nothing may be left in the log. A command that reads
// is soon done; it is waited for without keeping others from writing.
func (w *writing) foldWhole(ctx context.Context) error {
	defer w.setBusyTime(ctx, w.busyTime)
	for range mostPauses {
		if err := w.checkDurable(ctx); err != nil {
			return err
		}
		var busy, frames, done int
		if err := w.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &done); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
		w.setBusyTime(ctx, min(foldBusyTime, w.busyTime)) // it has waited for long once
		if err := w.rest(ctx); err != nil {
			return err
		}
	}
	return &deletion.HistoryError{Op: forgetOp, Path: w.place.WAL(), Problem: "still has pages as they were, because another process is reading them",
		Advice: "close other consoles and commands, and run the same command again"}
}

func (w *writing) rest(ctx context.Context) error {
	if w.pause != nil {
		return w.pause(ctx)
	}
	return store.Rest(ctx, pauseTime)
}
