package sqlite

import (
	"context"
	"database/sql"
	"iter"
	"slices"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
)

// RecordsInOrder is [Store.Records] in another order. The numbers of all of them are in memory.
func (s *Store) RecordsInOrder(ctx context.Context, filter query.Query, order query.Order, misfit func(number int64)) iter.Seq2[deletion.Record, error] {
	return func(yield func(deletion.Record, error) bool) {
		var used []int64 // what comes after a bad page leaves out what was read
		err := s.read(ctx, func(from lists) error {
			return snapshot(ctx, from.db, func(tx *sql.Tx) error {
				return from.eachInOrder(ctx, tx, filter, order, used, misfit, func(record deletion.Record) bool {
					used = append(used, record.Intent.Number)
					return yield(record, nil)
				})
			})
		})
		if err != nil {
			yield(deletion.Record{}, err)
		}
	}
}

func (l lists) eachInOrder(ctx context.Context, tx *sql.Tx, filter query.Query, order query.Order, used []int64, misfit func(int64), use func(deletion.Record) bool) error {
	if l.salvage == nil {
		if _, err := checkNumbers(ctx, tx); err != nil {
			return err
		}
	}
	fits := where(filter)
	numbers, err := numbersOf(ctx, tx, `SELECT number FROM record WHERE `+fits.Text+` ORDER BY `+orderOf(order), fits.Args...)
	if err != nil {
		return err
	}
	if len(used) > 0 {
		slices.Sort(used)
		numbers = slices.DeleteFunc(numbers, func(number int64) bool {
			_, found := slices.BinarySearch(used, number)
			return found
		})
	}
	return store.InOrder(numbers, func(wanted []int64, found func(deletion.Record) bool) error {
		if l.salvage != nil {
			records, err := l.records(ctx, tx, wanted)
			for _, record := range records {
				found(record)
			}
			return err
		}
		return l.eachListed(ctx, tx, among(wanted), misfit, found)
	}, use)
}

// orderOf is the ORDER BY clause of an order.
func orderOf(order query.Order) string {
	switch {
	case order.By != query.OrderByTime:
		return walk{column: string(order.By), descending: order.Reversed}.orderBy()
	case order.Reversed:
		return "number ASC"
	}
	return "number DESC"
}
