package words

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"deletecall/deletion"
	"deletecall/history/sqlite/driver"
	"deletecall/safetext"
)

// Findings returns what is wrong with the search index, if there is one: it is derived,
// and what does not fit hides no record, since it is not used.
func (x *Index) Findings(ctx context.Context, history History) ([]string, error) {
	if !x.files.HasSearch() {
		return nil, nil
	}
	if err := x.files.CheckSearch(); err != nil {
		var failure *deletion.HistoryError
		if !errors.As(err, &failure) {
			return nil, err
		}
		// Not its advice: to make the index again helps in every case.
		return []string{fmt.Sprintf("The search index is not used: %s %s. It is made again by: deletecall history rebuild", safetext.Line(failure.Path), failure.Problem)}, nil
	}
	err := x.compare(ctx, history)
	if ctx.Err() != nil || err == nil || driver.IsBusy(err) {
		return nil, ctx.Err()
	}
	if _, ok := errors.AsType[*readingError](err); ok {
		return nil, err
	}
	// On a read-only disk nobody here searches by it either, and that it can't be opened proves nothing.
	if driver.CantOpen(err) && !x.files.MayOpenSearch() {
		return nil, nil
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
	db.SetMaxOpenConns(1)           // tables of its own are made on it
	tx, err := db.BeginTx(ctx, nil) // one that is read-only could make no temporary tables either
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	return readHistory(ctx, history, func(now Snapshot) error {
		sealed, err := (&connection{}).look(ctx, tx, x.id, now)
		if err != nil {
			return err
		}
		return comparePostings(ctx, tx, now, sealed.number)
	})
}
