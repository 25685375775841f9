package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"

	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// everything is below every number of a record and every size of a checkpoint, also below
// those that somebody made up.
const everything = math.MinInt64

// list compares every row of the list with what its events say, in step, by number.
func list(ctx context.Context, from store.Snapshot) ([]string, error) {
	next, stop := iter.Pull2(from.Rows(ctx, everything, math.MaxInt64))
	defer stop()
	var findings bounded
	row, err, more := next()
	strays := func(below int64) {
		for more && err == nil && row.Number() < below {
			findings.add(fmt.Sprintf("The list shows a record %d that has no event.", row.Number()))
			row, err, more = next()
		}
	}
	for derived, failed := range Derive(from.ByRecord(ctx), false) {
		if failed == nil {
			strays(derived.Number)
		}
		if err := errors.Join(failed, err); err != nil {
			return nil, err
		}
		if derived.impossible > 0 {
			findings.add(derived.cantFollow())
		}
		switch {
		case !more || row.Number() > derived.Number:
			findings.add(fmt.Sprintf("Record %d is missing from the list.", derived.Number))
			continue
		case derived.Unreadable == nil && !row.Shows(&derived.Record, derived.Late):
			findings.add(fmt.Sprintf("The list and the events of record %d differ.", derived.Number))
		} // the hash tree reports an event that can't be read
		row, err, more = next()
	}
	strays(math.MaxInt64)
	return findings.sentences(), err
}

// Sample looks for damage in some events, with all others of their records, and in the
// rows of the list of these records: for a look before something is sent. The error says
// what does not fit, as a phrase.
func Sample(events iter.Seq2[proof.StoredEvent, error], rows iter.Seq2[store.Row, error]) error {
	records := map[int64]*Derived{}
	var tree proof.Subtrees
	for event, err := range events {
		if err != nil {
			return err
		}
		if fault := cmp.Or(event.Fault(), tree.Fault(event)); fault != "" {
			return fmt.Errorf("event %d %s", event.Seq, fault)
		}
		derived := records[event.Number]
		if derived == nil {
			begun := Begin(event.Number)
			derived = &begun
			records[event.Number] = derived
		}
		decoded, unreadable := history.Decode(event.Data, event.Private)
		if unreadable == nil && (string(decoded.Kind) != event.Kind || decoded.Number != event.Number) {
			return fmt.Errorf("event %d is filed as another one than it is", event.Seq)
		}
		derived.add(event.Seq, decoded, unreadable)
		if event.Number > 0 && derived.impossible > 0 {
			return fmt.Errorf("event %d can't follow the earlier events of record %d", derived.impossible, event.Number)
		}
	}
	delete(records, 0) // what belongs to no record is in no list
	for row, err := range rows {
		if err != nil {
			return err
		}
		derived := records[row.Number()]
		if derived == nil || derived.Unreadable == nil && !row.Shows(&derived.Record, derived.Late) {
			return &store.ListError{Problem: fmt.Sprintf("the list and the events of record %d differ", row.Number())}
		}
		delete(records, row.Number())
	}
	if len(records) > 0 {
		return &store.ListError{Problem: fmt.Sprintf("record %d is missing from it", slices.Min(slices.Collect(maps.Keys(records))))}
	}
	return nil
}
