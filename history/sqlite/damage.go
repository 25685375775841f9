package sqlite

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
)

// isDamage reports whether a database holds what neither SQLite nor this program
// ever wrote there; see [driver.IsDamage]: also a list with gaps.
func isDamage(err error) bool {
	var gaps *gapsError
	var structure *structureError
	if errors.As(err, &gaps) || errors.As(err, &structure) {
		return true
	}
	return driver.IsDamage(err)
}

// IsDamage reports whether an error says that a history is damaged.
func IsDamage(err error) bool { return isDamage(err) }

// gapsError says that records are missing from the list: their numbers go on by one.
type gapsError struct{ listed, highest int64 }

func (e *gapsError) Error() string {
	return fmt.Sprintf("the list has %d records, and the highest number is %d", e.listed, e.highest)
}

// damage is what this process has met of it. Whatever it is, nothing is sent any
// more; where it prevents reading, the lists are read from what was salvaged.
type damage struct {
	examined atomic.Bool // see Store.examine

	mu       sync.Mutex
	found    error
	salvages bool
	salvage  *salvage // nil until it is needed
}

// meet remembers damage: nothing is to be sent from here on.
func (s *Store) meet(err error) {
	s.damage.mu.Lock()
	defer s.damage.mu.Unlock()
	if s.damage.found == nil {
		s.damage.found = err
	}
}

// salvages reports whether the lists are read from what was salvaged.
func (s *Store) salvages() bool {
	s.damage.mu.Lock()
	defer s.damage.mu.Unlock()
	return s.damage.salvages
}

// meetUnreadable remembers a record that can't be read, unless a newer version of
// this program wrote it.
func (s *Store) meetUnreadable(number int64, err error) {
	if !errors.Is(err, history.ErrNewerEvent) {
		s.meet(&store.UnreadableEventError{Number: number, Err: err})
	}
}

// Damage is what is wrong with the history, as far as this process has met it; nil
// when nothing was. Nothing is recorded in a damaged history but outcomes.
func (s *Store) Damage() error {
	s.damage.mu.Lock()
	defer s.damage.mu.Unlock()
	if s.damage.found == nil {
		return nil
	}
	what := "is damaged: " + s.damage.found.Error()
	return &deletion.HistoryError{Op: "use the history", Path: s.place.Path(), Problem: what,
		Advice: "leave it untouched, see what is wrong with deletecall history verify, and restore a backup: " + place.RestoreCommand, Err: s.damage.found}
}
