package sqlite

import (
	"context"
	"errors"
	"iter"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/inorder"
	"deletecall/history/list"
	"deletecall/history/store"
	"deletecall/query"
)

// bulkBatch is how many records go into one transaction.
const bulkBatch = 20_000

// ErrNotEmpty says that made-up records were to go into a history that has some.
var ErrNotEmpty = errors.New("the history already has records; made-up ones go only into a new one")

// Fill writes whole records into an empty history, many in one transaction, for
// trying and measuring. It refuses a history that has records: nothing made up
// ever joins what really happened. progress is called now and then.
//
// The indexes of the list are made at the end, which is quicker: a history that a killed
// process was filling has none, and is to be thrown away.
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
	err = s.withoutIndexes(context.WithoutCancel(ctx), func() error { return s.fillEvents(ctx, records, progress) })
	if err != nil {
		return err
	}
	return s.Index(ctx)
}

const fillOp = "fill the history"

// withoutIndexes takes the indexes of the list away during work.
func (s *Store) withoutIndexes(ctx context.Context, work func() error) error {
	var made []string
	err := s.writer.inTransaction(ctx, fillOp, func(tx changer) error {
		indexes, err := all(each(ctx, tx, scanText, `SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'record' AND sql IS NOT NULL`))
		if err != nil {
			return err
		}
		for _, name := range indexes {
			statement, err := one[string](ctx, tx, `SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?`, name)
			if err != nil {
				return err
			}
			made = append(made, statement)
			if _, err := tx.ExecContext(ctx, `DROP INDEX `+name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	failed := work()
	err = s.writer.inTransaction(ctx, fillOp, func(tx changer) error {
		for _, statement := range made {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(failed, err)
}

func (s *Store) fillEvents(ctx context.Context, records iter.Seq[deletion.Record], progress func(written int)) error {
	next, stop := iter.Pull(inorder.Map(records, encodeWhole))
	defer stop()
	for written, more := 0, true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.writer.inTransaction(ctx, fillOp, func(tx changer) error {
			for range bulkBatch {
				var record wholeRecord
				if record, more = next(); !more {
					return nil
				}
				if err := record.appendTo(ctx, eventsOnly{logTx{logReader{tx}, s.file, tx}}); err != nil {
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
	return nil
}

// wholeRecord is a record with all its events as they are written.
type wholeRecord struct {
	events []encodedEvent
	row    list.Row
	err    error
}

type encodedEvent struct {
	history.Event
	data    []byte
	private history.Private
}

// encodeWhole does what can be done for several records at once.
func encodeWhole(record deletion.Record) (whole wholeRecord) {
	number, id := record.Intent.Number, record.Intent.ID
	events := []history.Event{history.NewIntent(record.Intent, history.Owner{}), history.NewOutcome(number, id, record.Outcome)}
	if record.Settlement != nil {
		events = append(events, history.NewSettlement(number, id, *record.Settlement))
	}
	var listed deletion.Record // as the events tell it
	for _, event := range events {
		data, private, err := event.Encode()
		if err != nil {
			return wholeRecord{err: err}
		}
		whole.events = append(whole.events, encodedEvent{event, data, private})
		history.Apply(&listed, event)
	}
	whole.row = list.Of(number, listed, false)
	return whole
}

// eventsOnly leaves the row in the list to the caller, which appends several events of one record.
type eventsOnly struct{ logTx }

// Append records the event without its row.
func (t eventsOnly) Append(ctx context.Context, entry store.Entry) error {
	return t.appendEvent(ctx, entry)
}

func (r wholeRecord) appendTo(ctx context.Context, tx eventsOnly) error {
	if r.err != nil {
		return r.err
	}
	for _, event := range r.events {
		if err := store.AppendEncoded(ctx, tx, deletion.Record{}, event.Event, event.data, event.private); err != nil {
			return err
		}
	}
	_, err := tx.tx.ExecContext(ctx, insertListRow, r.row.Arguments()...)
	return err
}
