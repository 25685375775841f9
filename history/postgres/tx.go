package postgres

import (
	"context"
	"errors"
	"iter"

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
}

// Next looks at the events: the list may lack a row.
func (t logTx) Next(ctx context.Context, known int64) (int64, error) {
	highest, err := one[int64](ctx, t.from, `SELECT coalesce(max(number), 0) FROM deletecall.event`)
	if err != nil {
		return 0, err
	}
	return highest + 1, t.s.checkNumber(highest, known)
}

// Append writes the rows of an event and brings its row in the list up to date, in one round
// trip.
func (t logTx) Append(ctx context.Context, entry store.Entry) error {
	t.made.entry = entry
	batch := &pgx.Batch{}
	batch.Queue(`INSERT INTO deletecall.event (seq, number, kind, data, hashes) VALUES ($1, $2, $3, $4, $5)`,
		entry.Seq, entry.Event.Number, string(entry.Event.Kind), entry.Data, entry.Hashes)
	batch.Queue(`INSERT INTO deletecall.private (seq, fields, answers) VALUES ($1, $2, $3)`, entry.Seq, entry.Private.Fields, entry.Private.Answers)
	if entry.Event.Intent != nil {
		row := rowOf(entry.Record, entry.Late)
		batch.Queue(insertRow, row.arguments()...)
	}
	if err := doAll(ctx, t.from, batch); err != nil || entry.Event.Intent != nil || entry.Event.Number == 0 {
		return err
	}
	// Where somebody removed the row, it stays missing, so that it is found.
	row := rowOf(entry.Record, entry.Late)
	_, err := do(ctx, t.from, updateRow, row.arguments()...)
	return err
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
			if err := doAll(ctx, t.from, batch); err != nil {
				return err
			}
			batch = &pgx.Batch{}
		}
	}
	return doAll(ctx, t.from, batch)
}

// Keep inserts what is not there yet.
func (t logTx) Keep(ctx context.Context, signed proof.Checkpoint, public string) error {
	kept, err := do(ctx, t.from, `INSERT INTO deletecall.checkpoint (size, note) SELECT $1::bigint, $2::bytea
		WHERE $1 > (SELECT coalesce(max(size), 0) FROM deletecall.checkpoint)`, signed.Size, signed.Note)
	if err != nil || kept == 0 {
		return err
	}
	t.made.checkpoint.size, t.made.checkpoint.note = signed.Size, signed.Note
	_, err = do(ctx, t.from, `INSERT INTO deletecall.public_key (number, key)
		SELECT (SELECT coalesce(max(number), 0) + 1 FROM deletecall.public_key), $1::text
		WHERE NOT EXISTS (SELECT 1 FROM deletecall.public_key WHERE key = $1)`, public)
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
