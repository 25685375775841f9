package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"time"

	"deletecall/deletion"
	"deletecall/history/list"
	"deletecall/query"
)

// group is an outcome and a type that some records have. Those of one group lie next to
// one another in the index record_counted, by the time at which they were confirmed.
type group struct{ outcome, kind string }

// groups returns all groups, some dozens at most. Each is found from the one before it.
// There are none without records, nor in a copy from before the index.
func groups(ctx context.Context, tx *sql.Tx) (all []group, err error) {
	indexed, err := one[bool](ctx, tx, `SELECT EXISTS (SELECT 1 FROM pragma_index_info('record_counted'))`)
	if err != nil || !indexed {
		return nil, err
	}
	for last, comparison := (group{}), ">="; ; all, comparison = append(all, last), ">" {
		err := tx.QueryRowContext(ctx, `SELECT outcome, type FROM record INDEXED BY record_counted
			WHERE (outcome, type) `+comparison+` (?, ?) ORDER BY outcome, type LIMIT 1`, last.outcome, last.kind).Scan(&last.outcome, &last.kind)
		if errors.Is(err, sql.ErrNoRows) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// timespan is from when to when the records of a group were confirmed.
func (g group) timespan(ctx context.Context, tx *sql.Tx) (first, last int64, err error) {
	for order, into := range map[string]*int64{"ASC": &first, "DESC": &last} {
		if err := tx.QueryRowContext(ctx, `SELECT confirmed FROM record INDEXED BY record_counted
			WHERE outcome = ? AND type = ? ORDER BY confirmed `+order+` LIMIT 1`, g.outcome, g.kind).Scan(into); err != nil {
			return 0, 0, err
		}
	}
	return first, last, nil
}

// countAll counts all records, by nothing but indexes.
func (t tally) countAll(ctx context.Context, tx *sql.Tx, all []group) error {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for _, g := range all {
		oldest, newest, err := g.timespan(ctx, tx)
		if err != nil {
			return err
		}
		first, last = min(first, oldest), max(last, newest)
	}
	begin := t.Step.Begin(time.UnixMicro(first).In(t.Zone))
	moments := []int64{begin.UnixMicro()}
	for begin.UnixMicro() <= last && len(moments) <= list.MostPeriods {
		begin = t.Step.Next(begin)
		moments = append(moments, begin.UnixMicro())
	}
	moments = append(moments, math.MaxInt64) // what comes after the last period counts in all
	asList, err := json.Marshal(moments)
	if err != nil {
		return err
	}
	for _, g := range all {
		err := g.countPeriods(ctx, tx, string(asList), func(at, count int64) {
			t.Add(at, deletion.OutcomeKind(g.outcome), count)
			t.Types[g.kind] += count
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// countPeriods counts the records of a group from each of some moments to the next one.
func (g group) countPeriods(ctx context.Context, tx *sql.Tx, moments string, use func(from, count int64)) error {
	_, err := all(each(ctx, tx, func(rows *sql.Rows) (none struct{}, err error) {
		var from, count int64
		if err = rows.Scan(&from, &count); err == nil {
			use(from, count)
		}
		return none, err
	}, `WITH period (begins, ends) AS MATERIALIZED (SELECT value, lead(value) OVER (ORDER BY key) FROM json_each(?3)),
		counted (begins, records) AS MATERIALIZED (SELECT begins, (SELECT count(*) FROM record INDEXED BY record_counted
			WHERE outcome = ?1 AND type = ?2 AND confirmed >= begins AND confirmed < ends) FROM period)
		SELECT begins, records FROM counted WHERE records > 0`, g.outcome, g.kind, moments))
	return err
}

// confirmedIn returns the numbers of all records that fit a query, the newest first, where
// it has a condition on the time that at most so many records fulfil.
func confirmedIn(ctx context.Context, tx *sql.Tx, filter query.Query, most int) (numbers []int64, ok bool, err error) {
	times, ok := timesOf(filter)
	if !ok {
		return nil, false, nil
	}
	all, err := groups(ctx, tx)
	if err != nil || len(all) == 0 {
		return nil, false, err
	}
	left := int64(most)
	for _, g := range all { // they are counted first, which is quicker than reading too many
		count, err := one[int64](ctx, tx, `SELECT count(*) FROM (SELECT 1 FROM record INDEXED BY record_counted
			WHERE outcome = ? AND type = ? AND `+times.Text+` LIMIT ?)`, slices.Concat([]any{g.outcome, g.kind}, times.Args, []any{left + 1})...)
		if left -= count; err != nil || left < 0 {
			return nil, false, err
		}
	}
	fits := where(filter)
	for _, g := range all {
		found, err := numbersOf(ctx, tx, `SELECT number FROM record INDEXED BY record_counted
			WHERE outcome = ? AND type = ? AND `+times.Text+` AND `+fits.Text, slices.Concat([]any{g.outcome, g.kind}, times.Args, fits.Args)...)
		if err != nil {
			return nil, false, err
		}
		numbers = append(numbers, found...)
	}
	slices.Sort(numbers)
	slices.Reverse(numbers)
	return numbers, true, nil
}
