package postgres

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"strconv"
	"sync"
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
func (l eventLog) Update(ctx context.Context, work store.Work, change func(store.Tx) error) error {
	if l.s.unwritable != nil {
		return l.s.unwritable
	}
	try := l.update
	if work.OnlyLooks {
		try = l.look
	}
	for tries := 1; ; tries++ {
		err := try(ctx, work, change)
		if tries == mostTries || !isRepeatable(err) || errors.As(err, new(*store.CommitError)) {
			return l.s.classified(work.Op, err)
		}
	}
}

// update takes two round trips where change reads what came with the lock.
func (l eventLog) update(ctx context.Context, work store.Work, change func(store.Tx) error) error {
	connection, end, err := l.begin(ctx, work)
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
	to := &queue{on: connection.Conn()}
	defer func() { // also where change panics
		if !ended {
			_ = ends(to.rollBack)
		}
	}()
	made := &written{}
	if err := change(logTx{logReader{session{statements: to, isKept: true, turn: &sync.Mutex{}}}, l.s, to, made, end}); err != nil {
		return err
	}
	if work.IsLast {
		to.put(endLease, l.s.leases.instance)
	}
	// Where nothing was written, what was to be is there already. The end of a lock waits for the
	// disk and the standby, too, so it is durable after this commit, whoever wrote it.
	if err = ends(to.commit); err != nil && mayHaveTaken(err) {
		err = l.readBack(ctx, work.Op, made, err)
	}
	if err == nil && work.IsLast {
		l.s.leases.gone()
	}
	return err
}

// look takes the lock and gives it back at once, and then has change read.
func (l eventLog) look(ctx context.Context, work store.Work, change func(store.Tx) error) error {
	connection, end, err := l.begin(ctx, work)
	if err != nil {
		return err
	}
	connection.Release()
	return change(logTx{logReader{session{statements: l.s.pool, isKept: true}}, l.s, nil, &written{}, end})
}

// written is what an update wrote last, by which it is found again.
type written struct {
	entry      store.Entry
	checkpoint struct {
		size int64
		note []byte
	}
}

// begin begins a transaction with the write lock on a connection that is to be released. One
// that only looks has ended already.
func (l eventLog) begin(ctx context.Context, work store.Work) (*pgxpool.Conn, *logEnd, error) {
	patience := time.Duration(l.s.patience.Load())
	waiting, cancel := context.WithTimeout(ctx, patience+connectTime)
	defer cancel()
	end := &logEnd{}
	connection, err := l.s.begin(waiting, func(connection *pgx.Conn) error {
		*end = logEnd{}
		return l.s.lockHead(waiting, connection, patience, work, end)
	})
	if err != nil {
		return nil, nil, cmp.Or(ctx.Err(), err) // others only see a connection closed
	}
	return connection, end, nil
}

