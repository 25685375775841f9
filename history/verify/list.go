package verify

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"

	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// everything is below every number of a record and every size of a checkpoint, also below
// those that somebody made up.
const everything = math.MinInt64

// list compares every row of the list with what its events tell, in step, by number.
func list(ctx context.Context, from store.Snapshot, _ string) ([]string, error) {
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
	for told, failed := range Tell(from.ByRecord(ctx), false) {
		if failed == nil {
			strays(told.Number)
		}
		if err := errors.Join(failed, err); err != nil {
			return nil, err
		}
		if told.impossible > 0 {
			findings.add(told.cantFollow())
		}
		switch {
		case !more || row.Number() > told.Number:
			findings.add(fmt.Sprintf("Record %d is missing from the list.", told.Number))
			continue
		case told.Unreadable == nil && !row.Shows(told.Record, told.Late):
			findings.add(fmt.Sprintf("The list and the events of record %d differ.", told.Number))
		} // the hash tree tells of an event that can't be read
		row, err, more = next()
	}
	strays(math.MaxInt64)
	return findings.sentences(), err
}

// Sample looks for damage in some events, with all others of their records, and in the
// rows of the list of these records: for a look before something is sent. The error says
// what does not fit, as a phrase.
func Sample(events iter.Seq2[proof.StoredEvent, error], rows iter.Seq2[store.Row, error]) error {
	records := map[int64]*Told{}
	for event, err := range events {
		if err != nil {
			return err
		}
		if fault := event.Fault(); fault != "" {
			return fmt.Errorf("event %d %s", event.Seq, fault)
		}
		told := records[event.Number]
		if told == nil {
			begun := Begin(event.Number)
			told = &begun
			records[event.Number] = told
		}
		decoded, unreadable := history.Decode(event.Data, nil)
		if unreadable == nil && (string(decoded.Kind) != event.Kind || decoded.Number != event.Number) {
			return fmt.Errorf("event %d is filed as another one than it is", event.Seq)
		}
		told.add(event.Seq, decoded, unreadable)
		if event.Number > 0 && told.impossible > 0 {
			return fmt.Errorf("event %d can't follow the earlier events of record %d", told.impossible, event.Number)
		}
	}
	delete(records, 0) // what belongs to no record is in no list
	for row, err := range rows {
		if err != nil {
			return err
		}
		told := records[row.Number()]
		if told == nil || told.Unreadable == nil && !row.Shows(told.Record, told.Late) {
			return fmt.Errorf("the list and the events of record %d differ", row.Number())
		}
		delete(records, row.Number())
	}
	if len(records) > 0 {
		return errors.New("records are missing from the list")
	}
	return nil
}
