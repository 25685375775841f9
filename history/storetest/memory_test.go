package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// The least that a store can be: a list in memory. It shows that the port is enough for
// somebody who knows no more than its documentation, and that the tests ask for no more.
func TestAStoreInMemory(t *testing.T) {
	Test(t, func(*testing.T) Store {
		shared := &memory{living: map[string]bool{}}
		return Store{
			Open: func(wrap func(store.Log) store.Log) (History, error) { return openMemory(shared, wrap) },
			Kill: func(h History) { h.(*process).kill() },
		}
	})
}

// memory is what the processes of one history share.
type memory struct {
	mu      sync.Mutex // the write lock
	entries []store.Entry
	records []deletion.Record
	aside   []byte
	notes   [][]byte
	keys    []string
	living  map[string]bool // by instance
	started int
}

// process is a history as one process has it open.
type process struct {
	*store.Recorder
	shared *memory
	name   string
	open   map[string]bool
}

func openMemory(shared *memory, wrap func(store.Log) store.Log) (*process, error) {
	shared.started++
	p := &process{shared: shared, name: fmt.Sprint("process ", shared.started), open: map[string]bool{}}
	p.Recorder = store.NewRecorder(wrap(memoryLog{shared}), p, shared, time.Now)
	return p, p.Recover(context.Background())
}

func (p *process) kill() { delete(p.shared.living, p.name) }

func (p *process) Close() error {
	if len(p.open) == 0 {
		p.kill()
	}
	return nil
}

func (p *process) Record(_ context.Context, number int64) (deletion.Record, error) {
	p.shared.mu.Lock()
	defer p.shared.mu.Unlock()
	if number > int64(len(p.shared.records)) {
		return deletion.Record{}, &deletion.NoRecordError{Number: number}
	}
	return p.shared.records[number-1], nil
}

func (p *process) Hold(intentID string) (history.Owner, error) {
	p.shared.mu.Lock()
	defer p.shared.mu.Unlock()
	p.open[intentID], p.shared.living[p.name] = true, true
	return history.Owner{Instance: p.name}, nil
}

func (p *process) Release(intentID string) { delete(p.open, intentID) }

func (p *process) IsSending(_ string, owner history.Owner) (lives, known bool, err error) {
	return p.shared.living[owner.Instance], true, nil
}

func (p *process) Dead() []string { return nil }

func (p *process) Sweep([]string) {}

func (m *memory) PutAside(line []byte) error {
	m.aside = append(append(m.aside, line...), '\n')
	return nil
}

func (m *memory) TakeAside(take func([]byte) (bool, error)) error {
	if len(m.aside) == 0 {
		return nil
	}
	all, err := take(m.aside)
	if all && err == nil {
		m.aside = nil
	}
	return err
}

func (m *memory) AsideWarnings() []string { return nil }

func (m *memory) SideFile() string { return "memory" }

// memoryLog is its log, memoryTx a transaction of it.
type memoryLog struct{ *memory }

func (memoryLog) Trust() error                            { return nil }
func (memoryLog) Examine(context.Context) error           { return nil }
func (memoryLog) Known() (int64, error)                   { return 0, nil }
func (memoryLog) Remember(int64)                          {}
func (memoryLog) Reserve() ([]string, error)              { return nil, nil }
func (memoryLog) FreeReserve()                            {}
func (memoryLog) Patience(context.Context, time.Duration) {}
func (memoryLog) Confirm(context.Context) error           { return nil }

func (l memoryLog) Update(_ context.Context, _ string, change func(store.Tx) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	entries, records := slices.Clone(l.entries), slices.Clone(l.records)
	err := change(memoryTx(l))
	if err != nil {
		l.entries, l.records = entries, records
	}
	return err
}

func (l memoryLog) Read(_ context.Context, use func(store.Reader) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return use(memoryTx(l))
}

type memoryTx struct{ *memory }

func (m memoryTx) EventsOf(_ context.Context, number int64) (events [][]byte, err error) {
	for _, entry := range m.entries {
		if number > 0 && entry.Event.Number == number {
			events = append(events, entry.Data)
		}
	}
	return events, nil
}

func (m memoryTx) numbers(fit func(deletion.Record) bool) (numbers []int64, err error) {
	for _, record := range m.records {
		if fit(record) {
			numbers = append(numbers, record.Intent.Number)
		}
	}
	return numbers, nil
}

func (m memoryTx) Pending(context.Context) ([]int64, error) {
	return m.numbers(func(record deletion.Record) bool { return record.Outcome.Kind == deletion.Pending })
}

func (m memoryTx) InDoubt(context.Context, deletion.Intent) ([]int64, error) {
	return m.numbers(func(record deletion.Record) bool {
		return record.Outcome.Kind == deletion.Pending || record.Outcome.Kind == deletion.Unknown
	})
}

func (m memoryTx) Next(context.Context, int64) (int64, error) { return int64(len(m.records)) + 1, nil }

func (m memoryTx) Size(context.Context) (int64, error) { return int64(len(m.entries)), nil }

func (m memoryTx) Hashes(_ context.Context, seq int64) ([]byte, error) {
	return m.entries[seq-1].Hashes, nil
}

func (m memoryTx) Append(_ context.Context, entry store.Entry) error {
	m.entries = append(m.entries, entry)
	switch number := entry.Record.Intent.Number; {
	case number > int64(len(m.records)):
		m.records = append(m.records, entry.Record)
	case number > 0:
		m.records[number-1] = entry.Record
	}
	return nil
}

func (m memoryTx) Keys(context.Context) ([]string, error) { return m.keys, nil }

func (m memoryTx) Newest(context.Context) (note []byte, found bool, err error) {
	if len(m.notes) == 0 {
		return nil, false, nil
	}
	return m.notes[len(m.notes)-1], true, nil
}

func (m memoryTx) Keep(_ context.Context, signed proof.Checkpoint, public string) error {
	m.notes = append(m.notes, signed.Note)
	if !slices.Contains(m.keys, public) {
		m.keys = append(m.keys, public)
	}
	return nil
}

func (m memoryTx) Overwrite(context.Context) error { return nil }
