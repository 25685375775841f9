package postgres

import (
	"bytes"
	"context"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/verify"
)

const moveOp = "move the history"

// Received is a history that came from another store, and is not yet one that takes events.
type Received struct {
	Warnings []string // sentences about what the server does not have

	address string
	options Options
	marker  marker
}

// Receive makes a history in a database, as [Init] does, with the whole of another store's in
// it, in one transaction. It takes no event until [Received.Finish]. Nothing may be there but a
// history without events, or a copy that was not finished; that is removed. progress is called
// with the events that are written and all of them.
func Receive(ctx context.Context, address string, options Options, identity store.Identity, from store.Snapshot, progress func(done, total int64)) (received Received, err error) {
	received = Received{address: address, options: options, marker: marker{History: store.IDOf(identity.FingerprintKey)}}
	counts, err := from.Counts(ctx)
	if err != nil {
		return received, err
	}
	received.marker.Highest = counts.Highest
	s, err := connect(ctx, address, options.Password, options.Authorities)
	if err != nil {
		return received, err
	}
	defer s.pool.Close()
	// As in Finish, which is too late to find that out: the other place has taken its last event by then.
	if _, _, err := newLocal(options.Folder, s.address(), s.name, 0).recall(received.marker.History); err != nil {
		return received, err
	}
	other := &source{Snapshot: from}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := s.makeRoom(ctx, inTransaction(tx), identity); err != nil {
			return err
		}
		received.Warnings, err = s.initIn(ctx, tx, identity)
		if err != nil {
			return err
		}
		return writeCopy(ctx, tx, other, counts.Events, progress)
	})
	if other.failed != nil {
		return received, other.failed
	}
	return received, s.problem(moveOp, err)
}

// source is the other store. What it failed with is its own to explain, and the server reports it as
// an error of its own: a COPY that is given up is one that it was told to end. Its methods are those of
// [store.Snapshot].
type source struct {
	store.Snapshot
	failed error
}

func (s *source) Events(ctx context.Context) iter.Seq2[proof.StoredEvent, error] {
	return noting(s, s.Snapshot.Events(ctx))
}

func (s *source) ByRecord(ctx context.Context) iter.Seq2[store.Filed, error] {
	return noting(s, s.Snapshot.ByRecord(ctx))
}

func (s *source) Checkpoints(ctx context.Context, size int64) iter.Seq2[proof.Checkpoint, error] {
	return noting(s, s.Snapshot.Checkpoints(ctx, size))
}

func (s *source) Keys(ctx context.Context) (keys []string, err error) {
	keys, s.failed = s.Snapshot.Keys(ctx)
	return keys, s.failed
}

