package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
)

// OnTarget returns what the history holds about the target of a request. It uses the writing
// connection, which a one-off command has open anyway.
func (s *Store) OnTarget(ctx context.Context, request deletion.Request) (deletion.TargetHistory, error) {
	if err := s.place.CheckIdentity(); err != nil {
		return deletion.TargetHistory{}, err
	}
	db := s.reader
	if s.writer != nil {
		db = s.writer.DB
	}
	wanted := request.Target()
	target, err := store.InDoubt(ctx, logReader{db}, wanted)
	if err == nil {
		target.Deleted, err = store.DeletedOn(wanted,
			func(below int64) ([]int64, error) { return candidates(ctx, db, wanted, below) },
			func(numbers []int64) ([]deletion.Record, error) {
				return lists{reading: s.reading}.readRecords(ctx, db, numbers)
			})
	}
	if err == nil {
		target.LastConfirmed, err = lastConfirmed(ctx, db)
	}
	return target, s.problem(readOp, err)
}

// candidates are those of [store.DeletedOn].
func candidates(ctx context.Context, from queryer, wanted deletion.Intent, below int64) ([]int64, error) {
	return numbersOf(ctx, from, `SELECT number FROM (SELECT number FROM record WHERE identifier = ?1 AND type = ?2 AND number < ?3 ORDER BY number DESC LIMIT 8)
		UNION SELECT number FROM (SELECT number FROM record WHERE call_id = ?4 AND call_id <> '' AND number < ?3 ORDER BY number DESC LIMIT 8)
		ORDER BY number DESC LIMIT 8`, query.Fold(wanted.Identifier), string(wanted.IdentifierType), below, query.Fold(wanted.CallID()))
}

// lastConfirmed returns when the newest record was confirmed; zero when there is none.
func lastConfirmed(ctx context.Context, from queryer) (time.Time, error) {
	var micros int64
	err := from.QueryRowContext(ctx, `SELECT confirmed FROM record ORDER BY number DESC LIMIT 1`).Scan(&micros)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return time.UnixMicro(micros), err
}
