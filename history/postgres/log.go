package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/history/store"
)

// eventLog is the history as package store writes it.
type eventLog struct{ s *Store }

// ID is made of a random key, whose hash gives nothing of it away.
func (l eventLog) ID() string { return store.IDOf(l.s.fingerprintKey) }

// Origin was read when the history was opened.
func (l eventLog) Origin() string { return l.s.origin }

// Trust is what opening found, and damage since: the server guards what it keeps.
func (l eventLog) Trust() error { return cmp.Or(l.s.unwritable, l.s.Damage()) }

// Examine looks at all of a small history, at samples of a large one.
func (l eventLog) Examine(ctx context.Context) error {
	if err := l.s.Damage(); err != nil {
		return err
	}
	return l.s.sample(ctx)
}

// Known is what the marker remembers, or what this process has seen since.
func (l eventLog) Known() (int64, error) {
	remembered, err := l.s.local.testify(l.ID())
	return max(remembered, l.s.seen.Load()), err
}

// Remember updates the marker.
func (l eventLog) Remember(highest int64) { l.s.local.note(l.ID(), highest) }

// Reserve has nothing to do: the room is the server's.
func (l eventLog) Reserve() ([]string, error) { return slices.Clone(l.s.warnings), nil }

// FreeReserve has nothing to do.
func (l eventLog) FreeReserve() {}

// Patience is how long the next updates wait for the head.
func (l eventLog) Patience(_ context.Context, most time.Duration) {
	if most <= 0 {
		most = l.s.busyTime
	}
	l.s.patience.Store(int64(min(most, l.s.busyTime)))
}

// Announce does nothing: the server hands its lock over in turn.
func (l eventLog) Announce(string) (end func(), err error) { return func() {}, nil }

// rewriting writes tables again, without the older versions of rows that an update leaves
// (postgresql.org/docs, "VACUUM").
const rewriting = `VACUUM FULL deletecall.private, deletecall.record`

// Forget has the server do so where this role may, which no role may that [Init] makes for
// consoles. Where it may not, the server warns and does nothing: the files are the same then.
func (l eventLog) Forget(ctx context.Context) (remains string, err error) {
	const files = `SELECT pg_relation_filenode('deletecall.private'), pg_relation_filenode('deletecall.record')`
	type pair struct{ Private, Record uint32 }
	from := session{statements: l.s.pool}
	before, err := all(ctx, from, pgx.RowToStructByPos[pair], files)
	if err == nil {
		_, err = l.s.pool.Exec(ctx, rewriting)
	}
	if err != nil && codeOf(err) != noPrivilege {
		return "", l.s.problem("remove personal data", err)
	}
	after, err := all(ctx, from, pgx.RowToStructByPos[pair], files)
	if err != nil {
		return "", l.s.problem("remove personal data", err)
	}
	if before[0].Private != after[0].Private && before[0].Record != after[0].Record {
		return "", nil
	}
	return "The server's files still have what was removed, in older versions of rows. As a member of " + OwnerRole + ", run: " + rewriting, nil
}

// Confirm has nothing to look at: what the server confirmed with synchronous_commit on is on
// its disk, and the same server answers the next reader.
func (l eventLog) Confirm(context.Context) error { return nil }

// Read uses any connection.
func (l eventLog) Read(_ context.Context, use func(store.Reader) error) error {
	return l.s.problem(readOp, use(&readAhead{logReader: logReader{session{statements: l.s.pool}}, ahead: l.s.ahead.Load()}))
}

// Snapshot reads in a transaction that only reads.
func (l eventLog) Snapshot(ctx context.Context, op string, use func(store.Snapshot) error) error {
	return l.s.problem(op, l.s.snapshot(ctx, func(tx session) error {
		tx.repeats = true
		return use(logReader{tx})
	}))
}

// beginReading begins a transaction that only reads, and takes one of the server's processors: a count
// of a million records that takes several keeps the rows of a page waiting, which a person waits for,
// and starting them takes longer than the count. A server that does not know a setting has none.
const beginReading = `begin isolation level repeatable read read only;
	SELECT ` + ownPath + `;
	SELECT CASE WHEN current_setting('max_parallel_workers_per_gather', true) <> '' THEN set_config('max_parallel_workers_per_gather', '0', true) END,
		CASE WHEN current_setting('jit', true) <> '' THEN set_config('jit', 'off', true) END`

// snapshot hands over the database as it is at one moment. A server that keeps the connection
// and does not answer ends the wait for the begin, as it does that for each statement after it.
func (s server) snapshot(ctx context.Context, use func(session) error) error {
	waiting, cancel := context.WithTimeout(ctx, s.beginTime)
	defer cancel()
	var tx pgx.Tx
	connection, err := s.begin(waiting, func(connection *pgx.Conn) (err error) {
		tx, err = connection.BeginTx(waiting, pgx.TxOptions{BeginQuery: beginReading})
		return err
	})
	if err != nil {
		return err
	}
	defer connection.Release()
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // it only read
	err = use(inTransaction(tx))
	if codeOf(err) == noPrivilege {
		_ = tx.Rollback(ctx)
		return s.denied(ctx, err)
	}
	return err
}

// classified gives an error of a transaction the type that package store knows.
func (s server) classified(op string, err error) error {
	if err == nil || errors.As(err, new(*store.CommitError)) {
		return err
	}
	told := s.problem(op, err)
	switch codeOf(err) {
	case lockNotAvailable, serializationFailure, deadlockDetected:
		return &store.BusyError{Err: told}
	case diskFull:
		return &store.FullError{Err: told}
	}
	return told
}
