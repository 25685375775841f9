package postgres

import (
	"context"
	"math"
	"time"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
)

// OnTarget returns what the history holds about the target of a request.
func (s *Store) OnTarget(ctx context.Context, request deletion.Request) (target deletion.TargetHistory, err error) {
	from, wanted := session{statements: s.pool}, request.Target()
	if target, err = store.InDoubt(ctx, logReader{from}, wanted); err == nil {
		target.Newest, err = newestOn(ctx, from, wanted)
	}
	if err == nil {
		target.LastConfirmed, err = lastConfirmed(ctx, from)
	}
	return target, s.problem(readOp, err)
}

// newestOn returns the newest record of a target, or nil. It looks at the newest 256 with the
// identifier or the call ID, which may be those of other servers, or of other calls.
func newestOn(ctx context.Context, from session, wanted deletion.Intent) (*deletion.Record, error) {
	before := int64(math.MaxInt64)
	for range 32 {
		found, err := numbers(ctx, from, `SELECT number FROM (
				SELECT number FROM (SELECT number FROM deletecall.record WHERE identifier = $1 AND type = $2 AND number < $3 ORDER BY number DESC LIMIT 8) AS typed
				UNION SELECT number FROM (SELECT number FROM deletecall.record WHERE call_id = $4 AND call_id <> '' AND number < $3 ORDER BY number DESC LIMIT 8) AS shown
			) AS either ORDER BY number DESC LIMIT 8`,
			storable(query.Fold(wanted.Identifier)), string(wanted.IdentifierType), before, storable(query.Fold(wanted.CallID())))
		if err != nil || len(found) == 0 {
			return nil, err
		}
		candidates, err := records(ctx, from, found)
		if err != nil {
			return nil, err
		}
		for i := range candidates {
			if store.SameTarget(candidates[i].Intent, wanted) {
				return &candidates[i], nil
			}
		}
		before = found[len(found)-1]
	}
	return nil, nil
}

// lastConfirmed returns when the newest record was confirmed; zero when there is none.
func lastConfirmed(ctx context.Context, from session) (at time.Time, err error) {
	micros, err := numbers(ctx, from, `SELECT confirmed FROM deletecall.record ORDER BY number DESC LIMIT 1`)
	if err != nil || len(micros) == 0 {
		return at, err
	}
	return time.UnixMicro(micros[0]), nil
}
