package sqlite

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/mattn/go-sqlite3"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/place"
)

// checkDurable makes sure that a fresh reader would find what was just committed:
// that the files are still those that have a name, and that the -wal is whole up to
// its last commit. SQLite itself goes by the -shm and does not look at the -wal's
// checksums while it is open; the first start after all have ended does, and leaves
// out everything after the first frame that does not fit.
func (w *writing) checkDurable(ctx context.Context) error {
	if err := w.place.CheckIdentity(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	for range logLooks {
		// Where another process has begun the log again since the commit, all of it
		// lies in the database: then there are fewer frames, and they fit.
		frames, err := w.framesInLog(ctx)
		if err != nil {
			return err
		}
		found, err := w.log.CommittedFrames(frames)
		if err != nil {
			return place.Problem("read back the history", w.place.WAL(), err)
		}
		if found >= frames {
			return nil
		}
	}
	return &deletion.HistoryError{Op: "use the history", Path: w.place.WAL(),
		Problem: "is damaged: the next start would not find the newest records",
		Advice: "if a console is open, leave it open and save what it sees with: deletecall history backup FILE\n" +
			"then end it, and restore that or another backup: " + history.RestoreCommand}
}

// logLooks is how often the log is looked at before it counts as damaged: it may be
// begun again by another process between asking how long it is and reading it.
const logLooks = 3

// framesInLog is how many frames SQLite believes to be in the -wal.
//
// While another process writes the header of the -shm, SQLite does not say: it is busy. A
// reading waits for that, as each does.
func (w *writing) framesInLog(ctx context.Context) (frames int64, err error) {
	for busy := true; busy && err == nil; {
		var done, tables int64
		err = w.QueryRowContext(ctx, `PRAGMA wal_checkpoint(NOOP)`).Scan(&busy, &frames, &done)
		if err == nil && busy {
			err = w.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables)
		}
	}
	if err == nil && frames < 0 {
		err = errors.New("it has no -wal")
	}
	return frames, w.problem("read back the history", err)
}

// blame names the -wal where SQLite only says that something is damaged.
func (w *writing) blame(ctx context.Context, err error) error {
	var failure sqlite3.Error
	if !errors.As(err, &failure) {
		return err
	}
	switch {
	case failure.Code == sqlite3.ErrCorrupt, failure.Code == sqlite3.ErrNotADB, failure.ExtendedCode == sqlite3.ErrIoErrShortRead:
		if damage := w.checkDurable(ctx); damage != nil {
			return damage
		}
	}
	return err
}

// foldBusyTime is how long folding waits for others that read or fold at the moment.
// Who keeps it from being done has the log open, and folds it in turn.
const foldBusyTime = 100 * time.Millisecond

// fold writes the log back into the database, so that the file alone is the whole
// history. When it fails nothing is lost: the log is read with the database, and folded
// later. A damaged log stays as it is.
func (w *writing) fold() (folded bool) {
	ctx := context.Background()
	if !w.place.HasLog() || w.checkDurable(ctx) != nil {
		return false
	}
	w.setBusyTime(ctx, foldBusyTime)
	defer w.setBusyTime(ctx, w.busyTime)
	// It syncs the log before and the database after it (sqlite.org/pragma.html,
	// "wal_checkpoint"); TRUNCATE so that nothing is left to be read with the file.
	var busy, frames, done int
	err := w.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &done)
	return err == nil && busy == 0
}

// foldAfter folds the log right after a commit, which leaves its sync to that: folding begins
// with one. Where the log can't be folded, since others read it or it is damaged, it is only
// synced. When it returns nil the commit is durable.
func (w *writing) foldAfter(op string, commit func() error) (err error) {
	ctx := context.Background()
	if _, err := w.ExecContext(ctx, `PRAGMA synchronous = NORMAL`); err != nil {
		return w.problem(op, err)
	}
	defer func() {
		_, failed := w.ExecContext(ctx, `PRAGMA synchronous = FULL`)
		err = cmp.Or(err, w.problem(op, failed))
	}()
	if err := commit(); err != nil || w.fold() {
		return err
	}
	// A second sync may succeed although the first one lost something (fsync(2)). Folding is
	// tried again, since that writes what the log holds to another file.
	if w.unsynced == nil {
		w.unsynced = w.log.MakeDurable()
	}
	return place.Problem(op, w.place.WAL(), w.unsynced)
}
