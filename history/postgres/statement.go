package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// statementTime bounds one statement, past what it waits for others. A server that has gone
// away ends it, and with it its connection.
const statementTime = 30 * time.Second

// statements runs statements: all connections do, or one, or a transaction.
type statements interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
}

// session is statements, and whether they end with their context: those of a change don't,
// since a statement that is cancelled ends the connection.
//
// A large history is verified by several goroutines, which read in one transaction, and its
// connection has one result at a time: they take turns.
type session struct {
	statements
	isKept bool
	turn   *sync.Mutex // nil where each statement has a connection of its own
	// repeats says that the same queries are run many times, with large results: they come in
	// half the bytes once a further round trip has asked for their types.
	repeats bool
}

func inTransaction(tx pgx.Tx) session {
	return session{statements: tx, turn: &sync.Mutex{}}
}

func (s session) query(ctx context.Context, query string, args []any) (pgx.Rows, error) {
	if s.repeats {
		args = append([]any{pgx.QueryExecModeCacheDescribe}, args...)
	}
	return s.Query(ctx, query, args...)
}

// bounded is for one statement with its result. It waits for its turn, which the end gives on.
func (s session) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.isKept {
		ctx = context.WithoutCancel(ctx)
	}
	if s.turn == nil {
		return context.WithTimeout(ctx, statementTime)
	}
	s.turn.Lock()
	limited, cancel := context.WithTimeout(ctx, statementTime)
	return limited, func() { cancel(); s.turn.Unlock() }
}

// all reads all rows of a query: a connection has one result at a time.
func all[T any](ctx context.Context, from session, scan func(pgx.CollectableRow) (T, error), query string, args ...any) ([]T, error) {
	ctx, cancel := from.bounded(ctx)
	defer cancel()
	rows, err := from.query(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scan)
}

// one reads a row of one value; [pgx.ErrNoRows] where there is none.
func one[T any](ctx context.Context, from session, query string, args ...any) (value T, err error) {
	ctx, cancel := from.bounded(ctx)
	defer cancel()
	rows, err := from.query(ctx, query, args)
	if err != nil {
		return value, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
}

func numbers(ctx context.Context, from session, query string, args ...any) ([]int64, error) {
	return all(ctx, from, pgx.RowTo[int64], query, args...)
}

func do(ctx context.Context, in session, statement string, args ...any) error {
	ctx, cancel := in.bounded(ctx)
	defer cancel()
	_, err := in.Exec(ctx, statement, args...)
	return err
}

// doAll runs a batch in one round trip. Each of its first statements has to change one row: a
// trigger that somebody added can make it none, without an error.
func doAll(ctx context.Context, in session, batch *pgx.Batch, first int) (err error) {
	ctx, cancel := in.bounded(ctx)
	defer cancel()
	results := in.SendBatch(ctx, batch)
	for i := range batch.Len() {
		tag, failed := results.Exec()
		if failed == nil && i < first && tag.RowsAffected() != 1 {
			failed = errNotTaken
		}
		if err = failed; err != nil {
			break
		}
	}
	if closed := results.Close(); err == nil {
		err = closed
	}
	return err
}
