package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"math"
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
		target.Deleted, err = lists{reading: s.reading}.deletedOn(ctx, db, wanted)
	}
	if err == nil {
		target.LastConfirmed, err = lastConfirmed(ctx, db)
	}
	return target, s.problem(readOp, err)
}

// deletedOn returns the newest accepted record of a target, or nil. It looks at the newest 256
// with the identifier or the call ID, which may be those of other servers, or of other calls.
func (l lists) deletedOn(ctx context.Context, from queryer, wanted deletion.Intent) (*deletion.Record, error) {
	before := int64(math.MaxInt64)
	for range 32 {
		numbers, err := numbersOf(ctx, from, `SELECT number FROM (SELECT number FROM record WHERE identifier = ?1 AND type = ?2 AND number < ?3 ORDER BY number DESC LIMIT 8)
			UNION SELECT number FROM (SELECT number FROM record WHERE call_id = ?4 AND call_id <> '' AND number < ?3 ORDER BY number DESC LIMIT 8)
			ORDER BY number DESC LIMIT 8`, query.Fold(wanted.Identifier), string(wanted.IdentifierType), before, query.Fold(wanted.CallID()))
		if err != nil || len(numbers) == 0 {
			return nil, err
		}
		records, err := l.readRecords(ctx, from, numbers)
		if err != nil {
			return nil, err
		}
		for i := range records {
			if records[i].Outcome.Kind == deletion.Accepted && store.SameTarget(records[i].Intent, wanted) {
				return &records[i], nil
			}
		}
		before = numbers[len(numbers)-1]
	}
	return nil, nil
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
