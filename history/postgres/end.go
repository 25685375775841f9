package postgres

import (
	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// logEnd is the end of the log, and what else the work is going to read. It came with the lock,
// and nobody else changes it meanwhile: while others wait, nothing is asked for.
type logEnd struct {
	size, highest int64              // place and number of the last event and record, by the events: the list may lack a row
	newest        []proof.Checkpoint // none or one
	keys          []string
	hashes        map[int64][]byte // those that the next event, and comparing the checkpoints, needs

	number int64               // of the record that the work is about
	events []proof.StoredEvent // of this record

	intent  *deletion.Intent    // that is to be recorded
	holds   []proof.StoredEvent // all of them
	inDoubt []int64             // see [logReader.InDoubt]
}

// selectEdges reads the hashes along the right edges of the trees of some sizes, that of the
// newest checkpoint, and that of all events: with them the root of each follows, the next event
// finds its place, and the trees are compared (RFC 6962, section 2.1). They are stored with the
// last events of the subtrees: at multiples of the powers of two, next below a size and next
// above it.
//
// It is planned again at each use, so it is written in the way that is planned soonest. No size
// that somebody claims may be too large to count with.
const selectEdges = `SELECT seq, hashes FROM deletecall.event WHERE seq = ANY (ARRAY(
	SELECT unnest(ARRAY[(size >> k) << k, ((size + (1::bigint << k) - 1) >> k) << k])
	FROM (SELECT unnest($1::bigint[]) AS size
		UNION ALL (SELECT size FROM deletecall.checkpoint ORDER BY size DESC LIMIT 1)
		UNION ALL (SELECT seq FROM deletecall.event ORDER BY seq DESC LIMIT 1)) AS sizes, generate_series(0, 53) AS k
	WHERE size <= 1::bigint << 53))`

// queue adds the queries that fill it to a batch.
func (e *logEnd) queue(batch *pgx.Batch, work store.Work) {
	batch.Queue(`SELECT coalesce(max(seq), 0), coalesce(max(number), 0) FROM deletecall.event`).
		QueryRow(func(row pgx.Row) error { return row.Scan(&e.size, &e.highest) })
	collect(batch.Queue(selectNewest), scanCheckpoint, &e.newest)
	collect(batch.Queue(selectKeys), pgx.RowTo[string], &e.keys)
	e.hashes = map[int64][]byte{}
	batch.Queue(selectEdges, work.Sizes).Query(func(rows pgx.Rows) error { return scanHashes(rows, e.hashes) })
	if work.Number > 0 {
		e.number = work.Number
		collect(batch.Queue(selectEventsOf, work.Number), scanEvent, &e.events)
	}
	if work.Intent != nil {
		e.intent = work.Intent
		collect(batch.Queue(selectHolds), scanEvent, &e.holds)
		collect(batch.Queue(selectInDoubt, inDoubtArguments(*work.Intent)...), pgx.RowTo[int64], &e.inDoubt)
	}
}

// collect puts the rows of a queued query into a slice once the batch is read.
func collect[T any](query *pgx.QueuedQuery, scan func(pgx.CollectableRow) (T, error), into *[]T) {
	query.Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scan)
		return err
	})
}

// appended updates it after an append, and drops what may have changed: that is read again.
func (e *logEnd) appended(entry store.Entry) {
	e.size, e.highest = entry.Seq, max(e.highest, entry.Event.Number)
	e.hashes[entry.Seq] = entry.Hashes
	e.number, e.events, e.intent, e.holds, e.inDoubt = 0, nil, nil, nil, nil
}
