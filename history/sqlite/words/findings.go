package words

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"deletecall/history/sqlite/driver"
	"deletecall/safetext"
)

// mostCompared is up to how many records the index is compared with one that is made
// for it: that takes some 40 µs a record. Beyond it the seal alone is checked.
const mostCompared = 30_000

// Findings returns what is wrong with the search index, if there is one: it is derived,
// and what does not fit hides no record, since it is not used.
func (x *Index) Findings(ctx context.Context, history History) ([]string, error) {
	if !x.files.HasSearch() {
		return nil, nil
	}
	err := x.files.CheckSearch()
	if err == nil {
		err = x.compare(ctx, history)
	}
	if ctx.Err() != nil || err == nil || driver.IsBusy(err) {
		return nil, ctx.Err()
	}
	var ours *readingError
	if errors.As(err, &ours) {
		return nil, err
	}
	return []string{fmt.Sprintf("The search index does not match the history: %s. Searches do not use it; the next console makes it again, or: deletecall history rebuild",
		safetext.Bounded(err.Error(), 200))}, nil
}

// compare looks at the index as a search does, and then at what it holds.
func (x *Index) compare(ctx context.Context, history History) error {
	db, err := sql.Open(driver.Name, dsn(x.files.Search(), "mode=ro"))
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
	return readHistory(ctx, history, func(now Snapshot) error {
		sealed, err := (&connection{}).look(ctx, tx, x.id, now)
		if err != nil || sealed.number > mostCompared {
			return err
		}
		late, err := now.Late(ctx)
		if err != nil {
			return err
		}
		model, err := modelIndex(ctx, now, sealed.number)
		if err != nil {
			return err
		}
		defer model.Close()
		return compareIndexes(ctx, model, tx, late)
	})
}

// modelIndex makes an index of the first records in memory.
func modelIndex(ctx context.Context, history Snapshot, upTo int64) (*sql.DB, error) {
	model, err := sql.Open(driver.Name, ":memory:")
	if err != nil {
		return nil, err
	}
	model.SetMaxOpenConns(1) // each connection has a memory of its own
	if err := fillModel(ctx, model, history, upTo); err != nil {
		return nil, errors.Join(err, model.Close())
	}
	return model, nil
}

func fillModel(ctx context.Context, model *sql.DB, history Snapshot, upTo int64) error {
	if _, err := model.ExecContext(ctx, schema); err != nil {
		return err
	}
	into, err := model.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = into.Rollback() }() // after a commit it does nothing
	if _, err := addTexts(ctx, into, history, 0, upTo, mostCompared); err != nil && !errors.Is(err, errUpToDate) {
		return err
	}
	return into.Commit()
}

// compareIndexes compares which records each trigram leads to, in sums that differ
// where the records do, and the list of trigrams.
func compareIndexes(ctx context.Context, model *sql.DB, found *sql.Tx, late []int64) error {
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
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}

// posting says which records a trigram leads to: how many, and sums of their numbers.
type posting struct {
	term         string
	count        int64
	sum, weighed int64
}

func postings(ctx context.Context, in executor, late []int64) ([]posting, error) {
	list, err := json.Marshal(append([]int64{}, late...)) // an empty list, and not null
	if err != nil {
		return nil, err
	}
	if _, err := in.ExecContext(ctx, `CREATE VIRTUAL TABLE temp.posting USING fts5vocab(main, words, instance)`); err != nil {
		return nil, err
	}
	rows, err := in.QueryContext(ctx, `SELECT term, count(*), sum(doc), sum(doc * doc % 1000003) FROM temp.posting
		WHERE doc NOT IN (SELECT value FROM json_each(?)) GROUP BY term ORDER BY term`, string(list))
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
