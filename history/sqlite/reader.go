package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/sqlite/compact"
	"deletecall/history/sqlite/driver"
	"deletecall/history/store"
	"deletecall/query"
)

// queryer is a database, a connection or a transaction.
type queryer interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// changer is a queryer that also changes something.
type changer interface {
	queryer
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	PrepareContext(context.Context, string) (*sql.Stmt, error)
}

// each yields what scan makes of the rows of a query.
func each[T any](ctx context.Context, from queryer, scan func(*sql.Rows) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var found T
		rows, err := from.QueryContext(ctx, query, args...)
		if err != nil {
			yield(found, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			if found, err = scan(rows); !yield(found, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(found, err)
		}
	}
}

// all collects what a sequence yields up to its end, or to an error.
func all[T any](sequence iter.Seq2[T, error]) (found []T, err error) {
	for one, err := range sequence {
		if err != nil {
			return found, err
		}
		found = append(found, one)
	}
	return found, nil
}

// snapshot hands over a database as it is at one moment.
func snapshot(ctx context.Context, db *sql.DB, use func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	return use(tx)
}

// one reads a row of one value.
func one[T any](ctx context.Context, from queryer, query string, args ...any) (value T, err error) {
	err = from.QueryRowContext(ctx, query, args...).Scan(&value)
	return value, err
}

func scanText(rows *sql.Rows) (text string, err error) {
	err = rows.Scan(&text)
	return text, err
}

// numbersOf reads rows of one number each.
func numbersOf(ctx context.Context, from queryer, query string, args ...any) ([]int64, error) {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return driver.Numbers(rows)
}

// logReader is a [store.Snapshot] of what a connection sees.
type logReader struct{ from queryer }

// EventsOf copies what it reads: the driver reuses its memory for the next row.
func (r logReader) EventsOf(ctx context.Context, number int64) (events []proof.StoredEvent, err error) {
	return cloned(storedEvents(ctx, r.from, `WHERE number = ? ORDER BY seq`, number))
}

// HoldEvents has the condition of an index of its own.
func (r logReader) HoldEvents(ctx context.Context) (events []proof.StoredEvent, err error) {
	return cloned(storedEvents(ctx, r.from, `WHERE kind IN ('hold', 'release') ORDER BY seq`))
}

// cloned are events with bytes of their own.
func cloned(all iter.Seq2[proof.StoredEvent, error]) (events []proof.StoredEvent, err error) {
	for event, err := range all {
		if err != nil {
			return nil, err
		}
		event.Data, event.Hashes = bytes.Clone(event.Data), bytes.Clone(event.Hashes)
		event.Fields, event.Answers = bytes.Clone(event.Fields), bytes.Clone(event.Answers)
		events = append(events, event)
	}
	return events, nil
}

// Pending has an index of its own, which is empty most of the time.
func (r logReader) Pending(ctx context.Context) ([]int64, error) {
	return numbersOf(ctx, r.from, `SELECT number FROM record WHERE outcome = 'pending' ORDER BY number`)
}

// mostSettled bounds the settled deletions that are read. Those that nobody settled
// are few, since each of them named the one before it.
const mostSettled = 64

// InDoubt finds a target by what was typed and by the internal ID of its call, each by an index.
func (r logReader) InDoubt(ctx context.Context, wanted deletion.Intent) ([]int64, error) {
	// The plus keeps SQLite from the index of all records with the identifier, which may be many.
	return numbersOf(ctx, r.from, `SELECT number FROM record WHERE +identifier = ?1 AND type = ?2 AND outcome = 'pending'
		UNION SELECT number FROM record WHERE identifier = ?1 AND type = ?2 AND outcome = 'unknown' AND settled = 0
		UNION SELECT number FROM (SELECT number FROM record
			WHERE identifier = ?1 AND type = ?2 AND outcome = 'unknown' AND settled = 1 ORDER BY number DESC LIMIT ?3)
		UNION SELECT number FROM record WHERE call_id = ?4 AND call_id <> '' AND outcome IN ('pending', 'unknown')`,
		query.Fold(wanted.Identifier), string(wanted.IdentifierType), mostSettled, query.Fold(wanted.CallID()))
}

// Since goes by the order of the operators.
func (r logReader) Since(ctx context.Context, operator string, since time.Time) ([]int64, error) {
	return numbersOf(ctx, r.from, `SELECT number FROM record WHERE operator = ?1 AND number > coalesce(
			(SELECT number FROM record WHERE operator = ?1 AND confirmed < ?2 ORDER BY number DESC LIMIT 1), 0)
		ORDER BY number DESC`, query.Fold(operator), since.UnixMicro())
}

// Size is the key of the last event.
func (r logReader) Size(ctx context.Context) (int64, error) {
	return one[int64](ctx, r.from, `SELECT coalesce(max(seq), 0) FROM event`)
}

// Hashed differs from Size where somebody removed one of the two.
func (r logReader) Hashed(ctx context.Context) (int64, error) {
	return one[int64](ctx, r.from, `SELECT coalesce(max(seq), 0) FROM event_hash`)
}

// Hashes tells a missing row, which is no error, from one that can't be read. Here a round
// trip costs nothing.
func (r logReader) Hashes(ctx context.Context, seqs []int64) ([][]byte, error) {
	hashes := make([][]byte, len(seqs))
	for i, seq := range seqs {
		var err error
		hashes[i], err = one[[]byte](ctx, r.from, `SELECT hashes FROM event_hash WHERE seq = ?`, seq)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	return hashes, nil
}

// Counts counts: the highest key alone would hide that a row is missing.
func (r logReader) Counts(ctx context.Context) (counts store.Counts, err error) {
	err = r.from.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM record),
		(SELECT coalesce(max(number), 0) FROM event)`).Scan(&counts.Events, &counts.Rows, &counts.Highest)
	return counts, err
}

// Events reads along the key.
func (r logReader) Events(ctx context.Context) iter.Seq2[proof.StoredEvent, error] {
	return storedEvents(ctx, r.from, `ORDER BY seq`)
}

// storedEvents yields events with all that is stored with them. The bytes of one are good
// until the next one is asked for.
func storedEvents(ctx context.Context, from queryer, which string, args ...any) iter.Seq2[proof.StoredEvent, error] {
	var packed compact.Unpacker
	return each(ctx, from, func(rows *sql.Rows) (event proof.StoredEvent, err error) {
		err = rows.Scan(&event.Seq, &event.Number, &event.Kind, (*sql.RawBytes)(&event.Data),
			(*sql.RawBytes)(&event.Fields), (*sql.RawBytes)(&event.Answers), (*sql.RawBytes)(&event.Hashes))
		event.Data = packed.Unpack(event.Data)
		return event, err
	}, `SELECT seq, number, kind, data, fields, answers, hashes FROM event LEFT JOIN event_hash USING (seq) `+which, args...)
}

// ByRecord reads along the index of the numbers.
func (r logReader) ByRecord(ctx context.Context) iter.Seq2[store.Filed, error] {
	return filedEvents(ctx, r.from, `SELECT `+filedColumns+` FROM event WHERE number > 0 ORDER BY number, seq`)
}

const filedColumns = `event.number, event.seq, event.kind, event.data, event.fields`

// filedEvents yields rows of filedColumns.
func filedEvents(ctx context.Context, from queryer, query string, args ...any) iter.Seq2[store.Filed, error] {
	var packed compact.Unpacker
	return each(ctx, from, func(rows *sql.Rows) (event store.Filed, err error) {
		var stored sql.RawBytes
		err = rows.Scan(&event.Number, &event.Seq, &event.Kind, &stored, &event.Fields)
		event.Data = string(packed.Unpack(stored))
		return event, err
	}, query, args...)
}

// Rows reuses its row.
func (r logReader) Rows(ctx context.Context, first, last int64) iter.Seq2[store.Row, error] {
	if first < last {
		return joinedRows(ctx, r.from, first, last)
	}
	return listRows(ctx, r.from, `number BETWEEN ? AND ? ORDER BY number`, first, last)
}

// Checkpoints reads along the key, which is the size.
func (r logReader) Checkpoints(ctx context.Context, size int64) iter.Seq2[proof.Checkpoint, error] {
	return each(ctx, r.from, scanCheckpoint, `SELECT size, note FROM checkpoint WHERE size > ? ORDER BY size`, size)
}

// Newest is the one over the most events, which was not necessarily signed last.
func (r logReader) Newest(ctx context.Context) (checkpoint proof.Checkpoint, found bool, err error) {
	kept, err := all(each(ctx, r.from, scanCheckpoint, `SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1`))
	if err != nil || len(kept) == 0 {
		return checkpoint, false, err
	}
	return kept[0], true, nil
}

func scanCheckpoint(rows *sql.Rows) (kept proof.Checkpoint, err error) {
	err = rows.Scan(&kept.Size, &kept.Note)
	return kept, err
}

// Keys has them in the order in which they first signed.
func (r logReader) Keys(ctx context.Context) ([]string, error) {
	return all(each(ctx, r.from, scanText, `SELECT key FROM public_key ORDER BY number`))
}

// storedLeaves is a [proof.LeafReader]. It reads them as one value, since a row each takes
// longer than all hashing.
func storedLeaves(ctx context.Context, from queryer) proof.LeafReader {
	return func(above, upTo int64) ([]proof.Hash, error) {
		joined, err := one[[]byte](ctx, from, `SELECT CAST(group_concat(substr(hashes, 1, 32), '') AS BLOB) FROM event_hash WHERE seq > ? AND seq <= ?`, above, upTo)
		leaves := make([]proof.Hash, upTo-above)
		if err != nil || len(joined) != len(leaves)*len(proof.Hash{}) {
			return nil, err
		}
		for i := range leaves {
			leaves[i] = proof.Hash(joined[i*len(proof.Hash{}):])
		}
		return leaves, nil
	}
}
