package postgres

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/list"
	"deletecall/query"
)

// Statistics counts the records that fit the query, by periods of the zone.
func (s *Store) Statistics(ctx context.Context, filter query.Query, step query.Step, zone *time.Location) (query.Statistics, error) {
	counted := list.NewTally(step, zone)
	err := s.snapshotToCount(ctx, func(from session) error {
		if _, err := checkNumbers(ctx, from); err != nil {
			return err
		}
		fits := where(filter)
		return errors.Join(countTimes(ctx, from, fits, counted), countNames(ctx, from, fits, counted))
	})
	return counted.Statistics(), s.problem(readOp, err)
}

const selectTimes = `SELECT coalesce(min(confirmed), 0), coalesce(max(confirmed), 0) FROM deletecall.record`

// countTimes rounds down, also before 1970, without a division, which is not the same in every database that
// speaks this protocol. Without a filter it reads an index alone.
func countTimes(ctx context.Context, from session, fits list.Condition, into *list.Tally) error {
	ends, err := all(ctx, from, func(row pgx.CollectableRow) (of [2]int64, err error) { return of, row.Scan(&of[0], &of[1]) }, selectTimes)
	if err != nil {
		return err
	}
	grid := into.Grid(ends[0][0], ends[0][1])
	begin := roundedDown(grid)
	_, err = all(ctx, from, func(row pgx.CollectableRow) (none struct{}, err error) {
		var begin, count, unsettled int64
		var kind string
		if err = row.Scan(&begin, &kind, &count, &unsettled); err == nil {
			into.Add(begin, deletion.OutcomeKind(kind), count)
			into.AddUnsettled(begin, unsettled)
		}
		return none, err
	}, numbered(`SELECT `+begin.Text+`, outcome, count(*), count(*) FILTER (WHERE outcome = 'unknown' AND settled = 0)
		FROM deletecall.record WHERE `+fits.Text+` GROUP BY 1, 2`), append(begin.Args, fits.Args...)...)
	return err
}

// roundedDown is when a record was confirmed, rounded down to the next point of a grid.
func roundedDown(to list.Grid) list.Condition {
	var texts []string
	var args []any
	for _, offset := range to.Offsets {
		texts = append(texts, `confirmed - ((confirmed - CAST(? AS bigint)) % CAST(? AS bigint) + CAST(? AS bigint)) % CAST(? AS bigint)`)
		args = append(args, offset, to.Unit, to.Unit, to.Unit)
	}
	return list.If(`greatest(`+strings.Join(texts, ", ")+`)`, args...)
}

func countNames(ctx context.Context, from session, fits list.Condition, into *list.Tally) error {
	_, err := all(ctx, from, func(row pgx.CollectableRow) (none struct{}, err error) {
		var operator, server, kind string
		var count int64
		if err = row.Scan(&operator, &server, &kind, &count); err == nil {
			into.Operators[stored(operator)] += count
			into.Servers[stored(server)] += count
			into.Types[kind] += count
		}
		return none, err
	}, numbered(`SELECT coalesce(nullif(operator_spelled, ''), operator), coalesce(nullif(server_spelled, ''), server), type, count(*)
		FROM deletecall.record WHERE `+fits.Text+` GROUP BY 1, 2, 3`), fits.Args...)
	return err
}
