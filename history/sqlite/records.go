package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"math"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/inorder"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/query"
)

// Records yields every record that fits the query, newest first, without the
// bodies of the answers: all as they are at one moment, and never more than a
// few hundred of them in memory. Each is held against the hash tree first: in the place
// of a record that was changed stands one that says so, and misfit is called with its
// number. [Store.CheckTree] shows what the tree itself is worth.
func (s *Store) Records(ctx context.Context, query query.Query, misfit func(number int64)) iter.Seq2[deletion.Record, error] {
	return func(yield func(deletion.Record, error) bool) {
		if err := s.eachRecord(ctx, query, misfit, func(record deletion.Record) bool { return yield(record, nil) }); err != nil {
			yield(deletion.Record{}, s.problem(readOp, err))
		}
	}
}

func (s *Store) eachRecord(ctx context.Context, query query.Query, misfit func(int64), use func(deletion.Record) bool) error {
	if err := s.place.CheckIdentity(); err != nil {
		return err
	}
	below := int64(math.MaxInt64) // what comes after a bad page goes on below what was read
	return s.read(ctx, func(from lists) error {
		next := func(record deletion.Record) bool {
			below = record.Intent.Number
			return use(record)
		}
		fits := span{below: below}.within(where(query))
		if from.salvage != nil {
			return s.eachSalvaged(ctx, from, fits, next)
		}
		return s.eachListed(ctx, fits, misfit, next)
	})
}

func (s *Store) eachListed(ctx context.Context, fits condition, misfit func(int64), use func(deletion.Record) bool) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	if _, err := checkNumbers(ctx, tx); err != nil {
		return err
	}
	window, err := newTreeWindow(ctx, tx, s.reader)
	if err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `SELECT event.number, seq, CAST(data AS TEXT)
		FROM (SELECT number AS wanted FROM record WHERE `+fits.text+`) CROSS JOIN event ON event.number = wanted
		ORDER BY wanted DESC, seq`, fits.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for told, err := range toldRecords(rows, true) {
		if err != nil {
			return err
		}
		record, fits, err := s.checked(ctx, told, window)
		if err != nil {
			return err
		}
		if !fits {
			misfit(told.number)
		}
		if !use(record) {
			return nil
		}
	}
	return nil
}

// salvagedPage is how many salvaged records are read at a time.
const salvagedPage = 256

func (s *Store) eachSalvaged(ctx context.Context, from lists, fits condition, use func(deletion.Record) bool) error {
	for wanted := (span{below: math.MaxInt64, limit: salvagedPage}); ; {
		tx, err := from.begin(ctx)
		if err != nil {
			return err
		}
		numbers, err := scan(ctx, tx, fits, wanted)
		var records []deletion.Record
		if err == nil {
			records, err = from.records(ctx, s, tx, numbers)
		}
		_ = tx.Rollback() // it only read
		if err != nil || len(records) == 0 {
			return err
		}
		for _, record := range records {
			if wanted.below = record.Intent.Number; !use(record) {
				return nil
			}
		}
	}
}

// toldRecord is a record as its events tell it.
type toldRecord struct {
	number     int64
	record     deletion.Record
	late       bool         // the outcome came after something else had been taken for it
	unreadable error        // of an event that can't be read; the record is what the others say
	leaves     []store.Leaf // of its events, where they were asked for
	misfiled   bool         // an event is filed under this record and is not of it
	impossible int64        // the first event, by its seq, that can't follow those before it; 0 without one
}

// checked is the record as it can be shown. It fits when all its events are those of
// the tree.
func (s *Store) checked(ctx context.Context, told *toldRecord, window *treeWindow) (record deletion.Record, fits bool, err error) {
	fits = !told.misfiled && told.impossible == 0
	for _, leaf := range told.leaves {
		in, err := window.holds(ctx, leaf.Seq, leaf.Hash)
		if err != nil {
			return record, false, err
		}
		fits = fits && in
	}
	if fits {
		return s.shown(told), true, nil
	}
	record = unreadable(told.number, errChanged)
	record.Intent.Identifier = "(this record was changed)"
	return record, false, nil
}

