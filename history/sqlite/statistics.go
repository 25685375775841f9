package sqlite

import (
	"context"
	"database/sql"
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
	rows, err := tx.QueryContext(ctx, `SELECT confirmed / ?, outcome, count(*) FROM record WHERE `+fits.text+` GROUP BY 1, 2`,
		append([]any{grain}, fits.args...)...)
	if err != nil {
		return statistics, err
	}
	defer rows.Close()
	for rows.Next() {
		var at, number int64
		var kind deletion.OutcomeKind
		if err := rows.Scan(&at, &kind, &number); err != nil {
			return statistics, err
		}
		begin := step.Begin(time.UnixMicro(at * grain).In(zone))
		period, ok := periods[begin]
		if !ok {
			period = query.PeriodCount{Begin: begin, Outcomes: map[deletion.OutcomeKind]int64{}}
			periods[begin] = period
		}
		period.Outcomes[kind] += number
		statistics.Outcomes[kind] += number
		statistics.Total += number
	}
	if err := rows.Err(); err != nil {
		return statistics, err
	}
	statistics.Periods = withoutGaps(periods, step)
	for column, into := range map[string]*[]query.NameCount{
		"operator": &statistics.Operators, "server": &statistics.Servers, "type": &statistics.Types,
	} {
		if *into, err = topNames(ctx, tx, column, fits); err != nil {
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

func topNames(ctx context.Context, tx *sql.Tx, column string, fits condition) ([]query.NameCount, error) {
	return all(each(ctx, tx, func(rows *sql.Rows) (name query.NameCount, err error) {
		err = rows.Scan(&name.Name, &name.Count)
		return name, err
	}, `SELECT `+column+`, count(*) FROM record WHERE `+fits.text+` GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`,
		append(fits.args[:len(fits.args):len(fits.args)], mostNames)...))
}
