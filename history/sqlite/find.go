package sqlite

import (
	"context"
	"database/sql"
	"math"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
)

// Find returns a page of the records that fit the query, in the order that the
// request wants, without the bodies of the answers.
func (s *Store) Find(ctx context.Context, filter query.Query, request query.PageRequest) (query.Page, error) {
	var page query.Page
	err := s.read(ctx, func(from lists) error {
		return snapshot(ctx, from.db, func(tx *sql.Tx) (err error) {
			page, err = from.find(ctx, tx, filter, request)
			return err
		})
	})
	return page, err
}

func (l lists) find(ctx context.Context, tx *sql.Tx, filter query.Query, request query.PageRequest) (query.Page, error) {
	return store.Page(filter, request,
		func(backwards bool) ([]int64, error) { return l.numbers(ctx, tx, filter, request, backwards) },
		func(numbers []int64) ([]deletion.Record, error) { return l.records(ctx, tx, numbers) })
}

// numbers returns the numbers of a page, one more where there is one, in the
// order in which they are read.
func (l lists) numbers(ctx context.Context, tx *sql.Tx, filter query.Query, request query.PageRequest, backwards bool) ([]int64, error) {
	if request.Order.By == query.OrderByTime {
		return l.matching(ctx, tx, filter, spanOf(request, backwards))
	}
	wanted, err := walkOf(ctx, tx, request, backwards)
	if err != nil {
		return nil, err
	}
	return l.sorted(ctx, tx, filter, wanted)
}

func spanOf(request query.PageRequest, backwards bool) span {
	wanted := span{below: math.MaxInt64, ascending: backwards != request.Order.Reversed, limit: request.Limit + 1}
	beside := max(request.After, request.Before)
	switch {
	case request.From > 0 && wanted.ascending:
		wanted.above = request.From - 1
	case request.From > 0:
		wanted.below = request.From + 1
	case beside > 0 && wanted.ascending:
		wanted.above = beside
	case beside > 0:
		wanted.below = beside
	}
	return wanted
}

// matching returns the numbers of a span, by the search index as far as it goes.
func (l lists) matching(ctx context.Context, tx *sql.Tx, query query.Query, wanted span) ([]int64, error) {
	if numbers, ok, err := confirmedIn(ctx, tx, query, l.mostWalked); err != nil || ok {
		return wanted.of(numbers), err
	}
	if search, ok := l.searchFor(ctx, tx, query); ok {
		defer search.End()
		numbers, err := search.numbers(ctx, wanted)
		if err == nil || ctx.Err() != nil {
			return numbers, err
		} // an index that fails is only slower
	}
	return scan(ctx, tx, where(query), wanted)
}

// Count returns how many records fit the query, and how many there are.
func (s *Store) Count(ctx context.Context, query query.Query) (matching, total int64, err error) {
	err = s.read(ctx, func(from lists) error {
		return snapshot(ctx, from.db, func(tx *sql.Tx) (err error) {
			if from.salvage != nil {
				total, err = one[int64](ctx, tx, `SELECT count(*) FROM record`)
			} else {
				total, err = checkNumbers(ctx, tx)
			}
			if matching = total; err == nil && !query.IsZero() {
				matching, err = from.count(ctx, tx, query)
			}
			return err
		})
	})
	return matching, total, err
}

// Unsettled returns the records with an unknown outcome that nobody has settled.
func (s *Store) Unsettled(ctx context.Context, limit int) (records []deletion.Record, count int64, err error) {
	const unsettled = `FROM record WHERE outcome = 'unknown' AND settled = 0`
	err = s.read(ctx, func(from lists) error {
		return snapshot(ctx, from.db, func(tx *sql.Tx) (err error) {
			if count, err = one[int64](ctx, tx, `SELECT count(*) `+unsettled); err != nil {
				return err
			}
			numbers, err := numbersOf(ctx, tx, `SELECT number `+unsettled+` ORDER BY number DESC LIMIT ?`, limit)
			if err == nil {
				records, err = from.records(ctx, tx, numbers)
			}
			return err
		})
	})
	return records, count, err
}
