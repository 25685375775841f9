package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
	"deletecall/history/sqlite/words"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/safetext"
)

// Options change what a [Store] does.
type Options struct {
	// Now is the clock; [time.Now] when nil.
	Now func() time.Time
	// BusyTime is how long a write waits for other processes; 5 s when zero.
	BusyTime time.Duration
	// ReadOnly opens a history that exists without changing anything in it or
	// beside it.
	ReadOnly bool
	// Memory is a folder elsewhere that remembers which history was at a path, so
	// that one that is removed with all that lies beside it is not begun anew
	// unnoticed. Nothing is remembered when it is empty. It is made when needed.
	Memory string
	// SudoUID is the numeric user ID of who called sudo: where this process is root, the
	// history may be theirs. Empty for none.
	SudoUID string

	// wrap lets tests put faults between what is recorded and this store.
	wrap func(store.Log) store.Log
	// statfs tells about the file system; tests have it tell something else.
	statfs func(path string, into *unix.Statfs_t) error
}

// Store is an opened history. It may be used by several goroutines, and several
// processes may open the same one.
type Store struct {
	*store.Recorder // what is recorded, and how it is checked, written once for all stores
	*verify.Verifier

	place    *place.Place
	now      func() time.Time
	busyTime time.Duration

	writer     *sql.DB // one connection; transactions begin IMMEDIATE; nil when the history can only be read
	reader     *sql.DB
	log        *place.Log // see checkDurable
	unwritable error      // why the history can only be read
	missing    error      // records are missing at the end: what is left only gets outcomes that were put aside
	mark       mark       // see checkHeader; only where the history is opened for reading
	isCopy     bool       // it is not the history itself
	way        string     // how it is read, where it can't be written
	foreignShm bool       // a -shm next to a copy is there only because we read it
	warnings   []string   // what a reader should know

	fingerprintKey []byte
	damage         damage

	mostWalked int // see walk
	backupStep int // see backupStep

	words *words.Index // nil where nothing can be written
}

var _ store.History = (*Store)(nil)

// Open opens the history in the file, and makes it when there is none. It
// imports outcomes that an earlier process had to put aside, and marks deletions
// as interrupted whose process is gone. Its errors are *[deletion.HistoryError].
//
// A history that can be read but not written is opened for reading:
// [Store.Ready] and everything that records then return why, and
// [Store.Warnings] tells a reader.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	s := &Store{now: options.Now, busyTime: options.BusyTime, mostWalked: mostWalked, backupStep: backupStep}
	if s.now == nil {
		s.now = time.Now
	}
	if s.busyTime == 0 {
		s.busyTime = 5 * time.Second
	}
	if options.ReadOnly {
		if _, err := os.Lstat(path); err != nil {
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
	if err != nil {
		return nil, err
	}
	return s, nil
}

// retryPause is how long a start waits before it tries again what another
// process is doing at the same moment.
const retryPause = 20 * time.Millisecond

// openForWriting connects, and tries again while others hold the database: two
// first starts at once switch to WAL at once, and SQLite gives up on some of
// these locks without waiting.
func (s *Store) openForWriting(ctx context.Context) error {
	for deadline := time.Now().Add(s.busyTime); ; {
		err := s.connect(ctx)
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
		if !driver.IsBusy(err) || time.Now().After(deadline) || wait(ctx, retryPause) != nil {
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
	s.damage.mu.Lock()
	if s.damage.salvage != nil {
		problems = append(problems, s.damage.salvage.db.Close())
	}
	s.damage.mu.Unlock()
	if s.words != nil {
		problems = append(problems, s.words.Close())
	}
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			problems = append(problems, db.Close())
		}
	}
	if s.log != nil {
		problems = append(problems, s.log.Close())
		s.log = nil
	}
	if s.foreignShm {
		_ = os.Remove(s.place.SHM()) // nobody writes a copy, so nobody misses it
	}
	return errors.Join(problems...)
}

// usable returns why nothing can be recorded, if so.
func (s *Store) usable() error {
	if s.unwritable != nil {
		return s.unwritable
	}
	return s.place.CheckIdentity()
}

// Readable returns why reading would end the process, if so.
func (s *Store) Readable() error { return s.place.CheckSHM() }

// Owns reports whether a path is one of this history's own files, which nothing
// else may ever be written to.
func (s *Store) Owns(path string) bool { return s.place.Owns(path) }

// Warnings says, in plain sentences, what a reader of this history should know:
// that it can only be read, that records are missing at its end, that the file
// system is not known.
func (s *Store) Warnings(ctx context.Context) []string {
	warnings := slices.Clone(s.warnings)
	if err := s.place.CheckSearch(); err != nil {
		warnings = append(warnings, "Searches take longer. "+safetext.Line(hint.Sentences(err.Error())))
	}
	highest, err := s.place.AgreedNow(s.ID())
	if err == nil {
		_, err = s.checkComplete(ctx, s.reader, highest)
	}
	var failure *deletion.HistoryError
	if errors.As(s.problem(readOp, err), &failure) {
		warnings = append(warnings, hint.Sentences(hint.Below(safetext.Line(failure.Path)+" "+failure.Problem, failure.Advice)))
	}
	return warnings
}
