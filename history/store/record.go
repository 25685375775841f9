package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/query"
)

// ErrNoIntent says that an event belongs to a record that the history does not have.
var ErrNoIntent = errors.New("the history does not have this intent")

// UnreadableEventError says which record has an event that can't be read.
type UnreadableEventError struct {
	Number int64
	Err    error
}

func (e *UnreadableEventError) Error() string { return fmt.Sprintf("record %d: %v", e.Number, e.Err) }
func (e *UnreadableEventError) Unwrap() error { return e.Err }

// Append adds an event in a transaction: its canonical bytes, what it adds to the hash
// tree, and the record as it is after it. before is the record so far.
func Append(ctx context.Context, tx Tx, before deletion.Record, event history.Event) error {
	data, private, err := event.Encode()
	if err != nil {
		return err
	}
	return AppendEncoded(ctx, tx, before, event, data, private)
}

// AppendEncoded is [Append] of an event whose canonical bytes and private fields were made
// already.
func AppendEncoded(ctx context.Context, tx Tx, before deletion.Record, event history.Event, data []byte, private history.Private) error {
	size, err := tx.Size(ctx)
	if err != nil {
		return err
	}
	hashes, err := proof.StoredHashes(size, data, HashesOf(ctx, tx))
	if err != nil {
		return err
	}
	entry := Entry{Seq: size + 1, Event: event, Data: data, Private: private, Hashes: hashes}
	if event.Number > 0 {
		entry.Late = IsLate(&before, event)
		entry.Record = before
		history.Apply(&entry.Record, event)
	}
	return tx.Append(ctx, entry)
}

// IsLate reports whether an event is an outcome that comes after something else had been
// taken for it.
func IsLate(before *deletion.Record, event history.Event) bool {
	was := before.Outcome.Kind
	return event.Kind == history.OutcomeKind && was != "" && was != deletion.Pending
}

// Record returns a record as its events tell it, without the bodies of the answers, the
// process that sends it, and whether there is such a record. An event that can't be read
// is an *[UnreadableEventError].
func Record(ctx context.Context, from Reader, number int64) (record deletion.Record, owner history.Owner, found bool, err error) {
	events, err := from.EventsOf(ctx, number)
	if err != nil {
		return record, owner, false, err
	}
	for _, stored := range events {
		event, err := history.Decode(stored.Data, stored.Private)
		if err != nil {
			return record, owner, false, &UnreadableEventError{number, err}
		}
		if event.Intent != nil {
			owner = event.Owner
		}
		history.Apply(&record, event)
	}
	return record, owner, len(events) > 0, nil
}

// InDoubt reads the deletions of a target that are in progress or whose outcome is
// unknown.
func InDoubt(ctx context.Context, from Reader, wanted deletion.Intent) (target deletion.TargetHistory, err error) {
	numbers, err := from.InDoubt(ctx, wanted)
	if err != nil {
		return target, err
	}
	for _, number := range numbers {
		record, _, found, err := Record(ctx, from, number)
		switch {
		case err != nil:
			return target, err
		case !found || !sameTarget(record.Intent, wanted):
		case record.Outcome.Kind == deletion.Pending && target.Pending == nil:
			target.Pending = &record
		case record.Outcome.Kind == deletion.Unknown:
			target.Unknown = append(target.Unknown, record)
		}
	}
	slices.SortFunc(target.Unknown, func(a, b deletion.Record) int {
		switch {
		case a.Unsettled() == b.Unsettled():
			return cmp.Compare(b.Intent.Number, a.Intent.Number)
		case a.Unsettled():
			return -1
		}
		return 1
	})
	return target, nil
}

// DeletedOn returns the newest accepted record of a target, or nil. It looks at the newest 256 with the identifier or the
// call ID, which may be those of other servers, or of other calls: candidates are the newest eight of them below a number.
func DeletedOn(wanted deletion.Intent, candidates func(below int64) ([]int64, error), read func(numbers []int64) ([]deletion.Record, error)) (*deletion.Record, error) {
	below := int64(math.MaxInt64)
	for range 32 { // of eight each
		numbers, err := candidates(below)
		if err != nil || len(numbers) == 0 {
			return nil, err
		}
		records, err := read(numbers)
		if err != nil {
			return nil, err
		}
		for i := range records {
			if records[i].Outcome.Kind == deletion.Accepted && sameTarget(records[i].Intent, wanted) {
				return &records[i], nil
			}
		}
		below = numbers[len(numbers)-1]
	}
	return nil, nil
}

// sameTarget reports whether two intents are about the same target ([deletion.TargetHistory]),
// with identifiers in whatever letter case. Verba does not publish whether case counts, hosts of
// SIP addresses and UUIDs ignore it, and to be asked once too often costs less than a second call.
func sameTarget(a, b deletion.Intent) bool { return a.SameTarget(b, query.Fold) }
