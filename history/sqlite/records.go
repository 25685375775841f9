package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"math"
	"sync"

	"deletecall/deletion"
	"deletecall/history/list"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/query"
)

// Records yields every record that fits the query, newest first, without the
// bodies of the answers: all as they are at one moment, and never more than a
// few hundred of them in memory. Each is first compared with the hash tree and with its row
// in the list. A record that was changed is replaced by one that says so, and
// misfit is called with its number. [verify.Verifier.CheckTree] shows what the tree itself is worth.
func (s *Store) Records(ctx context.Context, query query.Query, misfit func(number int64)) iter.Seq2[deletion.Record, error] {
	return func(yield func(deletion.Record, error) bool) {
		if err := s.eachRecord(ctx, query, misfit, func(record deletion.Record) bool { return yield(record, nil) }); err != nil {
			yield(deletion.Record{}, err)
		}
	}
}

func (s *Store) eachRecord(ctx context.Context, query query.Query, misfit func(int64), use func(deletion.Record) bool) error {
	below := int64(math.MaxInt64) // what comes after a bad page goes on below what was read
	return s.read(ctx, func(from lists) error {
		next := func(record deletion.Record) bool {
			below = record.Intent.Number
			return use(record)
		}
		fits := span{below: below}.within(where(query))
		if from.salvage != nil {
			return from.eachSalvaged(ctx, fits, next)
		}
		return snapshot(ctx, s.reader, func(tx *sql.Tx) error {
			if _, err := checkNumbers(ctx, tx); err != nil {
				return err
			}
			return from.eachListed(ctx, tx, fits, misfit, next)
		})
	})
}

// Changed returns the numbers of those records that do not match the hash tree, or their
// rows in the list.
func (s *Store) Changed(ctx context.Context, records []deletion.Record) (changed []int64, err error) {
	numbers := make([]int64, len(records))
	for i, record := range records {
		numbers[i] = record.Intent.Number
	}
	err = s.read(ctx, func(from lists) error {
		changed = nil
		if from.salvage != nil || len(records) == 0 {
			return nil
		}
		wanted := among(numbers)
		return snapshot(ctx, s.reader, func(tx *sql.Tx) error {
			return from.eachListed(ctx, tx, wanted, func(number int64) { changed = append(changed, number) }, func(deletion.Record) bool { return true })
		})
	})
	return changed, err
}

func (l lists) eachListed(ctx context.Context, tx *sql.Tx, fits list.Condition, misfit func(int64), use func(deletion.Record) bool) error {
	size, err := logReader{tx}.Size(ctx)
	if err != nil {
		return err
	}
	// The hashes come by another connection, which does not wait for the one that reads
	// events: up to its size nothing in a tree changes.
	tree, err := proof.NewWindow(size, store.HashesOf(ctx, logReader{l.reader}), storedLeaves(ctx, l.reader))
	if err != nil {
		return err
	}
	events := filedEvents(ctx, tx, `SELECT `+filedColumns+`
		FROM (SELECT number AS wanted FROM record WHERE `+fits.Text+`) CROSS JOIN event ON event.number = wanted
		ORDER BY wanted DESC, seq`, fits.Args...)
	_, err = verify.Compare(verify.Listing{
		Tree: tree, Expiries: sync.OnceValues(func() (*proof.Expiries, error) { return store.ExpiriesOf(ctx, logReader{l.reader}) }),
		Shown: l.shown, Misfit: misfit, Use: use,
	}, listRows(ctx, tx, fits.Text+` ORDER BY number DESC`, fits.Args...), events)
	return err
}

// salvagedPage is how many salvaged records are read at a time.
const salvagedPage = 256

func (l lists) eachSalvaged(ctx context.Context, fits list.Condition, use func(deletion.Record) bool) error {
	for wanted := (span{below: math.MaxInt64, limit: salvagedPage}); ; {
		var records []deletion.Record
		err := snapshot(ctx, l.db, func(tx *sql.Tx) error {
			numbers, err := scan(ctx, tx, fits, wanted)
			if err == nil {
				records, err = l.records(ctx, tx, numbers)
			}
			return err
		})
		if err != nil || len(records) == 0 {
			return err
		}
		for _, record := range records {
			if wanted.below = record.Intent.Number; !use(record) {
				return nil
			}
		}
	}
}

// Record returns the whole record with this number; see [verify.Record].
func (s *Store) Record(ctx context.Context, number int64) (deletion.Record, error) {
	var record deletion.Record
	err := s.read(ctx, func(from lists) (err error) {
		record, err = from.oneRecord(ctx, number)
		return err
	})
	return record, err
}

// oneRecord is the checked record, where its pages can be read. Where a bad one is in
// the way, it is the record as its events tell it, if they can be read.
func (l lists) oneRecord(ctx context.Context, number int64) (record deletion.Record, err error) {
	err = snapshot(ctx, l.reader, func(tx *sql.Tx) (err error) {
		record, err = verify.Record(ctx, logReader{tx}, l.origin(), number)
		if err == nil || l.salvage == nil || ctx.Err() != nil || errors.As(err, new(*deletion.RecordMismatchError)) {
			return err
		}
		record, err = l.salvage.record(ctx, tx, l.db, number, true)
		if err != nil && ctx.Err() == nil && !errors.As(err, new(*deletion.NoRecordError)) {
			err = &deletion.UnreadableError{Number: number, Err: err}
		}
		return err
	})
	return record, err
}
