package storetest

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// memoryLog is the log of a memory, memoryTx a transaction of it.
type memoryLog struct {
	*memory
	patience time.Duration
}

const memoryPatience = time.Minute

func (*memoryLog) ID() string                             { return "5e55a6e5" }
func (*memoryLog) Examine(context.Context) error          { return nil }
func (*memoryLog) Known() (int64, error)                  { return 0, nil }
func (*memoryLog) Remember(int64)                         {}
func (*memoryLog) Reserve() ([]string, error)             { return nil, nil }
func (*memoryLog) FreeReserve()                           {}
func (*memoryLog) Confirm(context.Context) error          { return nil }
func (*memoryLog) Forget(context.Context) (string, error) { return "", nil }

func (l *memoryLog) Origin() string { return cmp.Or(l.renamed, "deletecall/history/5e55a6e5") }

func (l *memoryLog) Trust() error {
	if l.movedTo == "" {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: "memory", Problem: "was moved to " + l.movedTo, Advice: "use it there"}
}

func (l *memoryLog) Patience(_ context.Context, most time.Duration) {
	l.patience = memoryPatience
	if most > 0 {
		l.patience = min(most, memoryPatience)
	}
}

func (l *memoryLog) Announce(by string) (end func(), err error) {
	l.expires = by
	return func() { l.expires = "" }, nil
}

func (l *memoryLog) Update(ctx context.Context, _ store.Work, change func(store.Tx) error) error {
	if err := l.mu.lockWithin(ctx, l.patience); err != nil {
		return err
	}
	defer l.mu.Unlock()
	if err := l.Trust(); err != nil {
		return err
	}
	events, rows, kept, keys, movedTo := slices.Clone(l.events), maps.Clone(l.rows), slices.Clone(l.kept), slices.Clone(l.keys), l.movedTo
	err := change(memoryTx{l.memory})
	if err != nil {
		l.events, l.rows, l.kept, l.keys, l.movedTo = events, rows, kept, keys, movedTo
	}
	return err
}

func (l *memoryLog) Read(_ context.Context, use func(store.Reader) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return use(memoryTx{l.memory})
}

// Snapshot needs no copy, since nobody writes meanwhile.
func (l *memoryLog) Snapshot(_ context.Context, _ string, use func(store.Snapshot) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return use(memoryTx{l.memory})
}

type memoryTx struct{ *memory }

// memoryRow is a row of the list: what of the record can change, and what it is found by.
type memoryRow struct {
	number                   int64
	id, identifier, operator string
	outcome                  deletion.OutcomeKind
	settled, late            bool
}

func rowOf(record deletion.Record, late bool) memoryRow {
	intent := record.Intent
	return memoryRow{intent.Number, intent.ID, intent.Identifier, intent.Operator.Name, record.Outcome.Kind, record.Settlement != nil, late}
}

func (r memoryRow) Number() int64 { return r.number }

func (r memoryRow) Shows(record *deletion.Record, late bool) bool { return r == rowOf(*record, late) }

func (m memoryTx) numbers(fit func(memoryRow) bool) (numbers []int64, err error) {
	for _, number := range slices.Sorted(maps.Keys(m.rows)) {
		if fit(m.rows[number]) {
			numbers = append(numbers, number)
		}
	}
	return numbers, nil
}

func (m memoryTx) Pending(context.Context) ([]int64, error) {
	return m.numbers(func(row memoryRow) bool { return row.outcome == deletion.Pending })
}

func (m memoryTx) InDoubt(context.Context, deletion.Intent) ([]int64, error) {
	return m.numbers(func(row memoryRow) bool { return row.outcome == deletion.Pending || row.outcome == deletion.Unknown })
}

func (m memoryTx) HoldEvents(ctx context.Context) (events []proof.StoredEvent, err error) {
	for event := range m.Events(ctx) {
		if event.Kind == string(history.HoldKind) || event.Kind == string(history.ReleaseKind) {
			events = append(events, event)
		}
	}
	return events, nil
}

func (m memoryTx) Since(_ context.Context, operator string, _ time.Time) ([]int64, error) {
	numbers, err := m.numbers(func(row memoryRow) bool { return row.operator == operator })
	slices.Reverse(numbers)
	return numbers, err
}

func (m memoryTx) highest() (number int64) {
	for _, event := range m.events {
		number = max(number, event.Number)
	}
	return number
}

