package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

const (
	// indexStep is how many records go into one transaction of the index, at least.
	// Sealing reads all of the index, so the steps grow with it.
	indexStep = 20_000
	// mostUnindexed is how many records a large index lets wait: scanning them takes
	// less than a millisecond.
	mostUnindexed = 1000
)

// searchText is what the index holds of a record. Two blanks end it, so that every
// letter begins a trigram.
const searchText = `identifier || char(10) || operator || char(10) || login || char(10) || host || char(10) || reason || char(10) || message || char(10) || server || char(10) || number || '  '`

// Index brings the search index up to the newest settled record. It stops at
// the first record that is still open: its message is to come. An index that does
// not fit is built again. Others may do the same meanwhile; one of them goes on.
func (s *Store) Index(ctx context.Context) error {
	index := s.searchIndex(ctx, true)
	if index == nil {
		return nil
	}
	emptied := false
	for {
		more, err := s.indexNext(ctx, index)
		var ours *readingError
		if err != nil && !emptied && ctx.Err() == nil && !isBusy(err) && !errors.As(err, &ours) {
			index, err = s.emptySearch(ctx, index)
			emptied, more = true, true
		}
		if err != nil || !more {
			return s.problem("index the history", err)
		}
	}
}

// emptySearch makes an index without records in the place of one that does not fit.
func (s *Store) emptySearch(ctx context.Context, index *search) (*search, error) {
	empty := func(tx *sql.Tx) (sealed seal, err error) {
		if _, err := tx.ExecContext(ctx, searchSchema); err != nil {
			return sealed, err
		}
		sealed.history = s.ID()
		_, sealed.root, err = treeAt(ctx, s.reader, 0)
		return sealed, err
	}
	err := index.write(ctx, empty)
	if err == nil || !isDamage(err) {
		return index, err
	}
	if index, err = s.renewSearch(index); err != nil {
		return index, err
	}
	return index, index.write(ctx, empty)
}

// errUpToDate ends a transaction that has nothing to do.
var errUpToDate = errors.New("the index is up to date")

// indexNext adds the next records and moves the seal on: to the last of them, and to
// the tree as it was when they were read.
func (s *Store) indexNext(ctx context.Context, index *search) (more bool, err error) {
	err = index.write(ctx, func(tx *sql.Tx) (sealed seal, err error) {
		// The history is read from here on: it is not older than what the index was made of.
		from, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return sealed, &readingError{err}
		}
		defer func() { _ = from.Rollback() }() // it only read
		index.mu.Lock()
		sealed, err = index.writer.look(ctx, tx, index.id, from)
		index.mu.Unlock()
		if err != nil {
			return sealed, err
		}
		var settled int64
		err = from.QueryRowContext(ctx, `SELECT coalesce((SELECT min(number) - 1 FROM record WHERE outcome = 'pending'), (SELECT max(number) FROM record), 0)`).Scan(&settled)
		if err != nil {
			return sealed, &readingError{err}
		}
		if settled-sealed.number < max(1, min(mostUnindexed, sealed.number/100)) {
			return sealed, errUpToDate
		}
		rows, err := from.QueryContext(ctx, `SELECT number, `+searchText+` FROM record WHERE number > ? AND number <= ? ORDER BY number LIMIT ?`,
			sealed.number, settled, max(indexStep, sealed.number/10))
		if err != nil {
			return sealed, &readingError{err}
		}
		if sealed.number, err = addTexts(ctx, tx, rows); err != nil {
			return sealed, err
		}
		if sealed.size, sealed.root, err = headOf(ctx, from); err != nil {
			return sealed, &readingError{err}
		}
		more = sealed.number < settled
		return sealed, nil
	})
	if errors.Is(err, errUpToDate) {
		return false, nil
	}
	return more, err
}

// addTexts adds rows of number and text, and returns the last number.
func addTexts(ctx context.Context, into *sql.Tx, rows *sql.Rows) (last int64, err error) {
	defer rows.Close()
	insert, err := into.PrepareContext(ctx, `INSERT INTO words (rowid, text) VALUES (?, ?)`)
	if err != nil {
		return 0, err
	}
	defer insert.Close()
	seen := trigramSet{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&last, &text); err != nil {
			return 0, &readingError{err}
		}
		if _, err := insert.ExecContext(ctx, last, text); err != nil {
			return 0, err
		}
		seen.add(text)
	}
	if err := rows.Err(); err != nil {
		return 0, &readingError{err}
	}
	if last == 0 {
		return 0, errUpToDate // the list has no such records: they were removed around the program
	}
	return last, seen.keep(ctx, into)
}
