package postgres

import (
	"cmp"
	"context"
	"math"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/query"
)

// Find returns a page of the records that fit the query, in the order that the request wants,
// without the bodies of the answers.
func (s *Store) Find(ctx context.Context, filter query.Query, request query.PageRequest) (page query.Page, err error) {
	s.browses.Store(true)
	err = s.snapshot(ctx, func(from session) (err error) {
		page, err = find(ctx, from, filter, request)
		return err
	})
	return page, s.problem(readOp, err)
}

func find(ctx context.Context, from session, filter query.Query, request query.PageRequest) (query.Page, error) {
	return store.Page(filter, request,
		func(backwards bool) ([]int64, error) { return pageNumbers(ctx, from, filter, request, backwards) },
		func(numbers []int64) ([]deletion.Record, error) { return records(ctx, from, numbers) })
}

// records are those with these numbers in their order, without the bodies of the answers.
func records(ctx context.Context, from session, numbers []int64) ([]deletion.Record, error) {
	events, err := all(ctx, from, scanFiled, selectFiled+`WHERE number = ANY ($1) ORDER BY seq`, numbers)
	if err != nil || len(numbers) == 0 {
		return nil, err
	}
	return verify.Records(numbers, each(events), shown)
}

// shown is a record as lists show it.
func shown(derived *verify.Derived) deletion.Record {
	record, _ := derived.Shown()
	return record
}

// snapshotToCount is [server.snapshot] for what takes long. Each key in the history gives up the count that an earlier
// one asked for, which ends its connection: the rows of the key must not wait for a new one. A command that counts before it
// reads makes one connection.
func (s *Store) snapshotToCount(ctx context.Context, use func(session) error) error {
	if s.browses.Load() {
		return s.counting.snapshot(ctx, use)
	}
	return s.snapshot(ctx, use)
}

// Count returns how many records fit the query, and how many there are.
func (s *Store) Count(ctx context.Context, filter query.Query) (matching, total int64, err error) {
	seen := s.seen.Load() // before the snapshot: another question may see more meanwhile
	err = s.snapshotToCount(ctx, func(from session) error {
		if total, err = checkNumbers(ctx, from); err == nil {
			err = s.checkNumber(total, seen)
		}
		if err != nil || filter.IsZero() {
			matching = total
			return err
		}
		all := where(filter)
		matching, err = one[int64](ctx, from, numbered(`SELECT count(*) FROM deletecall.record WHERE `+all.Text), all.Args...)
		return err
	})
	for err == nil && total > seen && !s.seen.CompareAndSwap(seen, total) {
		seen = s.seen.Load()
	}
	return matching, total, s.problem(readOp, err)
}

// selectEnds reads the first and the last number of the list, and the last one by the events,
// each by an index.
const selectEnds = `SELECT (SELECT coalesce(min(number), 1) FROM deletecall.record), (SELECT coalesce(max(number), 0) FROM deletecall.record),
	(SELECT coalesce(max(number), 0) FROM deletecall.event)`

// checkNumbers makes sure that the list has every record, and no other one.
func checkNumbers(ctx context.Context, from session) (total int64, err error) {
	found, err := all(ctx, from, func(row pgx.CollectableRow) (of [4]int64, err error) {
		err = row.Scan(&of[0], &of[1], &of[2], &of[3])
		return of, err
	}, selectEnds+`, (SELECT count(*) FROM deletecall.record)`)
	if err != nil {
		return 0, err
	}
	lowest, highest, recorded, total := found[0][0], found[0][1], found[0][2], found[0][3]
	if err := store.CheckListEnds(lowest, highest, recorded); err != nil || total == recorded {
		return total, err
	}
	missing, err := one[int64](ctx, from, `SELECT coalesce(min(number), 0) + 1 FROM (SELECT 0 AS number UNION ALL SELECT number FROM deletecall.record) AS before
		WHERE NOT EXISTS (SELECT 1 FROM deletecall.record AS next WHERE next.number = before.number + 1)`)
	return total, cmp.Or(err, store.IncompleteList(total, recorded, missing))
}

// Values returns values that records have in a field and that begin with a prefix, sorted, at
// most limit. From one value to the next an index leads past the records between them.
func (s *Store) Values(ctx context.Context, field query.Field, prefix string, limit int) (values []string, err error) {
	column, ok := map[query.Field]string{query.ByID: "identifier", query.ByOperator: "operator", query.ByServer: "server"}[field]
	if !ok {
		return nil, nil
	}
	prefix = storable(query.Fold(prefix))
	next := `(SELECT min(` + column + `) FROM deletecall.record WHERE ` + column
	values, err = all(ctx, session{statements: s.pool}, func(row pgx.CollectableRow) (string, error) {
		value, err := pgx.RowTo[string](row)
		return stored(value), err
	}, `WITH RECURSIVE found (value) AS (
			SELECT `+next+` >= $1) UNION ALL SELECT `+next+` > value) FROM found WHERE value IS NOT NULL AND left(value, length($1)) = $1)
		SELECT value FROM found WHERE left(value, length($1)) = $1 LIMIT $2`, prefix, limit)
	return values, s.problem(readOp, err)
}

// Unsettled returns the records with an unknown outcome that nobody has settled.
func (s *Store) Unsettled(ctx context.Context, limit int) (found []deletion.Record, count int64, err error) {
	const unsettled = `FROM deletecall.record WHERE outcome = 'unknown' AND settled = 0`
	err = s.snapshot(ctx, func(from session) error {
		if count, err = one[int64](ctx, from, `SELECT count(*) `+unsettled); err != nil {
			return err
		}
		newest, err := numbers(ctx, from, `SELECT number `+unsettled+` ORDER BY number DESC LIMIT $1`, min(limit, math.MaxInt32))
		if err == nil {
			found, err = records(ctx, from, newest)
		}
		return err
	})
	return found, count, s.problem(readOp, err)
}