// lockHead begins a transaction with the write lock, makes sure that this very transaction will
// be durable, and reads the end of the log: in one round trip.
func (s *Store) lockHead(ctx context.Context, connection *pgx.Conn, patience time.Duration, work store.Work, end *logEnd) error {
	var commits, syncs string
	entries := map[string][]byte{}
	batch := &pgx.Batch{}
	batch.Queue(`begin isolation level read committed`)
	// Without its warnings, the server would not say that a standby lacks what is committed. A console that
	// is not heard of any more, since its machine sleeps or its network is gone, must not keep the lock. How long a
	// statement may take, as somebody wants it of reports, must not end the wait for the lock, nor an outcome.
	batch.Queue(`SELECT `+ownPath+`, pg_catalog.set_config('client_min_messages', 'warning', true), pg_catalog.set_config('statement_timeout', '0', true),
		pg_catalog.set_config('lock_timeout', $1, true), pg_catalog.set_config('`+idleTimeout+`', $2, true)`, inMilliseconds(patience), inMilliseconds(s.silence))
	batch.Queue(`SELECT deletecall.lock_head()`)
	batch.Queue(durability).QueryRow(func(row pgx.Row) error { return row.Scan(&commits, &syncs) })
	batch.Queue(selectMeta).Query(func(rows pgx.Rows) error {
		_, err := pgx.CollectRows(rows, scanEntry(entries))
		return err
	})
	end.queue(batch, work)
	if work.Intent != nil && s.leases.isOpen() {
		batch.Queue(renewLease, s.leases.instance) // the intent and its lease are there at once
	}
	if work.OnlyLooks {
		batch.Queue(rollback)
	} else { // what others hold longer ends none of what follows
		batch.Queue(`SELECT set_config('lock_timeout', '0', true)`)
	}
	err := connection.SendBatch(ctx, batch).Close()
	if err == nil {
		s.size.Store(end.size)
		err = cmp.Or(s.checkStays(entries), s.checkSame(entries), s.checkDurable(commits, syncs))
	}
	if err != nil && !connection.IsClosed() && connection.PgConn().TxStatus() != 'I' {
		_, _ = connection.Exec(ctx, rollback) // else the connection is closed, and what it began with it
	}
	return err
}

// idleTimeout is the setting after which the server ends a transaction that it hears nothing of
// (postgresql.org/docs, "Statement Behavior").
const idleTimeout = "idle_in_transaction_session_timeout"

func inMilliseconds(duration time.Duration) string {
	return strconv.FormatInt(max(1, duration.Milliseconds()), 10)
}

// mayHaveTaken reports whether a failed commit leaves it open what became of it: the server
// did not answer that it failed. One that it is about to end for another reason may have
// committed already, and CockroachDB says so where it does not know.
func mayHaveTaken(err error) bool {
	if failure, ok := errors.AsType[*pgconn.PgError](err); ok {
		return cmp.Or(failure.SeverityUnlocalized, failure.Severity) != "ERROR" || failure.Code == completionUnknown
	}
	return !errors.Is(err, errRolledBack) && !errors.Is(err, errNotTaken)
}

// readBack finds out over another connection what became of a commit that was not answered, or
// that was answered before the standby had it. Whoever had the head after it knows: the
// transaction in doubt had it until it ended. To be seen is not to be durable: the commit of
// this lock comes after that one in the server's log, so whatever waits for it, waits for both.
func (l eventLog) readBack(ctx context.Context, op string, made *written, cause error) error {
	unknown := &store.CommitError{Err: l.s.problem(op, cause)}
	kept := context.WithoutCancel(ctx)
	connection, _, err := l.begin(kept, store.Work{})
	if err != nil {
		return unknown
	}
	defer connection.Release()
	limited, cancel := context.WithTimeout(kept, connectTime)
	defer cancel()
	there, err := made.isThere(limited, session{statements: connection})
	ended := (&queue{on: connection.Conn()}).commit(limited)
	switch {
	case err == nil && !there:
		return cause
	case err != nil || ended != nil:
		return unknown
	}
	return nil
}

// errNoTrace says that what was written leaves nothing to look for.
var errNoTrace = errors.New("it can't be found again")

// isThere looks for what was written. The bytes of an event have its UUID.
func (w *written) isThere(ctx context.Context, from session) (bool, error) {
	found, wanted, err := [][]byte(nil), w.entry.Data, errNoTrace
	switch {
	case w.entry.Seq > 0:
		found, err = all(ctx, from, pgx.RowTo[[]byte], `SELECT data FROM deletecall.event WHERE seq = $1`, w.entry.Seq)
	case w.checkpoint.size > 0:
		wanted = w.checkpoint.note
		found, err = all(ctx, from, pgx.RowTo[[]byte], `SELECT note FROM deletecall.checkpoint WHERE size = $1`, w.checkpoint.size)
	}
	return len(found) == 1 && bytes.Equal(found[0], wanted), err
}
