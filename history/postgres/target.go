package postgres

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
)

// OnTarget returns what the history holds about the target of a request. Where that is nothing,
// it takes one round trip.
func (s *Store) OnTarget(ctx context.Context, request deletion.Request) (target deletion.TargetHistory, err error) {
	from, wanted := session{statements: s.pool}, request.Target()
	var doubtful, newest, confirmed []int64
	batch := &pgx.Batch{}
	collect(batch.Queue(selectInDoubt, inDoubtArguments(wanted)...), pgx.RowTo[int64], &doubtful)
	collect(batch.Queue(selectNewestOn, newestOnArguments(wanted, math.MaxInt64)...), pgx.RowTo[int64], &newest)
	collect(batch.Queue(`SELECT confirmed FROM deletecall.record ORDER BY number DESC LIMIT 1`), pgx.RowTo[int64], &confirmed)
	limited, cancel := from.bounded(ctx)
	defer cancel()
	if err = s.pool.SendBatch(limited, batch).Close(); err == nil {
		target, err = store.InDoubt(ctx, knownInDoubt{logReader{from}, doubtful}, wanted)
	}
	if err == nil {
		target.Deleted, err = store.DeletedOn(wanted, func(below int64) ([]int64, error) {
			if below == math.MaxInt64 {
				return newest, nil
			}
			return numbers(ctx, from, selectNewestOn, newestOnArguments(wanted, below)...)
		}, func(numbers []int64) ([]deletion.Record, error) { return records(ctx, from, numbers) })
	}
	if len(confirmed) > 0 {
		target.LastConfirmed = time.UnixMicro(confirmed[0])
	}
	return target, s.problem(readOp, err)
}

// knownInDoubt is a reader that knows the records in doubt.
type knownInDoubt struct {
	logReader
	numbers []int64
}

// InDoubt is about the target that was asked for.
func (r knownInDoubt) InDoubt(context.Context, deletion.Intent) ([]int64, error) {
	return r.numbers, nil
}

const selectNewestOn = `SELECT number FROM (
		SELECT number FROM (SELECT number FROM deletecall.record WHERE identifier = $1 AND type = $2 AND number < $3 ORDER BY number DESC LIMIT 8) AS typed
		UNION SELECT number FROM (SELECT number FROM deletecall.record WHERE call_id = $4 AND call_id <> '' AND number < $3 ORDER BY number DESC LIMIT 8) AS shown
	) AS either ORDER BY number DESC LIMIT 8`

func newestOnArguments(wanted deletion.Intent, before int64) []any {
	return []any{storable(query.Fold(wanted.Identifier)), string(wanted.IdentifierType), before, storable(query.Fold(wanted.CallID()))}
}
