package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"deletecall/deletion"
	"deletecall/history/list"
	"deletecall/query"
)

// Statistics counts the records that fit the query, by periods of the zone.
func (s *Store) Statistics(ctx context.Context, filter query.Query, step query.Step, zone *time.Location) (statistics query.Statistics, err error) {
	err = s.read(ctx, func(from lists) error {
		return snapshot(ctx, from.db, func(tx *sql.Tx) (err error) {
			if from.salvage == nil {
				_, err = checkNumbers(ctx, tx)
			}
			if err == nil {
				statistics, err = from.statistics(ctx, tx, filter, step, zone)
			}
			return err
		})
	})
	return statistics, err
}

func (l lists) statistics(ctx context.Context, tx *sql.Tx, filter query.Query, step query.Step, zone *time.Location) (query.Statistics, error) {
	counted := tally{list.NewTally(step, zone)}
	if filter.IsZero() {
		all, err := groups(ctx, tx)
		if err == nil && len(all) > 0 {
			err = errors.Join(counted.countAll(ctx, tx, all), counted.countAllNames(ctx, tx), counted.countUnsettled(ctx, tx, list.If("TRUE")))
		}
		if err != nil || len(all) > 0 {
			return counted.Statistics(), err
		}
	}
	fits, count := where(filter), counted.countBlocks
	if numbers, ok := l.few(ctx, tx, filter); ok {
		fits, count = among(numbers), counted.countMatching
	}
	err := errors.Join(count(ctx, tx, fits), counted.countUnsettled(ctx, tx, fits))
	return counted.Statistics(), err
}

// tally counts by SQL.
type tally struct{ *list.Tally }

// countMatching reads the records that fit twice, and sorts them: for their times, and for
// their names.
func (t tally) countMatching(ctx context.Context, tx *sql.Tx, fits list.Condition) error {
	for counted, err := range each(ctx, tx, scanCounted[deletion.OutcomeKind],
		`SELECT confirmed / ?, outcome, count(*) FROM record WHERE `+fits.Text+` GROUP BY 1, 2`, append([]any{list.Grain}, fits.Args...)...) {
		if err != nil {
			return err
		}
		t.Add(counted.at*list.Grain, counted.of, counted.count)
	}
	for names, err := range each(ctx, tx, func(rows *sql.Rows) (names nameCounts, err error) {
		err = rows.Scan(&names.operator, &names.server, &names.kind, &names.count)
		return names, err
	}, `SELECT `+operatorName+`, `+serverName+`, type, count(*)
		FROM record WHERE `+fits.Text+` GROUP BY 1, 2, 3`, fits.Args...) {
		if err != nil {
			return err
		}
		t.Operators[names.operator] += names.count
		t.Servers[names.server] += names.count
		t.Types[names.kind] += names.count
	}
	return nil
}

// The names as they were written.
const (
	operatorName = `CASE operator_spelled WHEN '' THEN operator ELSE operator_spelled END`
	serverName   = `CASE server_spelled WHEN '' THEN server ELSE server_spelled END`
)

type nameCounts struct {
	operator, server, kind string
	count                  int64
}

type countedAt[T any] struct {
	at, count int64
	of        T
}

func scanCounted[T any](rows *sql.Rows) (counted countedAt[T], err error) {
	err = rows.Scan(&counted.at, &counted.of, &counted.count)
	return counted, err
}

// countUnsettled reads those alone, which are few.
func (t tally) countUnsettled(ctx context.Context, tx *sql.Tx, fits list.Condition) error {
	for unsettled, err := range each(ctx, tx, scanCounted[string], `SELECT confirmed, '', count(*) FROM record
		WHERE outcome = 'unknown' AND settled = 0 AND `+fits.Text+` GROUP BY 1`, fits.Args...) {
		if err != nil {
			return err
		}
		t.AddUnsettled(unsettled.at, unsettled.count)
	}
	return nil
}

// countAllNames counts the folded names by their indexes; those that are spelled in another
// way are few, and are taken from them.
func (t tally) countAllNames(ctx context.Context, tx *sql.Tx) error {
	for column, into := range map[string]map[string]int64{"operator": t.Operators, "server": t.Servers} {
		spelled := column + "_spelled"
		for _, counting := range []string{
			`SELECT ` + column + `, ` + column + `, count(*) FROM record GROUP BY 1`,
			`SELECT ` + column + `, ` + spelled + `, count(*) FROM record WHERE ` + spelled + ` <> '' GROUP BY 1, 2`,
		} {
			for rows, err := range each(ctx, tx, func(rows *sql.Rows) (found spelledCount, err error) {
				err = rows.Scan(&found.folded, &found.name, &found.count)
				return found, err
			}, counting) {
				if err != nil {
					return err
				}
				into[rows.name] += rows.count
				if rows.name != rows.folded {
					into[rows.folded] -= rows.count
				}
			}
		}
	}
	return nil
}

type spelledCount struct {
	folded, name string
	count        int64
}
