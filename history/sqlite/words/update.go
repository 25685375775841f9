package words

import (
	"context"
	"database/sql"
	"errors"

	"deletecall/history/sqlite/driver"
)

const (
	// indexStep is how many records go into one transaction of the index, at least.
	// Sealing reads all of the index, so the steps grow with it.
	indexStep = 20_000
	// mostUnindexed is how many records a large index lets wait: scanning them takes
	// less than a millisecond.
	mostUnindexed = 1000
)

// Update brings the index up to the newest settled record. It stops at the first record
// that is still open: its message is to come. An index that does not fit is built again.
// Others may do the same meanwhile; one of them goes on.
func (x *Index) Update(ctx context.Context, history History) error {
	index := x.open(ctx, true)
	if index == nil {
		return nil
	}
	emptied := false
	for {
		more, err := index.addNext(ctx, history)
		if err != nil && !emptied && ctx.Err() == nil && !driver.IsBusy(err) && !errors.As(err, new(*readingError)) {
			index, err = x.empty(ctx, index, history)
			emptied, more = true, true
		}
		if err != nil || !more {
			return err
		}
	}
}

// Rebuild makes the index again from the history, if there is one, or something else in its place.
func (x *Index) Rebuild(ctx context.Context, history History) error {
	if x.files.HasSearch() && x.files.CheckSearch() != nil { // it is opened by nobody, so there is nothing to empty
		return errors.Join(x.Remove(), x.Update(ctx, history))
	}
	index := x.open(ctx, false)
	if index == nil {
		return nil
	}
	if _, err := x.empty(ctx, index, history); err != nil {
		return err
	}
	return x.Update(ctx, history)
}

// empty makes an index without records in the place of one that does not fit.
func (x *Index) empty(ctx context.Context, index *database, history History) (*database, error) {
	empty := func(tx *sql.Tx) (sealed seal, err error) {
		if _, err := tx.ExecContext(ctx, schema); err != nil {
			return sealed, err
		}
		sealed.history = x.id
		err = readHistory(ctx, history, func(now Snapshot) (err error) {
			_, sealed.root, err = now.Tree(ctx, 0)
			return err
		})
		return sealed, err
	}
	err := index.write(ctx, empty)
	if err == nil || !driver.IsDamage(err) {
		return index, err
	}
	if index, err = x.renew(index); err != nil {
		return index, err
	}
	return index, index.write(ctx, empty)
}

// errUpToDate ends a transaction that has nothing to do.
var errUpToDate = errors.New("the index is up to date")

// addNext adds the next records and moves the seal on: to the last of them, and to
// the tree as it was when they were read.
func (d *database) addNext(ctx context.Context, history History) (more bool, err error) {
	err = d.write(ctx, func(tx *sql.Tx) (sealed seal, err error) {
		// The history is read from here on: it is not older than what the index was made of.
		err = readHistory(ctx, history, func(now Snapshot) (err error) {
			sealed, more, err = d.add(ctx, tx, now)
			return err
		})
		return sealed, err
	})
	if errors.Is(err, errUpToDate) {
		return false, nil
	}
	return more, err
}

func (d *database) add(ctx context.Context, tx *sql.Tx, history Snapshot) (sealed seal, more bool, err error) {
	d.mu.Lock()
	sealed, err = d.writer.look(ctx, tx, d.id, history)
	d.mu.Unlock()
	if err != nil {
		return sealed, false, err
	}
	settled, err := history.Settled(ctx)
	if err != nil {
		return sealed, false, err
	}
	if settled-sealed.number < max(1, min(mostUnindexed, sealed.number/100)) {
		return sealed, false, errUpToDate
	}
	last, err := addTexts(ctx, tx, history, sealed.number, settled, max(indexStep, sealed.number/10))
	if err != nil {
		return sealed, false, err
	}
	sealed.number = last
	if sealed.size, _, err = history.Tree(ctx, 0); err == nil {
		_, sealed.root, err = history.Tree(ctx, sealed.size)
	}
	return sealed, sealed.number < settled, err
}

// addTexts adds records to the index, and returns the last number.
func addTexts(ctx context.Context, into *sql.Tx, history Snapshot, above, upTo, limit int64) (last int64, err error) {
	insert, err := into.PrepareContext(ctx, `INSERT INTO words (rowid, text) VALUES (?, ?)`)
	if err != nil {
		return 0, err
	}
	defer insert.Close()
	seen := trigramSet{}
	err = history.Texts(ctx, above, upTo, limit, func(number int64, text string) error {
		last, text = number, indexable(text)
		seen.add(text)
		_, err := insert.ExecContext(ctx, number, text)
		return err
	})
	if err != nil {
		return 0, err
	}
	if last == 0 {
		return 0, errUpToDate // the list has no such records: they were removed around the program
	}
	return last, seen.keep(ctx, into)
}
