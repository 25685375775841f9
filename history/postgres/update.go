package postgres

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"deletecall/history/store"
)

// mostTries is how often a transaction is tried that failed because of others.
const mostTries = 5

// Update runs change in a transaction that has locked the head, so that of two writers the
// second sees what the first one wrote. It is repeated only where the server says that it did
// not take because of others (postgresql.org/docs, "Serialization Failure Handling").
func (l eventLog) Update(ctx context.Context, op string, change func(store.Tx) error) error {
	if l.s.unwritable != nil {
		return l.s.unwritable
	}
	for try := 1; ; try++ {
		err := l.update(ctx, op, change)
		var commit *store.CommitError
		if try == mostTries || !isRepeatable(err) || errors.As(err, &commit) {
			return l.s.classified(op, err)
		}
	}
}

// UpdateLast is Update: the server puts in order what it keeps.
func (l eventLog) UpdateLast(ctx context.Context, op string, change func(store.Tx) error) error {
	return l.Update(ctx, op, change)
}

func (l eventLog) update(ctx context.Context, op string, change func(store.Tx) error) error {
	connection, tx, end, err := l.begin(ctx)
	if err != nil {
		return err
	}
	defer connection.Release()
	// From here on nothing is cancelled half-way. A server that has gone away ends it.
	ended := false
	ends := func(how func(context.Context) error) error {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), statementTime)
		defer cancel()
		ended = true
		return how(limited)
	}
	defer func() { // also where change panics
		if !ended {
			_ = ends(tx.Rollback)
		}
	}()
	made := &written{}
	if err := change(logTx{logReader{inTransaction(tx, true)}, l.s, made, end}); err != nil {
		return err
	}
	err = ends(tx.Commit)
	if err == nil || !mayHaveTaken(err) || !made.anything() {
		return err
	}
	return l.readBack(ctx, op, made, err)
}

// written is what an update wrote last, by which it is found again.
type written struct {
	entry      store.Entry
	checkpoint struct {
		size int64
		note []byte
	}
	others bool // something else was written, without an event
}

func (c *written) anything() bool { return c.entry.Seq > 0 || c.checkpoint.size > 0 || c.others }

// begin begins a transaction on a connection that is to be released, with the write lock.
func (l eventLog) begin(ctx context.Context) (*pgxpool.Conn, pgx.Tx, *logEnd, error) {
	patience := time.Duration(l.s.patience.Load())
	waiting, cancel := context.WithTimeout(ctx, patience+connectTime)
	defer cancel()
	connection, tx, err := l.s.begin(waiting, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err == nil {
		var end *logEnd
		if end, err = l.s.lockHead(waiting, tx, patience); err == nil {
			return connection, tx, end, nil
		}
		_ = tx.Rollback(waiting)
		connection.Release()
	}
	return nil, nil, nil, cmp.Or(ctx.Err(), err) // others only see a connection closed
}

// lockHead takes the write lock, makes sure that this very transaction will be durable, and
// reads the end of the log.
func (s server) lockHead(ctx context.Context, tx pgx.Tx, patience time.Duration) (*logEnd, error) {
	limit := strconv.FormatInt(max(1, patience.Milliseconds()), 10)
	var commits, syncs string
	batch := &pgx.Batch{}
	batch.Queue(`SELECT set_config('lock_timeout', $1, true)`, limit)
	batch.Queue(`SELECT deletecall.lock_head()`)
	batch.Queue(`SELECT set_config('lock_timeout', '0', true)`)
	batch.Queue(durability).QueryRow(func(row pgx.Row) error { return row.Scan(&commits, &syncs) })
	entries := map[string][]byte{}
	batch.Queue(stays).Query(func(rows pgx.Rows) error {
		_, err := pgx.CollectRows(rows, scanEntry(entries))
		return err
	})
	end := &logEnd{}
	end.queue(batch)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	if err := s.checkStays(entries); err != nil {
		return nil, err
	}
	return end, s.checkDurable(commits, syncs)
}

// mayHaveTaken reports whether a failed commit leaves it open what became of it: the server
// did not answer that it failed. One that it is about to end for another reason may have
// committed already, and CockroachDB says so where it does not know.
func mayHaveTaken(err error) bool {
	var failure *pgconn.PgError
	if errors.As(err, &failure) {
		return failure.Severity != "ERROR" || failure.Code == completionUnknown
	}
	return !errors.Is(err, pgx.ErrTxCommitRollback)
}

// readBack finds out over another connection what became of a commit that was not answered.
// Whoever has the head knows: the transaction in doubt had it until it ended.
func (l eventLog) readBack(ctx context.Context, op string, made *written, cause error) error {
	unknown := &store.CommitError{Err: l.s.problem(op, cause)}
	kept := context.WithoutCancel(ctx)
	connection, tx, _, err := l.begin(kept)
	if err != nil {
		return unknown
	}
	defer connection.Release()
	defer func() { _ = tx.Rollback(kept) }() // it only read
	from := inTransaction(tx, true)
	switch {
	case made.entry.Seq > 0: // its bytes have the UUID of the event
		data, err := all(kept, from, pgx.RowTo[[]byte], `SELECT data FROM deletecall.event WHERE seq = $1`, made.entry.Seq)
		return read(data, made.entry.Data, err, cause, unknown)
	case made.checkpoint.size > 0:
		notes, err := all(kept, from, pgx.RowTo[[]byte], `SELECT note FROM deletecall.checkpoint WHERE size = $1`, made.checkpoint.size)
		return read(notes, made.checkpoint.note, err, cause, unknown)
	}
	return unknown
}

// read is nil where what was written is there, and the cause where it is not.
func read(found [][]byte, wanted []byte, err, cause error, unknown *store.CommitError) error {
	switch {
	case err != nil:
		return unknown
	case len(found) == 1 && bytes.Equal(found[0], wanted):
		return nil
	}
	return cause
}