var errChanged = errors.New("it does not fit the hash tree of the history")

// toldRecords reads rows of number, seq and data (as text, which is copied less often)
// of events, those of one record in their order and without another one's between
// them. A record is good until the next one is asked for. Hashing the events takes a
// microsecond each.
func toldRecords(rows *sql.Rows, hashed bool) iter.Seq2[*toldRecord, error] {
	return func(yield func(*toldRecord, error) bool) {
		var told toldRecord
		begun := false
		for batch := range inorder.Map(eventBatches(rows), func(batch eventBatch) eventBatch { return decodeBatch(batch, hashed) }) {
			for _, event := range batch.events {
				if begun && told.number != event.number && !yield(&told, nil) {
					return
				}
				if !begun || told.number != event.number {
					begun = true
					told.begin(event.number)
				}
				told.apply(event)
				if hashed {
					told.leaves = append(told.leaves, store.Leaf{Seq: event.seq, Hash: event.leaf})
				}
			}
			if batch.err != nil {
				yield(nil, batch.err)
				return
			}
		}
		if begun {
			yield(&told, nil)
		}
	}
}

func (told *toldRecord) begin(number int64) {
	*told = toldRecord{number: number, leaves: told.leaves[:0]}
	told.record.Intent.Number = number
}

// cantFollow is the finding about its impossible event.
func (told *toldRecord) cantFollow() string {
	return fmt.Sprintf("Event %d can't follow the earlier events of record %d: one was added or removed around the program.", told.impossible, told.number)
}

// apply follows the rules of updateRecord.
func (told *toldRecord) apply(event numberedEvent) {
	if event.unreadable != nil {
		told.unreadable = event.unreadable
		return
	}
	told.misfiled = told.misfiled || event.decoded.Number != told.number
	if told.unreadable == nil && told.impossible == 0 && !history.Follows(told.record, event.decoded) {
		told.impossible = event.seq
	}
	before := told.record.Outcome.Kind
	told.late = told.late || event.decoded.Kind == history.OutcomeKind && before != "" && before != deletion.Pending
	history.Apply(&told.record, event.decoded)
}

// A batch is full with so many events, or so many bytes of them.
const (
	batchEvents = 256
	batchBytes  = 1 << 20
)

// eventBatch is some events in their order, and what ended the reading behind them.
type eventBatch struct {
	events []numberedEvent
	err    error
}

type numberedEvent struct {
	number     int64
	seq        int64
	leaf       proof.Hash
	data       string
	decoded    history.Event
	unreadable error
}

func eventBatches(rows *sql.Rows) iter.Seq[eventBatch] {
	return func(yield func(eventBatch) bool) {
		batch := eventBatch{events: make([]numberedEvent, 0, batchEvents)}
		for bytes := 0; rows.Next(); {
			var event numberedEvent
			if batch.err = rows.Scan(&event.number, &event.seq, &event.data); batch.err != nil {
				break
			}
			bytes += len(event.data)
			if batch.events = append(batch.events, event); len(batch.events) == batchEvents || bytes >= batchBytes {
				if !yield(batch) {
					return
				}
				batch, bytes = eventBatch{events: make([]numberedEvent, 0, batchEvents)}, 0
			}
		}
		if batch.err == nil {
			batch.err = rows.Err()
		}
		yield(batch)
	}
}

func decodeBatch(batch eventBatch, hashed bool) eventBatch {
	var buffer []byte // a copy of each event would be collected for longer than it is hashed
	for i := range batch.events {
		event := &batch.events[i]
		if hashed {
			buffer = append(buffer[:0], event.data...)
			event.leaf = proof.LeafHash(buffer)
		}
		event.decode()
	}
	return batch
}

func (e *numberedEvent) decode() { e.decoded, e.unreadable = history.DecodeText(e.data) }
