package sqlite

import (
	"context"
	"time"
)

// foldBusyTime is how long folding waits for others that read or fold at the moment.
// Who keeps it from being done has the log open, and folds it in turn.
const foldBusyTime = 100 * time.Millisecond

// Leave is Close for a process that is about to end: it gives the lock of this process
// free, folds the log into the database, and leaves the files to the system. Closing
// would remove the -wal and the -shm too, which the next process would make again.
func (s *Store) Leave() {
	s.place.Processes.Leave()
	s.Fold()
}

// Fold writes the log back into the database, so that the file alone is the whole
// history. When it fails nothing is lost: the log is read with the database, and folded
// later. A damaged log stays as it is.
func (s *Store) Fold() {
	ctx := context.Background()
	if s.writer == nil || !s.place.HasLog() || s.checkDurable(ctx) != nil {
		return
	}
	s.setBusyTime(ctx, foldBusyTime)
	defer s.setBusyTime(ctx, s.busyTime)
	// It syncs the log before and the database after it (sqlite.org/pragma.html,
	// "wal_checkpoint"); TRUNCATE so that nothing is left to be read with the file.
	_, _ = s.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
}
