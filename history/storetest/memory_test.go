package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/verify"
)

// The least that a store can be: a list in memory. It shows that the port is enough for
// somebody who knows no more than its documentation, and that the tests ask for no more.
func TestAStoreInMemory(t *testing.T) {
	Test(t, func(*testing.T) Store {
		shared := &memory{mu: make(memoryLock, 1), living: map[string]bool{}, rows: map[int64]memoryRow{}}
		return Store{
			Open:    func(wrap func(store.Log) store.Log) (History, error) { return openMemory(shared, wrap) },
			Awaited: func(History) string { return shared.expires },
			Kill:    func(h History) { h.(*process).kill() },
			Forge:   func(*testing.T) Forger { return memoryForger{shared} },
		}
	})
}

// memory is what the processes of one history share.
type memory struct {
	mu      memoryLock // the write lock
	events  []proof.StoredEvent
	rows    map[int64]memoryRow // the list, by number
	aside   []byte
	kept    []proof.Checkpoint
	keys    []string
	living  map[string]bool // by instance
	started int
	expires string // whose expiry goes on
	movedTo string
	renamed string // by a forger, as what
}

// memoryLock is a lock that can be waited for with some patience. It is locked while it has a value.
type memoryLock chan struct{}

func (l memoryLock) Lock() { l <- struct{}{} }

func (l memoryLock) Unlock() { <-l }

func (l memoryLock) lockWithin(ctx context.Context, patience time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, &store.BusyError{Err: context.DeadlineExceeded})
	defer cancel()
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// process is a history as one process has it open.
type process struct {
	*store.Recorder
	*verify.Verifier
	shared *memory
	name   string
	open   map[string]bool
}

func openMemory(shared *memory, wrap func(store.Log) store.Log) (*process, error) {
	shared.started++
	p := &process{shared: shared, name: fmt.Sprint("process ", shared.started), open: map[string]bool{}}
	log := wrap(&memoryLog{shared, memoryPatience})
	p.Recorder, p.Verifier = store.NewRecorder(log, p, shared, time.Now), verify.New(log)
	if shared.movedTo != "" {
		return p, nil
	}
	return p, p.Recover(context.Background())
}

func (p *process) kill() { delete(p.shared.living, p.name) }

func (p *process) Close() error {
	if len(p.open) == 0 {
		p.kill()
	}
	return nil
}

func (p *process) Record(ctx context.Context, number int64) (record deletion.Record, err error) {
	err = (&memoryLog{memory: p.shared}).Snapshot(ctx, "", func(from store.Snapshot) (err error) {
		record, err = verify.Record(ctx, from, p.Origin(), number)
		return err
	})
	return record, err
}

func (p *process) Findings(ctx context.Context) (findings []string, err error) {
	err = (&memoryLog{memory: p.shared}).Snapshot(ctx, "", func(from store.Snapshot) (err error) {
		findings, err = verify.Findings(ctx, from, p.Origin())
		return err
	})
	return findings, err
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
