package sqlite

import (
	"context"
	"errors"
	"iter"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/query"
)

// bulkBatch is how many records go into one transaction.
const bulkBatch = 5000

// ErrNotEmpty says that made-up records were to go into a history that has some.
var ErrNotEmpty = errors.New("the history already has records; made-up ones go only into a new one")

// Fill writes whole records into an empty history, many in one transaction, for
// trying and measuring. It refuses a history that has records: nothing made up
// ever joins what really happened. progress is called now and then.
func (s *Store) Fill(ctx context.Context, records iter.Seq[deletion.Record], progress func(written int)) error {
	_, total, err := s.Count(ctx, query.Query{})
	if err != nil {
		return err
	}
	if total > 0 {
		return ErrNotEmpty
	}
	if _, err := s.place.Testify(s.ID()); err != nil { // a history has a marker before it has an event
		return err
	}
	next, stop := iter.Pull(records)
	defer stop()
	for written, more := 0, true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := eventLog{s}.Update(ctx, "fill the history", func(tx store.Tx) error {
			for range bulkBatch {
				record, ok := next()
				if !ok {
					more = false
					return nil
				}
				if err := appendRecord(ctx, tx, record); err != nil {
					return err
				}
				written++
			}
			return nil
		})
		if err != nil {
			return err
		}
		progress(written)
	}
	return s.Index(ctx)
}

// appendRecord writes all events of one record.
func appendRecord(ctx context.Context, tx store.Tx, record deletion.Record) error {
	number, id := record.Intent.Number, record.Intent.ID
	events := []history.Event{history.NewIntent(record.Intent, history.Owner{}), history.NewOutcome(number, id, record.Outcome)}
	if record.Settlement != nil {
		events = append(events, history.NewSettlement(number, id, *record.Settlement))
	}
	var before deletion.Record
	for _, event := range events {
		if err := store.Append(ctx, tx, before, event); err != nil {
			return err
		}
		history.Apply(&before, event)
	}
	return nil
}
