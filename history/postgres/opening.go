package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
)

// opening is what the server says of itself, of the history and of this role.
type opening struct {
	meta                          map[string][]byte
	mayWrite, recovers, mayChange bool
	commits, syncs, encoding      string
	size, highest                 int64
	ahead                         aheadOfRecovery
}

// ask asks for all of it in one round trip. What came before an error is there.
func (s *Store) ask(ctx context.Context, recovers bool) (found opening, err error) {
	batch := &pgx.Batch{}
	batch.Queue(`SELECT ` + ownPath)
	batch.Queue(selectMeta).Query(func(rows pgx.Rows) error {
		entries := map[string][]byte{}
		_, err := pgx.CollectRows(rows, scanEntry(entries))
		if err == nil { // with some of them it would pass for another history
			found.meta = entries
		}
		return err
	})
	batch.Queue(`SELECT has_function_privilege('deletecall.lock_head()', 'EXECUTE'), pg_is_in_recovery()`).
		QueryRow(func(row pgx.Row) error { return row.Scan(&found.mayWrite, &found.recovers) })
	batch.Queue(hasExcess).QueryRow(func(row pgx.Row) error { return row.Scan(&found.mayChange) })
	batch.Queue(`SELECT to_regclass('deletecall.record_words') IS NULL`).QueryRow(func(row pgx.Row) error { return row.Scan(&s.scans) })
	batch.Queue(durability).QueryRow(func(row pgx.Row) error { return row.Scan(&found.commits, &found.syncs) })
	batch.Queue(selectEncoding).QueryRow(func(row pgx.Row) error { return row.Scan(&found.encoding) })
	batch.Queue(`SELECT coalesce(max(seq), 0), coalesce(max(number), 0) FROM deletecall.event`).
		QueryRow(func(row pgx.Row) error { return row.Scan(&found.size, &found.highest) })
	if recovers {
		found.ahead.queue(batch)
	}
	ctx, cancel := context.WithTimeout(ctx, statementTime)
	defer cancel()
	err = s.pool.SendBatch(ctx, batch).Close()
	if codeOf(err) == noTable {
		if there, askErr := one[bool](ctx, session{statements: s.pool}, hasSchema); askErr == nil && !there {
			return found, &deletion.HistoryError{Op: openOp, Path: s.name, Problem: "has no history", Advice: makeOne, Err: errors.Join(errNoHistory, err)}
		}
	}
	return found, s.problem(openOp, s.denied(ctx, err))
}
