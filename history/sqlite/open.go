package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"os"
	"slices"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
	"deletecall/history/sqlite/words"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/privatefile"
)

// Open opens the history in the file, and makes it when there is none. It
// imports outcomes that an earlier process had to put aside, and marks deletions
// as interrupted whose process is gone. Its errors are *[deletion.HistoryError].
//
// A history that can be read but not written is opened for reading:
// [Store.Ready] and everything that records then return why, and
// [Store.Warnings] tells a reader.
//
// It waits while another process restores the history there, and is done again where that began meanwhile.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	busyTime := cmp.Or(options.BusyTime, defaultBusyTime)
	for deadline := time.Now().Add(busyTime); ; {
		before, _ := privatefile.ExamineThrough(path)
		restoring, found := place.IsRestored(path)
		if !found {
			s, err := open(ctx, path, options)
			restoring, found = place.IsRestored(path)
			after, _ := privatefile.ExamineThrough(path)
			isFirst := before.Identity == privatefile.Identity{} && err == nil
			if !found && (isFirst || before.Identity == after.Identity || time.Now().After(deadline)) {
				return s, err
			}
			if err == nil {
				_ = s.Close()
			}
		}
		err := store.Rest(ctx, retryPause)
		switch {
		case !found && err != nil:
			return nil, err
		case found && (err != nil || time.Now().After(deadline)):
			return nil, restoring.Refusal(openOp, path)
		}
	}
}

const defaultBusyTime = 5 * time.Second

