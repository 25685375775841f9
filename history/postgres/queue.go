package postgres

import (
	"cmp"
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// queue keeps what a transaction writes until something is read, or to the end: others wait for
// the lock during each round trip, and the last one commits too.
type queue struct {
	on      *pgx.Conn
	waiting pgx.Batch
	failed  error // why the transaction can't be committed any more
}

// errNotTaken says that the server took a statement and did nothing.
var errNotTaken = errors.New("it did not take what was recorded")

// errRolledBack says that the server ended a transaction in the other way.
var errRolledBack = errors.New("it rolled back what was recorded")

// warningsSoFar is where a connection counts the warnings of its server.
const warningsSoFar = "warnings"

func countWarning(on *pgconn.PgConn, notice *pgconn.Notice) {
	if cmp.Or(notice.SeverityUnlocalized, notice.Severity) == "WARNING" {
		count, _ := on.CustomData()[warningsSoFar].(int)
		on.CustomData()[warningsSoFar] = count + 1
	}
}

func warnings(on *pgx.Conn) int {
	count, _ := on.PgConn().CustomData()[warningsSoFar].(int)
	return count
}

// insert queues an INSERT of one row. Where a trigger that somebody added drops it without an
// error, the division by zero is one, and the transaction fails before its commit.
func (q *queue) insert(into string, args ...any) {
	q.put(`WITH taken AS (INSERT INTO `+into+` RETURNING 1) SELECT 1 / count(*) FROM taken`, args...)
}

func (q *queue) put(statement string, args ...any) { q.waiting.Queue(statement, args...) }

// commit writes what waits, and commits. Where somebody ends the wait for a synchronous standby,
// the server answers as always, and warns before (postgresql.org/docs, "Synchronous Replication").
func (q *queue) commit(ctx context.Context) error {
	q.put(`commit`)
	warned := warnings(q.on)
	tag, err := q.send(ctx)
	if err == nil && tag.String() != "COMMIT" { // the server's answer for a transaction that failed
		err = errRolledBack
	}
	if err == nil && warnings(q.on) > warned {
		err = errNotReplicated
	}
	if err != nil && !q.on.IsClosed() {
		_, _ = q.on.Exec(ctx, rollback) // harmless where it has ended
	}
	return err
}

const rollback = `rollback`

// errNotReplicated says that a commit was answered, and may be on the primary alone.
var errNotReplicated = errors.New("it ended the wait for its standby")

// rollBack drops what waits, and what was written.
func (q *queue) rollBack(ctx context.Context) error {
	q.waiting = pgx.Batch{}
	_, err := q.on.Exec(ctx, rollback)
	return err
}

// send writes what waits, in one round trip, and returns the last answer.
func (q *queue) send(ctx context.Context) (last pgconn.CommandTag, err error) {
	if q.failed != nil || q.waiting.Len() == 0 {
		return last, q.failed
	}
	batch := q.waiting
	q.waiting = pgx.Batch{}
	results := q.on.SendBatch(ctx, &batch)
	for range batch.Len() {
		if last, err = results.Exec(); err != nil {
			break
		}
	}
	if closed := results.Close(); err == nil {
		err = closed
	}
	if codeOf(err) == divisionByZero {
		err = errNotTaken
	}
	q.failed = err
	return last, err
}

// Query reads, after what waits was written.
func (q *queue) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if _, err := q.send(ctx); err != nil {
		return nil, err
	}
	return q.on.Query(ctx, sql, args...)
}

// Exec runs a statement, after what waits was written.
func (q *queue) Exec(ctx context.Context, sql string, args ...any) (tag pgconn.CommandTag, err error) {
	if tag, err = q.send(ctx); err != nil {
		return tag, err
	}
	return q.on.Exec(ctx, sql, args...)
}

// SendBatch runs statements, after what waits was written. Where that fails, they do.
func (q *queue) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	if _, err := q.send(ctx); err != nil {
		return pgx.FailedBatchResults(batch, err)
	}
	return q.on.SendBatch(ctx, batch)
}