func noting[T any](s *source, rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for row, err := range rows {
			if err != nil {
				s.failed = err
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// makeRoom removes what holds no evidence: a history without events, and a copy that was not
// finished, whose original is whole.
func (s server) makeRoom(ctx context.Context, from session, identity store.Identity) error {
	there, err := one[bool](ctx, from, hasSchema)
	if err != nil || !there {
		return err
	}
	needless, err := one[bool](ctx, from, `SELECT NOT EXISTS (SELECT 1 FROM deletecall.event) OR EXISTS (SELECT 1 FROM deletecall.meta WHERE name = $1)`, unfinishedEntry)
	if err == nil && needless {
		err = do(ctx, from, `DROP SCHEMA deletecall CASCADE`)
		return err
	}
	if err != nil {
		return err
	}
	entries := map[string][]byte{}
	if _, err := all(ctx, from, scanEntry(entries), selectMeta); err != nil {
		return err
	}
	refused := &deletion.HistoryError{Op: moveOp, Path: s.name, Problem: "has a history already", Advice: "name another database"}
	if _, left := entries[movedEntry]; !left && bytes.Equal(entries[fingerprintEntry], identity.FingerprintKey) {
		refused.Err = store.ErrArrived
	}
	return refused
}

// writeCopy copies the bytes as they are stored, and verifies them. It runs as the owner, in the
// transaction that made the tables.
func writeCopy(ctx context.Context, tx pgx.Tx, from store.Snapshot, total int64, progress func(done, total int64)) error {
	in := inTransaction(tx)
	// The rule for the next event locks the head, and writes it again, for every one.
	if err := do(ctx, in, `ALTER TABLE deletecall.event DISABLE TRIGGER event_is_the_next_one`); err != nil {
		return err
	}
	if err := copyRows(ctx, tx, "event", []string{"seq", "number", "kind", "data", "hashes"}, from.Events(ctx), func(e proof.StoredEvent) []any {
		if e.Seq%progressStep == 0 || e.Seq == total {
			progress(e.Seq, total)
		}
		return []any{e.Seq, e.Number, e.Kind, e.Data, e.Hashes}
	}); err != nil {
		return err
	}
	if err := copyRows(ctx, tx, "private", []string{"seq", "fields", "answers"}, from.Events(ctx), func(e proof.StoredEvent) []any {
		return []any{e.Seq, e.Fields, e.Answers}
	}); err != nil {
		return err
	}
	if err := copyRows(ctx, tx, "checkpoint", []string{"size", "note"}, from.Checkpoints(ctx, 0), func(c proof.Checkpoint) []any {
		return []any{c.Size, c.Note}
	}); err != nil {
		return err
	}
	keys, err := from.Keys(ctx)
	if err != nil {
		return err
	}
	for i, key := range keys {
		if err := do(ctx, in, `INSERT INTO deletecall.public_key (number, key) VALUES ($1, $2)`, i+1, key); err != nil {
			return err
		}
	}
	if err := do(ctx, in, `UPDATE deletecall.head SET size = $1`, total); err != nil {
		return err
	}
	if err := do(ctx, in, `INSERT INTO deletecall.meta (name, value) VALUES ($1, '')`, unfinishedEntry); err != nil {
		return err
	}
	here := logTx{logReader: logReader{in}, made: &written{}}
	if err := withoutIndexes(ctx, tx, func() error { return here.ReplaceList(ctx, verify.Listed(ctx, from)) }); err != nil {
		return err
	}
	report, err := verify.All(ctx, here.logReader, nil)
	if err != nil {
		return err
	}
	if findings := report.Findings(); len(findings) > 0 {
		return &store.TreeError{Problem: findings[0]}
	}
	err = do(ctx, in, `ALTER TABLE deletecall.event ENABLE TRIGGER event_is_the_next_one`)
	return err
}

// withoutIndexes fills the list while it has no index but its key: each is made at once from all
// rows in a fraction of the time that it takes to add them one by one (postgresql.org/docs,
// "Populating a Database"). That of words takes longer than a statement may elsewhere.
func withoutIndexes(ctx context.Context, tx pgx.Tx, fill func() error) error {
	type index struct{ Name, Definition string }
	indexes, err := all(ctx, inTransaction(tx), pgx.RowToStructByPos[index], `SELECT indexname::text, indexdef FROM pg_indexes
		WHERE schemaname = 'deletecall' AND tablename = 'record' AND indexname <> 'record_pkey'`)
	for _, index := range indexes {
		if err == nil {
			_, err = tx.Exec(ctx, `DROP INDEX deletecall.`+pgx.Identifier{index.Name}.Sanitize())
		}
	}
	if err == nil {
		err = fill()
	}
	for _, index := range indexes {
		if err == nil {
			_, err = tx.Exec(ctx, index.Definition)
		}
	}
	return err
}

// progressStep is after how many events progress is called.
const progressStep = 1000

func copyRows[T any](ctx context.Context, tx pgx.Tx, table string, columns []string, rows iter.Seq2[T, error], values func(T) []any) error {
	next, stop := iter.Pull2(rows)
	defer stop()
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"deletecall", table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		row, err, more := next()
		if err != nil || !more {
			return nil, err
		}
		return values(row), nil
	}))
	return err
}

// Finish makes it the history, and this machine remember it. Only what may be left to the server ends with ctx.
func (r Received) Finish(ctx context.Context) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), statementTime)
	defer cancel()
	s, err := connect(limited, r.address, r.options.Password, r.options.Authorities)
	if err != nil {
		return err
	}
	defer s.pool.Close()
	l := newLocal(r.options.Folder, s.address(), s.name, 0)
	if _, _, err := l.recall(r.marker.History); err != nil {
		return err
	}
	err = pgx.BeginFunc(limited, s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(limited, `SET LOCAL ROLE `+OwnerRole)
		if err == nil {
			_, err = tx.Exec(limited, `DELETE FROM deletecall.meta WHERE name = $1`, unfinishedEntry)
		}
		return err
	})
	if err != nil {
		return s.problem(moveOp, err)
	}
	err = fileProblem(moveOp, l.marker(), l.write(r.marker, durably))
	s.tidy(ctx)
	return err
}

// tidy has the server look at tables that were filled: what it knows of them decides how it reads
// them, and until it has noted which pages everybody sees (postgresql.org/docs, "Visibility Map"), a
// count by an index reads the table as well. Where that fails, the server does it later by itself.
func (s server) tidy(ctx context.Context) {
	_ = s.pool.AcquireFunc(ctx, func(connection *pgxpool.Conn) error {
		_, err := connection.Exec(ctx, `SET ROLE `+OwnerRole)
		if err == nil {
			_, err = connection.Exec(ctx, `VACUUM (ANALYZE) deletecall.event, deletecall.private, deletecall.record`)
		}
		return err
	})
}
