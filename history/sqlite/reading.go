package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/sqlite/driver"
	"deletecall/history/store"
)

// readers is how many queries can run at the same time.
const readers = 3

// reading is the database opened for reading, and what this process has met of damage in
// it. Whatever that is, nothing is sent any more; where it prevents reading, the lists are
// read from what was salvaged.
type reading struct {
	file
	reader         *sql.DB
	fingerprintKey []byte // made with the history
	named          string // the origin that the history was given; empty for none
	examined       atomic.Bool

	mu        sync.Mutex
	found     error
	salvaging bool
	salvage   *salvage // nil until it is needed
}

// id names the history for ever.
func (r *reading) id() string { return store.IDOf(r.fingerprintKey) }

// origin is the name under which the history's checkpoints are issued.
func (r *reading) origin() string {
	if r.named != "" {
		return r.named
	}
	origin, _ := proof.Origin(r.id()) // which can't fail: the ID is hexadecimal digits
	return origin
}

// problem is [file.problem]. What SQLite can't do with a statement of ours is about a table that is not as it was made.
func (r *reading) problem(op string, err error) error {
	if driver.IsMisunderstood(err) && r.reader != nil {
		err = cmp.Or(checkSchema(context.Background(), r.reader), err)
	}
	return r.file.problem(op, err)
}

// meet remembers damage: nothing is to be sent from here on.
func (r *reading) meet(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.found == nil {
		r.found = err
	}
}

// salvages reports whether the lists are read from what was salvaged.
func (r *reading) salvages() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.salvaging
}

// meetUnreadable remembers a record that can't be read, unless a newer version of
// this program wrote it.
func (r *reading) meetUnreadable(number int64, err error) {
	if !errors.Is(err, history.ErrNewerEvent) {
		r.meet(&store.UnreadableEventError{Number: number, Err: err})
	}
}

// Damage is what is wrong with the history, as far as this process has met it; nil
// when nothing was. Nothing is recorded in a damaged history but outcomes.
func (r *reading) Damage() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.found == nil {
		return nil
	}
	damage := &deletion.HistoryError{Op: "use the history", Path: r.place.Path(), Problem: "is damaged: " + r.found.Error(),
		Advice: "leave it untouched, run deletecall history verify to see what is wrong, and restore a backup: " + history.RestoreCommand, Err: asDamage(r.found)}
	if schema, ok := errors.AsType[*schemaError](r.found); ok {
		damage.Problem, damage.Advice = explain(schema)
	}
	if list, ok := errors.AsType[*store.ListError](r.found); ok {
		damage.Problem = "has a list that does not match its events: " + list.Problem
		damage.Advice = "to see what was changed, run: deletecall history verify\nto make the list again from the events, run: deletecall history rebuild"
	}
	return damage
}

// examine looks once at the structure of a small history before its lists are read: not
// every page that lies in the wrong place shows when it is read.
func (r *reading) examine(ctx context.Context) error {
	if r.examined.Load() {
		return nil
	}
	small, err := isSmall(ctx, r.reader)
	if err == nil && small {
		err = checkStructure(ctx, r.reader, "integrity_check")
	}
	if err == nil {
		r.examined.Store(true)
	}
	return err
}

// Check lets SQLite look for damage in its file (sqlite.org/pragma.html,
// "quick_check") and for values that are too long. It reads the whole database.
func (r *reading) Check(ctx context.Context) error {
	err := checkStructure(ctx, r.reader, "quick_check")
	if err == nil {
		err = checkLengths(ctx, r.reader)
	}
	if err == nil || ctx.Err() != nil || !isDamage(err) {
		return r.problem("check the history", err)
	}
	r.meet(err)
	r.mu.Lock()
	r.salvaging = true // what lies in the wrong place may hide records without an error
	r.mu.Unlock()
	return r.Damage()
}

// checkContents looks for events and rows that do not fit: at all of a small history, at
// samples of a large one.
func (r *reading) checkContents(ctx context.Context, db *sql.DB) error {
	err := lookForDamage(ctx, db)
	if err == nil || ctx.Err() != nil || driver.IsBusy(err) {
		return r.problem("check the history", err)
	}
	r.meet(err)
	return r.Damage()
}

// mostPagesLookedAt is up to how many pages a history is looked at as a whole while a
// console is open: 256 MiB, less than a second.
const mostPagesLookedAt = 1 << 16

// Examine looks for damage in the background. It leaves out a very large history,
// which history verify reads.
func (r *reading) Examine(ctx context.Context) error {
	var pages int64
	if err := r.reader.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&pages); err != nil {
		return r.problem("check the history", err)
	}
	if pages <= mostPagesLookedAt {
		return r.Check(ctx)
	}
	return nil
}

// salvaged returns what can be had of the history as it is now.
func (r *reading) salvaged(ctx context.Context) (*salvage, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.salvaging = true
	head := lastEvent(ctx, r.reader)
	if r.salvage != nil && r.salvage.head == head {
		return r.salvage, nil
	}
	made, err := makeSalvage(ctx, r.reader, head, r.place.HighestKnown())
	if err != nil {
		return nil, err
	}
	if r.salvage != nil {
		_ = r.salvage.db.Close() // whoever reads from it reads again
	}
	r.salvage = made
	return made, nil
}

// Unreadable returns the records that can't be read, the first of them by number and
// how many they are; none while the lists of the history could be read.
func (r *reading) Unreadable(ctx context.Context, limit int) (numbers []int64, count int64, err error) {
	if !r.salvages() {
		return nil, 0, nil
	}
	salvaged, err := r.salvaged(ctx)
	if err != nil {
		return nil, 0, err
	}
	if err := salvaged.db.QueryRowContext(ctx, `SELECT count(*) FROM unreadable`).Scan(&count); err != nil {
		return nil, 0, err
	}
	numbers, err = numbersOf(ctx, salvaged.db, `SELECT number FROM unreadable ORDER BY number LIMIT ?`, limit)
	return numbers, count, err
}