func (m memoryTx) ReplaceList(_ context.Context, records iter.Seq2[store.Listed, error]) error {
	m.rows = map[int64]memoryRow{}
	for listed, err := range records {
		if err != nil {
			return err
		}
		m.rows[listed.Record.Intent.Number] = rowOf(listed.Record, listed.Late)
	}
	return nil
}

func (m memoryTx) Next(context.Context, int64) (int64, error) { return m.highest() + 1, nil }

func (m memoryTx) Size(context.Context) (size int64, err error) {
	if last := len(m.events); last > 0 {
		size = m.events[last-1].Seq
	}
	return size, nil
}

func (m memoryTx) Hashed(ctx context.Context) (int64, error) { return m.Size(ctx) }

func (m memoryTx) Hashes(_ context.Context, seqs []int64) ([][]byte, error) {
	hashes := make([][]byte, len(seqs))
	for _, event := range m.events {
		for i, seq := range seqs {
			if event.Seq == seq {
				hashes[i] = event.Hashes
			}
		}
	}
	return hashes, nil
}

func (m memoryTx) Counts(context.Context) (store.Counts, error) {
	return store.Counts{Events: int64(len(m.events)), Rows: int64(len(m.rows)), Highest: m.highest()}, nil
}

// some yields those that fit.
func some[T any](all iter.Seq[T], fit func(T) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for one := range all {
			if fit(one) && !yield(one, nil) {
				return
			}
		}
	}
}

func (m memoryTx) Events(context.Context) iter.Seq2[proof.StoredEvent, error] {
	return some(slices.Values(m.events), func(proof.StoredEvent) bool { return true })
}

func (m memoryTx) EventsOf(ctx context.Context, number int64) (events []proof.StoredEvent, err error) {
	for event := range m.Events(ctx) {
		if event.Number == number {
			events = append(events, event)
		}
	}
	return events, nil
}

func (m memoryTx) ByRecord(context.Context) iter.Seq2[store.Filed, error] {
	var filed []store.Filed
	for _, event := range m.events {
		filed = append(filed, store.Filed{Number: event.Number, Seq: event.Seq, Kind: event.Kind, Data: string(event.Data), Fields: event.Fields})
	}
	slices.SortStableFunc(filed, func(a, b store.Filed) int { return cmp.Compare(a.Number, b.Number) })
	return some(slices.Values(filed), func(event store.Filed) bool { return event.Number > 0 })
}

func (m memoryTx) Rows(_ context.Context, first, last int64) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for _, number := range slices.Sorted(maps.Keys(m.rows)) {
			if first <= number && number <= last && !yield(m.rows[number], nil) {
				return
			}
		}
	}
}

func (m memoryTx) Append(_ context.Context, entry store.Entry) error {
	event := entry.Event
	m.events = append(m.events, proof.StoredEvent{Seq: entry.Seq, Number: event.Number, Kind: string(event.Kind), Data: entry.Data, Private: entry.Private, Hashes: entry.Hashes})
	if event.Number > 0 {
		m.rows[event.Number] = rowOf(entry.Record, entry.Late || m.rows[event.Number].late)
	}
	return nil
}

func (m memoryTx) Keys(context.Context) ([]string, error) { return slices.Clone(m.keys), nil }

func (m memoryTx) Newest(context.Context) (newest proof.Checkpoint, found bool, err error) {
	if len(m.kept) == 0 {
		return newest, false, nil
	}
	return m.kept[len(m.kept)-1], true, nil
}

func (m memoryTx) Checkpoints(_ context.Context, size int64) iter.Seq2[proof.Checkpoint, error] {
	return some(slices.Values(m.kept), func(kept proof.Checkpoint) bool { return kept.Size > size })
}

func (m memoryTx) Keep(ctx context.Context, signed proof.Checkpoint, public string) error {
	if newest, found, _ := m.Newest(ctx); found && newest.Size >= signed.Size {
		return nil
	}
	m.kept = append(m.kept, signed)
	if !slices.Contains(m.keys, public) {
		m.keys = append(m.keys, public)
	}
	return nil
}

func (m memoryTx) Strip(_ context.Context, seq int64, left history.Private) error {
	m.events[seq-1].Private = left
	return nil
}

func (m memoryTx) Restate(_ context.Context, record deletion.Record, late bool) error {
	m.rows[record.Intent.Number] = rowOf(record, late)
	return nil
}

func (m memoryTx) Overwrite(context.Context) error { return nil }

func (m memoryTx) MarkMoved(_ context.Context, to string) error {
	m.movedTo = to
	return nil
}
