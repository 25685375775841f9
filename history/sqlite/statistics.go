package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/query"
)

// grain is the length, in microseconds, into which the database counts: every
// zone's days begin at a multiple of a quarter of an hour.
const grain = 15 * 60 * 1_000_000

// mostNames is how many operators, servers and types are counted by name.
const mostNames = 10

// Statistics counts the records that fit the query, by periods of the zone.
func (s *Store) Statistics(ctx context.Context, filter query.Query, step query.Step, zone *time.Location) (query.Statistics, error) {
	var statistics query.Statistics
	err := s.read(ctx, func(from lists) error {
		return snapshot(ctx, from.db, func(tx *sql.Tx) (err error) {
			if from.salvage == nil {
				_, err = checkNumbers(ctx, tx)
			}
			if err == nil {
				statistics, err = tally(ctx, tx, where(filter), step, zone)
			}
			return err
		})
	})
	return statistics, err
}

func tally(ctx context.Context, tx *sql.Tx, fits condition, step query.Step, zone *time.Location) (query.Statistics, error) {
	statistics := query.Statistics{Outcomes: map[deletion.OutcomeKind]int64{}}
	periods := map[time.Time]query.PeriodCount{}
	rows, err := tx.QueryContext(ctx, `SELECT confirmed / ?, outcome, count(*), sum(outcome = 'unknown' AND settled = 0) FROM record WHERE `+fits.text+` GROUP BY 1, 2`,
		append([]any{grain}, fits.args...)...)
	if err != nil {
		return statistics, err
	}
	defer rows.Close()
	for rows.Next() {
		var at, number, unsettled int64
		var kind deletion.OutcomeKind
		if err := rows.Scan(&at, &kind, &number, &unsettled); err != nil {
			return statistics, err
		}
		begin := step.Begin(time.UnixMicro(at * grain).In(zone))
		period, ok := periods[begin]
		if !ok {
			period = query.PeriodCount{Begin: begin, Outcomes: map[deletion.OutcomeKind]int64{}}
		}
		period.Outcomes[kind] += number
		period.Unsettled += unsettled
		periods[begin] = period
		statistics.Outcomes[kind] += number
		statistics.Unsettled += unsettled
		statistics.Total += number
	}
	if err := rows.Err(); err != nil {
		return statistics, err
	}
	statistics.Periods = withoutGaps(periods, step)
	for _, names := range []struct {
		column, spelled string
		into            *[]query.NameCount
	}{
		{"operator", "operator_spelled", &statistics.Operators},
		{"server", "server_spelled", &statistics.Servers},
		{"type", "''", &statistics.Types},
	} {
		if *names.into, err = topNames(ctx, tx, names.column, names.spelled, fits); err != nil {
			return statistics, err
		}
	}
	return statistics, nil
}

// mostPeriods bounds the periods between the first and the last: a record with
// a time far away must not make millions of empty ones.
const mostPeriods = 20_000

func withoutGaps(periods map[time.Time]query.PeriodCount, step query.Step) []query.PeriodCount {
	var first, last time.Time
	for begin := range periods {
		if first.IsZero() || begin.Before(first) {
			first = begin
		}
		if begin.After(last) {
			last = begin
		}
	}
	var all []query.PeriodCount
	for begin := first; len(periods) > 0 && !begin.After(last) && len(all) < mostPeriods; begin = step.Next(begin) {
		period, ok := periods[begin]
		if !ok {
			period = query.PeriodCount{Begin: begin, Outcomes: map[deletion.OutcomeKind]int64{}}
		}
		all = append(all, period)
	}
	return all
}

// topNames counts names. The folded ones are counted by their index; those that are
// spelled in another way are few, and are taken from them.
func topNames(ctx context.Context, tx *sql.Tx, column, spelled string, fits condition) ([]query.NameCount, error) {
	counts := map[string]int64{}
	add := func(rows *sql.Rows) (none struct{}, err error) {
		var folded, name string
		var count int64
		if err = rows.Scan(&folded, &name, &count); err == nil {
			counts[name] += count
			if name != folded {
				counts[folded] -= count
			}
		}
		return none, err
	}
	for _, counting := range []string{
		`SELECT ` + column + `, ` + column + `, count(*) FROM record WHERE ` + fits.text + ` GROUP BY 1`,
		`SELECT ` + column + `, ` + spelled + `, count(*) FROM record WHERE ` + spelled + ` <> '' AND ` + fits.text + ` GROUP BY 1, 2`,
	} {
		if _, err := all(each(ctx, tx, add, counting, fits.args...)); err != nil {
			return nil, err
		}
	}
	names := make([]query.NameCount, 0, len(counts))
	for name, count := range counts {
		if count > 0 {
			names = append(names, query.NameCount{Name: name, Count: count})
		}
	}
	slices.SortFunc(names, func(a, b query.NameCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return names[:min(len(names), mostNames)], nil
}
