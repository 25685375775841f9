package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"deletecall/safetext"
)

// mostCompared is up to how many records the index is compared with one that is made
// for it: that takes some 40 µs a record. Beyond it the seal alone is checked.
const mostCompared = 30_000

// SearchFindings returns what is wrong with the search index, if there is one: it is
// derived, and what does not fit hides no record, since it is not used.
func (s *Store) SearchFindings(ctx context.Context) ([]string, error) {
	if !s.place.HasSearch() {
		return nil, nil
	}
	err := s.place.CheckSearch()
	if err == nil {
		err = s.compareSearch(ctx)
	}
	if ctx.Err() != nil || err == nil || isBusy(err) {
		return nil, ctx.Err()
	}
	var ours *readingError
	if errors.As(err, &ours) {
		return nil, err
	}
	return []string{fmt.Sprintf("The search index does not fit the history: %s. Searches don't use it; the next console builds it again.",
		safetext.Bounded(err.Error(), 200))}, nil
}

// compareSearch looks at the index as a search does, and then at what it holds.
func (s *Store) compareSearch(ctx context.Context) error {
	db, err := sql.Open(driverName, searchDSN(s.place.Search(), "mode=ro"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)           // a table of its own is made on it
	tx, err := db.BeginTx(ctx, nil) // one that is read-only could make no temporary table either
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	from, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return &readingError{err}
	}
	defer func() { _ = from.Rollback() }() // it only read
	sealed, err := (&indexConnection{}).look(ctx, tx, s.ID(), from)
	if err != nil || sealed.number > mostCompared {
		return err
	}
	late, err := lateNumbers(ctx, from)
	if err != nil {
		return &readingError{err}
	}
	model, err := modelIndex(ctx, from, sealed.number)
	if err != nil {
		return err
	}
	defer model.Close()
	return compareIndexes(ctx, model, tx, late)
}

// lateNumbers are the records that the index may hold an old text of, as a JSON array.
func lateNumbers(ctx context.Context, from queryer) (numbers string, err error) {
	err = from.QueryRowContext(ctx, `SELECT json_group_array(number) FROM late`).Scan(&numbers)
	return numbers, err
}

// modelIndex makes an index of the first records in memory.
func modelIndex(ctx context.Context, from *sql.Tx, upTo int64) (*sql.DB, error) {
	model, err := sql.Open(driverName, ":memory:")
	if err != nil {
		return nil, err
	}
	model.SetMaxOpenConns(1) // each connection has a memory of its own
	err = func() error {
		if _, err := model.ExecContext(ctx, searchSchema); err != nil {
			return err
		}
		rows, err := from.QueryContext(ctx, `SELECT number, `+searchText+` FROM record WHERE number <= ? ORDER BY number`, upTo)
		if err != nil {
			return &readingError{err}
		}
		into, err := model.BeginTx(ctx, nil)
		if err != nil {
			return errors.Join(err, rows.Close())
		}
		if _, err := addTexts(ctx, into, rows); err != nil && !errors.Is(err, errUpToDate) {
			return errors.Join(err, into.Rollback())
		}
		return into.Commit()
	}()
	if err != nil {
		return nil, errors.Join(err, model.Close())
	}
	return model, nil
}

// compareIndexes compares which records each trigram leads to, in sums that differ
// where the records do, and the list of trigrams.
func compareIndexes(ctx context.Context, model *sql.DB, found *sql.Tx, late string) error {
	wanted, err := postings(ctx, model, late)
	if err != nil {
		return err
	}
	actual, err := postings(ctx, found, late)
	if err != nil {
		return err
	}
	if !slices.Equal(wanted, actual) {
		return &unfitError{"it leads to other records than it should"}
	}
	var missing int64
	err = found.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT DISTINCT term FROM temp.posting EXCEPT SELECT text FROM trigram)`).Scan(&missing)
	if err == nil && missing > 0 {
		err = &unfitError{fmt.Sprintf("%d of its trigrams are not listed", missing)}
	}
	return err
}

type executor interface {
	rowsQueryer
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}

// posting says which records a trigram leads to: how many, and sums of their numbers.
type posting struct {
	term         string
	count        int64
	sum, weighed int64
}

func postings(ctx context.Context, in executor, late string) ([]posting, error) {
	if _, err := in.ExecContext(ctx, `CREATE VIRTUAL TABLE temp.posting USING fts5vocab(main, words, instance)`); err != nil {
		return nil, err
	}
	rows, err := in.QueryContext(ctx, `SELECT term, count(*), sum(doc), sum(doc * doc % 1000003) FROM temp.posting
		WHERE doc NOT IN (SELECT value FROM json_each(?)) GROUP BY term ORDER BY term`, late)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []posting
	for rows.Next() {
		var p posting
		if err := rows.Scan(&p.term, &p.count, &p.sum, &p.weighed); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}
