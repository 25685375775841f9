package verify

import (
	"context"
	"iter"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// Listed are the records of a history as a list shows them, by rising number. An event that
// can't be read, or that can't follow those before it, ends them with an error.
func Listed(ctx context.Context, from store.Snapshot) iter.Seq2[store.Listed, error] {
	return func(yield func(store.Listed, error) bool) {
		for derived, err := range Derive(from.ByRecord(ctx), false) {
			switch {
			case err != nil:
			case derived.Unreadable != nil:
				err = &store.UnreadableEventError{Number: derived.Number, Err: derived.Unreadable}
			case derived.impossible > 0:
				err = &store.TreeError{Problem: derived.cantFollow()}
			}
			if err != nil {
				yield(store.Listed{}, err)
				return
			}
			if !yield(store.Listed{Record: derived.Record, Late: derived.Late}, nil) {
				return
			}
		}
	}
}

// Records are those with these numbers, in their order, of their events. shown is what a list shows of one.
func Records(numbers []int64, events iter.Seq2[store.Filed, error], shown func(*Derived) deletion.Record) ([]deletion.Record, error) {
	derived, places := make([]Derived, len(numbers)), make(map[int64]int, len(numbers))
	for i, number := range numbers {
		derived[i], places[number] = Begin(number), i
	}
	for event, err := range events {
		if err != nil {
			return nil, err
		}
		derived[places[event.Number]].Add(event)
	}
	records := make([]deletion.Record, len(numbers))
	for i := range derived {
		records[i] = shown(&derived[i])
	}
	return records, nil
}

// Shown is a record as lists show it. With an error, it only stands for one that can't be read.
func (t *Derived) Shown() (deletion.Record, error) {
	err := t.Unreadable
	if err == nil && t.Record.Intent.ID == "" {
		err = store.ErrNoIntent
	}
	if err != nil {
		return store.UnreadableRecord(t.Number, err), err
	}
	return t.Record, nil
}

// Listing compares records with the tree and with their rows in the list.
type Listing struct {
	Tree     *proof.Window
	Expiries func() (*proof.Expiries, error)          // asked for where something is not there
	Shown    func(*Derived) deletion.Record           // what a list shows of one
	Misfit   func(number int64)                       // called for each that does not match
	Use      func(record deletion.Record) (more bool) // takes each, or what stands for one that does not match
}

// Compare takes rows and the events of their records, both in one order. It reports whether Use wants more.
func Compare[R store.Row](l Listing, rows iter.Seq2[R, error], events iter.Seq2[store.Filed, error]) (more bool, err error) {
	next, stop := iter.Pull2(Derive(events, true))
	defer stop()
	var derived *Derived // nil when the next one is to be read, and at the end
	for row, err := range rows {
		if err == nil && derived == nil {
			derived, err, _ = next()
		}
		if err != nil {
			return false, err
		}
		record, isWhole := store.ChangedRecord(row.Number()), false
		if derived != nil && derived.Number == row.Number() { // else no event of it is left
			if isWhole, err = derived.Fits(row, l.Tree, l.Expiries); err != nil {
				return false, err
			}
			if isWhole {
				record = l.Shown(derived)
			}
			derived = nil
		}
		if !isWhole {
			l.Misfit(row.Number())
		}
		if !l.Use(record) {
			return false, nil
		}
	}
	return true, nil
}