func open(ctx context.Context, path string, options Options) (*Store, error) {
	s := &Store{mostWalked: mostWalked, wanted: options.Origin, reading: &reading{
		file: file{busyTime: options.BusyTime, now: options.Now, waiting: options.Waiting},
	}}
	s.copying = copying{reading: s.reading, backupStep: backupStep}
	if s.now == nil {
		s.now = time.Now
	}
	if s.busyTime == 0 {
		s.busyTime = defaultBusyTime
	}
	if options.ReadOnly {
		if _, err := privatefile.Examine(path); err != nil {
			return nil, place.Problem(openOp, path, err)
		}
	}
	var err error
	if s.place, err = place.Prepare(path, place.Options{Memory: options.Memory, Wait: s.busyTime, SudoUID: options.SudoUID, Statfs: options.statfs}); err != nil {
		return nil, err
	}
	if options.wrap == nil {
		options.wrap = func(log store.Log) store.Log { return log }
	}
	log := options.wrap(eventLog{s})
	s.Verifier = verify.New(log)
	s.Recorder = store.NewRecorder(log, &s.place.Processes, aside{s.place, s}, s.now)
	s.warnings = slices.Clone(s.place.Warnings())
	cause := s.place.Unwritable()
	if cause != nil && s.place.CheckNames() == nil {
		// A copy on a medium that can't be written is still one: it may end before the last
		// checkpoint.
		cause = cmp.Or(s.checkCopy(ctx), cause)
	}
	if options.ReadOnly && cause == nil {
		cause = &deletion.HistoryError{Op: openOp, Path: s.place.Path(), Problem: "is to be read only", Err: errReadOnly}
	}
	if err = cause; err == nil {
		err = s.checkCopy(ctx)
	}
	if err == nil {
		killed := s.place.HasLog()
		if err = s.openForWriting(ctx); err == nil && killed {
			s.Fold() // what a process left that did not come to it
		}
	}
	if err != nil && (cause != nil || mayBeReadable(err)) {
		err = s.openForReading(ctx, err)
	}
	if err != nil && options.Salvages {
		err = s.openLengthened(ctx, err)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// openForWriting connects, and tries again while others hold the database: two
// first starts at once switch to WAL at once, and SQLite gives up on some of
// these locks without waiting.
func (s *Store) openForWriting(ctx context.Context) error {
	kept := context.WithoutCancel(ctx) // with a context that can end, each query starts a goroutine
	for deadline := time.Now().Add(s.busyTime); ; {
		err := s.connect(kept)
		if err == nil {
			err = s.Recover(ctx)
		}
		if err == nil {
			err = s.missing
		}
		if err == nil {
			return nil
		}
		err = errors.Join(err, s.closeDatabases())
		if !driver.IsBusy(err) || time.Now().After(deadline) || store.Rest(ctx, retryPause) != nil {
			return err
		}
	}
}

// Close gives the lock of this process free and closes the database.
func (s *Store) Close() error {
	s.place.Processes.Leave()
	s.Fold() // SQLite does so only for the last process that closes
	return s.closeDatabases()
}

func (s *Store) closeDatabases() error {
	if s.place.CheckSHM() != nil {
		return nil // the files are left to the end of the process
	}
	var problems []error
	s.mu.Lock()
	if s.salvage != nil {
		problems = append(problems, s.salvage.db.Close())
	}
	s.mu.Unlock()
	if s.words != nil {
		problems = append(problems, s.words.Close())
	}
	if s.reader != nil {
		problems = append(problems, s.reader.Close())
	}
	if s.writer != nil {
		problems = append(problems, s.writer.Close())
	}
	// Nobody writes a copy, so nobody misses its -shm. A history that was begun here meanwhile is in use.
	if s.foreignShm && s.place.LookAgain() == nil && !s.place.IsHome() {
		_ = os.Remove(s.place.SHM())
	}
	if s.lengthened != nil {
		problems = append(problems, s.lengthened.remove())
	}
	return errors.Join(problems...)
}

// Leave is Close for a process that is about to end: it gives the lock of this process
// free, folds the log into the database, and leaves the files to the system. Closing
// would remove the -wal and the -shm too, which the next process would make again.
func (s *Store) Leave() {
	s.place.Processes.Leave()
	s.Fold()
}

// Fold writes the log back into the database; see writing.fold.
func (s *Store) Fold() {
	if s.writer != nil {
		s.writer.fold()
	}
}

// connect opens the database for writing, makes sure of its durability, and
// brings its schema up to date. The reader connects when it is first used.
func (s *Store) connect(ctx context.Context) error {
	// The same few statements again and again: compiling them took half of the time.
	db, err := sql.Open(driver.Name, s.dsn("mode=rw&_synchronous=FULL&_txlock=immediate&_secure_delete=on&_stmt_cache_size=32"))
	if err != nil {
		return s.problem(openOp, err)
	}
	db.SetMaxOpenConns(1)
	s.writer = &writing{file: s.file, DB: db}
	if s.reader, err = sql.Open(driver.Name, s.dsn("mode=rw&_cache_size=-512&_stmt_cache_size=32&"+onlyReading)); err != nil {
		return s.problem(openOp, err)
	}
	s.reader.SetMaxOpenConns(readers)
	s.reader.SetMaxIdleConns(readers)
	found, err := s.checkHeader(ctx, s.writer)
	if err != nil {
		return err
	}
	if found == archiveMark || found == backupMark || found == movedMark {
		return s.refuseCopy(found)
	}
	if s.missing, err = s.writer.checkRightOne(ctx); err != nil {
		return err
	}
	if err := s.writer.makeDurable(ctx); err != nil {
		return err
	}
	// Every first connection reads the log again; a short one makes it start quickly.
	if _, err := s.writer.ExecContext(ctx, `PRAGMA wal_autocheckpoint = 128`); err != nil {
		return s.problem(openOp, err)
	}
	if err := s.writer.migrate(ctx); err != nil {
		return err
	}
	if err := s.writer.QueryRowContext(ctx, fingerprintKeyQuery).Scan(&s.fingerprintKey); err != nil {
		return s.problem(readOp, err)
	}
	if s.named, err = s.writer.takeOrigin(ctx, s.wanted); err != nil {
		return err
	}
	if err := store.CheckOrigin(s.place.Path(), s.origin(), s.wanted); err != nil {
		return err
	}
	if s.writer.log, err = s.place.OpenLog(); err != nil {
		return err
	}
	s.words = words.New(s.place, s.ID())
	return s.place.Remember(s.place.Path(), s.place.WAL(), s.place.SHM())
}
