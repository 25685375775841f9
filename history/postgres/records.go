package postgres

import (
	"context"
	"iter"
	"math"
	"sync"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/list"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/query"
)

// Records yields every record that fits the query, newest first, without the bodies of the
// answers: all as they are at one moment, and never more than a page of them in memory. Each is
// first compared with the hash tree and with its row in the list. A record that was changed is
// replaced by one that says so, and misfit is called with its number.
func (s *Store) Records(ctx context.Context, filter query.Query, misfit func(number int64)) iter.Seq2[deletion.Record, error] {
	return func(yield func(deletion.Record, error) bool) {
		err := s.snapshot(ctx, func(from session) error {
			from.repeats = true
			if _, err := checkNumbers(ctx, from); err != nil {
				return err
			}
			return eachListed(ctx, from, where(filter), misfit, func(record deletion.Record) bool { return yield(record, nil) })
		})
		if err != nil {
			yield(deletion.Record{}, s.problem(readOp, err))
		}
	}
}

// RecordsInOrder is [Store.Records] in another order. The numbers of all of them are in memory.
func (s *Store) RecordsInOrder(ctx context.Context, filter query.Query, order query.Order, misfit func(number int64)) iter.Seq2[deletion.Record, error] {
	column, ascending := string(order.By), !order.Reversed
	if order.By == query.OrderByTime {
		column, ascending = "number", order.Reversed
	}
	return func(yield func(deletion.Record, error) bool) {
		err := s.snapshot(ctx, func(from session) error {
			from.repeats = true
			if _, err := checkNumbers(ctx, from); err != nil {
				return err
			}
			fits := where(filter)
			sorted, err := numbers(ctx, from, numbered(`SELECT number FROM deletecall.record WHERE `+fits.Text+` ORDER BY `+orderOf(column, ascending)), fits.Args...)
			if err != nil {
				return err
			}
			return store.InOrder(sorted, func(wanted []int64, found func(deletion.Record) bool) error {
				return eachListed(ctx, from, list.If("number = ANY (?)", wanted), misfit, found)
			}, func(record deletion.Record) bool { return yield(record, nil) })
		})
		if err != nil {
			yield(deletion.Record{}, s.problem(readOp, err))
		}
	}
}

// Changed returns the numbers of those records that do not match the hash tree, or their rows
// in the list.
func (s *Store) Changed(ctx context.Context, records []deletion.Record) (changed []int64, err error) {
	if len(records) == 0 {
		return nil, nil
	}
	wanted := make([]int64, len(records))
	for i, record := range records {
		wanted[i] = record.Intent.Number
	}
	err = s.snapshot(ctx, func(from session) error {
		return eachListed(ctx, from, list.If("number = ANY (?)", wanted),
			func(number int64) { changed = append(changed, number) }, func(deletion.Record) bool { return true })
	})
	return changed, s.problem(readOp, err)
}

// pageOfRecords is how many records are checked at a time.
const pageOfRecords = 256

func eachListed(ctx context.Context, from session, fits list.Condition, misfit func(int64), use func(deletion.Record) bool) error {
	reader := logReader{from}
	size, err := reader.Size(ctx)
	if err != nil {
		return err
	}
	listing := verify.Listing{Shown: shown, Misfit: misfit, Use: use,
		Expiries: sync.OnceValues(func() (*proof.Expiries, error) { return store.ExpiriesOf(ctx, reader) })}
	if listing.Tree, err = proof.NewWindow(size, store.HashesOf(ctx, reader), storedLeaves(ctx, from)); err != nil {
		return err
	}
	for below := int64(math.MaxInt64); ; {
		rows, err := all(ctx, from, scanRow, numbered(selectRows+` WHERE `+fits.Text+` AND number < ? ORDER BY number DESC LIMIT ?`),
			append(fits.Args[:len(fits.Args):len(fits.Args)], below, pageOfRecords)...)
		if err != nil || len(rows) == 0 {
			return err
		}
		numbers := make([]int64, len(rows))
		for i, row := range rows {
			numbers[i] = row.Number()
		}
		events, err := all(ctx, from, scanFiled, selectFiled+`WHERE number = ANY ($1) ORDER BY number DESC, seq`, numbers)
		if err != nil {
			return err
		}
		if more, err := verify.Compare(listing, each(rows), each(events)); err != nil || !more {
			return err
		}
		below = numbers[len(numbers)-1]
	}
}

// storedLeaves reads them as the beginnings of the hashes.
func storedLeaves(ctx context.Context, from session) proof.LeafReader {
	return func(above, upTo int64) ([]proof.Hash, error) {
		leaves, err := all(ctx, from, func(row pgx.CollectableRow) (leaf proof.Hash, err error) {
			var bytes []byte
			err = row.Scan(&bytes)
			copy(leaf[:], bytes)
			return leaf, err
		}, `SELECT substring(hashes FROM 1 FOR 32) FROM deletecall.event WHERE seq > $1 AND seq <= $2 ORDER BY seq`, above, upTo)
		if int64(len(leaves)) != upTo-above {
			return nil, err
		}
		return leaves, err
	}
}
