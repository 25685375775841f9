package postgres

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// errNotTaken says that the server took a statement and did nothing.
var errNotTaken = errors.New("it did not take what was recorded")

// logTx is a transaction of an eventLog.
type logTx struct {
	logReader
	s    *Store
	made *written
	end  *logEnd
}

// logEnd is the end of the log. It came with the lock, and nobody else changes it meanwhile:
// while others wait, nothing is asked for twice.
type logEnd struct {
	size, highest int64              // place and number of the last event and record, by the events: the list may lack a row
	newest        []proof.Checkpoint // none or one
	keys          []string
}

// queue has a batch read the end of the log.
func (e *logEnd) queue(batch *pgx.Batch) {
	batch.Queue(`SELECT coalesce(max(seq), 0), coalesce(max(number), 0) FROM deletecall.event`).
		QueryRow(func(row pgx.Row) error { return row.Scan(&e.size, &e.highest) })
	batch.Queue(selectNewest).Query(func(rows pgx.Rows) (err error) {
		e.newest, err = pgx.CollectRows(rows, scanCheckpoint)
		return err
	})
	batch.Queue(selectKeys).Query(func(rows pgx.Rows) (err error) {
		e.keys, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
}

// Size includes what the transaction has appended.
func (t logTx) Size(context.Context) (int64, error) { return t.end.size, nil }

// Keys includes the one that signed in the transaction.
func (t logTx) Keys(context.Context) ([]string, error) { return slices.Clone(t.end.keys), nil }

// Newest is the one that was kept last, also in the transaction.
func (t logTx) Newest(context.Context) (checkpoint proof.Checkpoint, found bool, err error) {
	if len(t.end.newest) == 0 {
		return checkpoint, false, nil
	}
	return t.end.newest[0], true, nil
}

// Next is one more than the highest.
func (t logTx) Next(_ context.Context, known int64) (int64, error) {
	return t.end.highest + 1, t.s.checkNumber(t.end.highest, known)
}

// Append writes the rows of an event and brings its row in the list up to date, in one round
// trip.
func (t logTx) Append(ctx context.Context, entry store.Entry) error {
	t.made.entry = entry
	batch := &pgx.Batch{}
	batch.Queue(`INSERT INTO deletecall.event (seq, number, kind, data, hashes) VALUES ($1, $2, $3, $4, $5)`,
		entry.Seq, entry.Event.Number, string(entry.Event.Kind), entry.Data, entry.Hashes)
	batch.Queue(`INSERT INTO deletecall.private (seq, fields, answers) VALUES ($1, $2, $3)`, entry.Seq, entry.Private.Fields, entry.Private.Answers)
	taken := batch.Len()
	if entry.Event.Number > 0 {
		row := rowOf(entry.Record, entry.Late)
		if entry.Event.Intent != nil {
			batch.Queue(insertRow, row.arguments()...)
			taken++
		} else { // where somebody removed the row, it stays missing, so that it is found
			batch.Queue(updateRow, row.arguments()...)
		}
	}
	if err := doAll(ctx, t.from, batch, taken); err != nil {
		return err
	}
	t.end.size, t.end.highest = entry.Seq, max(t.end.highest, entry.Event.Number)
	return nil
}

// mostInBatch is how many rows are inserted at a time.
const mostInBatch = 256

// ReplaceList inserts rows in batches, between which the events are read.
func (t logTx) ReplaceList(ctx context.Context, records iter.Seq2[store.Listed, error]) error {
	t.made.others = true
	if _, err := do(ctx, t.from, `DELETE FROM deletecall.record`); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for listed, err := range records {
		if err != nil {
			return err
		}
		row := rowOf(listed.Record, listed.Late)
		batch.Queue(insertRow, row.arguments()...)
		if batch.Len() == mostInBatch {
			if err := doAll(ctx, t.from, batch, batch.Len()); err != nil {
				return err
			}
			batch = &pgx.Batch{}
		}
	}
	return doAll(ctx, t.from, batch, batch.Len())
}

// Keep inserts what is not there yet.
func (t logTx) Keep(ctx context.Context, signed proof.Checkpoint, public string) error {
	kept, err := do(ctx, t.from, `INSERT INTO deletecall.checkpoint (size, note) SELECT $1::bigint, $2::bytea
		WHERE $1 > (SELECT coalesce(max(size), 0) FROM deletecall.checkpoint)`, signed.Size, signed.Note)
	if err != nil || kept == 0 {
		return err
	}
	t.made.checkpoint.size, t.made.checkpoint.note = signed.Size, signed.Note
	t.end.newest = []proof.Checkpoint{{Size: signed.Size, Note: signed.Note}}
	if slices.Contains(t.end.keys, public) {
		return nil
	}
	_, err = do(ctx, t.from, `INSERT INTO deletecall.public_key (number, key)
		SELECT (SELECT coalesce(max(number), 0) + 1 FROM deletecall.public_key), $1::text`, public)
	if err == nil {
		t.end.keys = append(t.end.keys, public)
	}
	return err
}

// Strip uses the only way that leads to private data: no role of a console may update it.
func (t logTx) Strip(ctx context.Context, seq int64, left history.Private) error {
	t.made.others = true
	_, err := do(ctx, t.from, `SELECT deletecall.strip($1, $2, $3)`, seq, left.Fields, left.Answers)
	return err
}

// Restate writes the whole row.
func (t logTx) Restate(ctx context.Context, record deletion.Record, late bool) error {
	t.made.others = true
	row := rowOf(record, late)
	_, err := do(ctx, t.from, restateRow, row.arguments()...)
	return err
}

// Overwrite has nothing to do on a server: what was not committed is in no one's way.
func (logTx) Overwrite(context.Context) error { return nil }
