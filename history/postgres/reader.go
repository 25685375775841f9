package postgres

import (
	"bytes"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/query"
)

// logReader is a [store.Snapshot] of what a session sees.
type logReader struct{ from session }

// withPrivate looks the private data of each event up by its key. As a plain join, the planner may
// read everything before the first event of a page, or the whole table, for each page.
const withPrivate = ` FROM deletecall.event LEFT JOIN LATERAL (SELECT fields, answers FROM deletecall.private WHERE private.seq = event.seq LIMIT 1) AS own ON true `

const selectEvents = `SELECT seq, number, kind, data, fields, answers, hashes` + withPrivate

func scanEvent(row pgx.CollectableRow) (event proof.StoredEvent, err error) {
	err = row.Scan(&event.Seq, &event.Number, &event.Kind, &event.Data, &event.Fields, &event.Answers, &event.Hashes)
	return event, err
}

// EventsOf reads along the index of the numbers.
func (r logReader) EventsOf(ctx context.Context, number int64) ([]proof.StoredEvent, error) {
	return all(ctx, r.from, scanEvent, selectEventsOf, number)
}

const (
	selectEventsOf = selectEvents + `WHERE number = $1 ORDER BY seq`
	selectHolds    = selectEvents + `WHERE kind IN ('hold', 'release') ORDER BY seq`
)

// HoldEvents has the condition of an index of its own.
func (r logReader) HoldEvents(ctx context.Context) ([]proof.StoredEvent, error) {
	return all(ctx, r.from, scanEvent, selectHolds)
}

// Pending has an index of its own, which is empty most of the time.
func (r logReader) Pending(ctx context.Context) ([]int64, error) {
	return numbers(ctx, r.from, selectPending+` ORDER BY number`)
}

const selectPending = `SELECT number FROM deletecall.record WHERE outcome = 'pending'`

// mostSettled bounds the settled deletions that are read. Those that nobody settled
// are few, since each of them named the one before it.
const mostSettled = 64

// InDoubt finds a target by what was typed and by the internal ID of its call, each by an index.
func (r logReader) InDoubt(ctx context.Context, wanted deletion.Intent) ([]int64, error) {
	return numbers(ctx, r.from, selectInDoubt, inDoubtArguments(wanted)...)
}

const selectInDoubt = `SELECT number FROM deletecall.record WHERE identifier = $1 AND type = $2 AND outcome = 'pending'
		UNION SELECT number FROM deletecall.record WHERE identifier = $1 AND type = $2 AND outcome = 'unknown' AND settled = 0
		UNION SELECT number FROM (SELECT number FROM deletecall.record
			WHERE identifier = $1 AND type = $2 AND outcome = 'unknown' AND settled = 1 ORDER BY number DESC LIMIT $3) AS newest
		UNION SELECT number FROM deletecall.record WHERE call_id = $4 AND call_id <> '' AND outcome IN ('pending', 'unknown')`

func inDoubtArguments(wanted deletion.Intent) []any {
	return []any{storable(query.Fold(wanted.Identifier)), string(wanted.IdentifierType), mostSettled, storable(query.Fold(wanted.CallID()))}
}

// Since goes by the order of the operators.
func (r logReader) Since(ctx context.Context, operator string, since time.Time) ([]int64, error) {
	return numbers(ctx, r.from, `SELECT number FROM deletecall.record WHERE operator = $1 AND number > coalesce(
			(SELECT number FROM deletecall.record WHERE operator = $1 AND confirmed < $2 ORDER BY number DESC LIMIT 1), 0)
		ORDER BY number DESC`, storable(query.Fold(operator)), since.UnixMicro())
}

// Size is the key of the last event.
func (r logReader) Size(ctx context.Context) (int64, error) {
	return one[int64](ctx, r.from, `SELECT coalesce(max(seq), 0) FROM deletecall.event`)
}

// Hashed is the same: an event and its hashes are one row.
func (r logReader) Hashed(ctx context.Context) (int64, error) { return r.Size(ctx) }

// Hashes reads them in one round trip; an event that is missing has none.
func (r logReader) Hashes(ctx context.Context, seqs []int64) ([][]byte, error) {
	ctx, cancel := r.from.bounded(ctx)
	defer cancel()
	rows, err := r.from.query(ctx, `SELECT seq, hashes FROM deletecall.event WHERE seq = ANY ($1)`, []any{seqs})
	if err != nil {
		return nil, err
	}
	found := make(map[int64][]byte, len(seqs))
	err = scanHashes(rows, found)
	hashes := make([][]byte, len(seqs))
	for i, seq := range seqs {
		hashes[i] = found[seq]
	}
	return hashes, err
}

// scanHashes adds them by the places of their events.
func scanHashes(rows pgx.Rows, into map[int64][]byte) error {
	var seq int64
	var hashes []byte
	_, err := pgx.ForEachRow(rows, []any{&seq, &hashes}, func() error {
		into[seq] = bytes.Clone(hashes)
		return nil
	})
	return err
}

const selectKeys = `SELECT key FROM deletecall.public_key ORDER BY number`

// Keys has them in the order in which they first signed.
func (r logReader) Keys(ctx context.Context) ([]string, error) {
	return all(ctx, r.from, pgx.RowTo[string], selectKeys)
}

const (
	selectCheckpoints = `SELECT size, note FROM deletecall.checkpoint `
	selectNewest      = selectCheckpoints + `ORDER BY size DESC LIMIT 1`
)

func scanCheckpoint(row pgx.CollectableRow) (kept proof.Checkpoint, err error) {
	err = row.Scan(&kept.Size, &kept.Note)
	return kept, err
}

// Newest is the one over the most events, which was not necessarily signed last.
func (r logReader) Newest(ctx context.Context) (checkpoint proof.Checkpoint, found bool, err error) {
	kept, err := all(ctx, r.from, scanCheckpoint, selectNewest)
	if err != nil || len(kept) == 0 {
		return checkpoint, false, err
	}
	return kept[0], true, nil
}

// Counts counts: the highest key alone would hide that a row is missing.
func (r logReader) Counts(ctx context.Context) (counts store.Counts, err error) {
	found, err := all(ctx, r.from, func(row pgx.CollectableRow) (counts store.Counts, err error) {
		return counts, row.Scan(&counts.Events, &counts.Rows, &counts.Highest)
	}, `SELECT (SELECT count(*) FROM deletecall.event), (SELECT count(*) FROM deletecall.record),
		(SELECT coalesce(max(number), 0) FROM deletecall.event)`)
	if err != nil || len(found) != 1 {
		return counts, err
	}
	return found[0], nil
}

func scanFiled(row pgx.CollectableRow) (event store.Filed, err error) {
	var data []byte
	err = row.Scan(&event.Number, &event.Seq, &event.Kind, &data, &event.Fields)
	event.Data = string(data)
	return event, err
}

const selectFiled = `SELECT number, seq, kind, data, fields` + withPrivate
