package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"deletecall/history"
)

// Options change what a [Store] does.
type Options struct {
	// Now is the clock; [time.Now] when nil.
	Now func() time.Time
	// BusyTime is how long a write waits for other processes; 5 s when zero.
	BusyTime time.Duration
}

// Store is an opened history. It may be used by several goroutines, and several
// processes may open the same one.
type Store struct {
	place    place
	now      func() time.Time
	busyTime time.Duration

	writer *sql.DB // one connection; transactions begin IMMEDIATE
	reader *sql.DB

	owner    history.Owner
	mu       sync.Mutex // guards instance and open
	instance *instance
	open     map[string]bool // IDs of our own intents without an outcome

	fingerprintKey []byte
}

// Open opens the history in the file, and makes it when there is none. It
// imports outcomes that an earlier process had to put aside, and marks deletions
// as interrupted whose process is gone. Its errors are *[deletion.HistoryError].
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	s := &Store{now: options.Now, busyTime: options.BusyTime, open: map[string]bool{}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.busyTime == 0 {
		s.busyTime = 5 * time.Second
	}
	var err error
	if s.place, err = newPlace(path); err != nil {
		return nil, err
	}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.recover(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// recover brings the history up to what is known by now.
func (s *Store) recover(ctx context.Context) error {
	if err := s.importSideFile(ctx); err != nil {
		return err
	}
	return s.markInterrupted(ctx)
}

// Close gives the lock of this process free and closes the database.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var problems []error
	if s.instance != nil && len(s.open) == 0 {
		s.instance.remove()
		s.instance = nil
	}
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			problems = append(problems, db.Close())
		}
	}
	return errors.Join(problems...)
}
