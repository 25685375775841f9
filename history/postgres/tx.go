package postgres

import (
	"context"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// logTx is a transaction of an eventLog.
type logTx struct {
	logReader
	s    *Store
	to   *queue // nil where nothing is written
	made *written
	end  *logEnd
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

// Hashes are mostly those that came with the lock.
func (t logTx) Hashes(ctx context.Context, seqs []int64) ([][]byte, error) {
	hashes := make([][]byte, len(seqs))
	for i, seq := range seqs {
		stored, there := t.end.hashes[seq]
		if !there {
			return t.logReader.Hashes(ctx, seqs)
		}
		hashes[i] = stored
	}
	return hashes, nil
}

// EventsOf are those that came with the lock, where the work is about their record.
func (t logTx) EventsOf(ctx context.Context, number int64) ([]proof.StoredEvent, error) {
	if number > 0 && number == t.end.number {
		return t.end.events, nil
	}
	return t.logReader.EventsOf(ctx, number)
}

// HoldEvents came with the lock, where the work is an intent.
func (t logTx) HoldEvents(ctx context.Context) ([]proof.StoredEvent, error) {
	if t.end.intent != nil {
		return t.end.holds, nil
	}
	return t.logReader.HoldEvents(ctx)
}

// InDoubt came with the lock, where the work is this intent.
func (t logTx) InDoubt(ctx context.Context, wanted deletion.Intent) ([]int64, error) {
	if t.end.intent != nil && t.end.intent.ID == wanted.ID {
		return t.end.inDoubt, nil
	}
	return t.logReader.InDoubt(ctx, wanted)
}

// Append queues the rows of an event, and its row in the list as it is then.
func (t logTx) Append(_ context.Context, entry store.Entry) error {
	t.made.entry = entry
	t.to.insert(`deletecall.event (seq, number, kind, data, hashes) VALUES ($1, $2, $3, $4, $5)`,
		entry.Seq, entry.Event.Number, string(entry.Event.Kind), entry.Data, entry.Hashes)
	t.to.insert(`deletecall.private (seq, fields, answers) VALUES ($1, $2, $3)`, entry.Seq, entry.Private.Fields, entry.Private.Answers)
	if entry.Event.Number > 0 {
		row := rowOf(entry.Record, entry.Late)
		if entry.Event.Intent != nil {
			t.to.insert(insertRow, row.arguments()...)
		} else { // where somebody removed the row, it stays missing, so that it is found
			t.to.put(updateRow, row.arguments()...)
		}
	}
	t.end.appended(entry)
	return nil
}

// mostInBatch is how many rows are inserted at a time.
const mostInBatch = 256

// ReplaceList inserts rows in batches, between which the events are read.
func (t logTx) ReplaceList(ctx context.Context, records iter.Seq2[store.Listed, error]) error {
	if err := do(ctx, t.from, `DELETE FROM deletecall.record`); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for listed, err := range records {
		if err != nil {
			return err
		}
		row := rowOf(listed.Record, listed.Late)
		batch.Queue(`INSERT INTO `+insertRow, row.arguments()...)
		if batch.Len() == mostInBatch {
			if err := doAll(ctx, t.from, batch, batch.Len()); err != nil {
				return err
			}
			batch = &pgx.Batch{}
		}
	}
	return doAll(ctx, t.from, batch, batch.Len())
}

// Keep queues what is not there yet.
func (t logTx) Keep(_ context.Context, signed proof.Checkpoint, public string) error {
	if len(t.end.newest) > 0 && t.end.newest[0].Size >= signed.Size {
		return nil
	}
	t.to.insert(`deletecall.checkpoint (size, note) VALUES ($1, $2)`, signed.Size, signed.Note)
	t.made.checkpoint.size, t.made.checkpoint.note = signed.Size, signed.Note
	t.end.newest = []proof.Checkpoint{{Size: signed.Size, Note: signed.Note}}
	if !slices.Contains(t.end.keys, public) {
		t.to.insert(`deletecall.public_key (number, key) SELECT (SELECT coalesce(max(number), 0) + 1 FROM deletecall.public_key), $1::text`, public)
		t.end.keys = append(t.end.keys, public)
	}
	return nil
}

// Strip uses the only way that leads to private data: no role of a console may update it.
func (t logTx) Strip(ctx context.Context, seq int64, left history.Private) error {
	err := do(ctx, t.from, `SELECT deletecall.strip($1, $2, $3)`, seq, left.Fields, left.Answers)
	return err
}

// Restate writes the whole row.
func (t logTx) Restate(ctx context.Context, record deletion.Record, late bool) error {
	row := rowOf(record, late)
	err := do(ctx, t.from, restateRow, row.arguments()...)
	return err
}

// Overwrite has nothing to do on a server: what was not committed is in no one's way.
func (logTx) Overwrite(context.Context) error { return nil }
