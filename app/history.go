package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/secret"
)

// History opens the history when it is first used, so that the console's first frame
// does not wait for a disk. A history that could not be opened is tried again at the next
// use: what was wrong may have been put right. Every outcome in it is signed.
type History struct {
	open    func(context.Context) (store.History, error)
	session *Session
	// stays is set for a session that stays open after an outcome: it keeps the search
	// index up to date, and carries checkpoints in the background.
	stays bool
	// announce reports that something new is to be said.
	announce func()

	afterwards afterwards
	folding    sync.WaitGroup // of what the console folds in the background

	mu     sync.Mutex
	opened store.History
	closed bool
	stop   func() // ends the indexing and waits for its end
}

// History is the session's history for one command. It is opened when it is first used.
func (s *Session) History() *History {
	return &History{session: s, open: s.openForCommand, announce: func() {}}
}

// StayingHistory is [Session.History] for a session that stays open. announce is called
// when there is something new to be said about it.
func (s *Session) StayingHistory(announce func()) *History {
	return &History{session: s, open: s.OpenHistory, stays: true, announce: announce}
}

func (s *Session) openForCommand(ctx context.Context) (store.History, error) {
	opened, err := s.OpenHistory(ctx)
	if err == nil {
		opened.EndsAfterOutcome()
	}
	return opened, err
}

// OpenHistory opens the history that the configuration names.
func (s *Session) OpenHistory(ctx context.Context) (store.History, error) {
	return s.openSigned(ctx, toRecord)
}

// OpenToMove opens the history to move it away, which on a server only its owner may.
func (s *Session) OpenToMove(ctx context.Context) (store.History, error) {
	return s.openSigned(ctx, toMove)
}

func (s *Session) openSigned(ctx context.Context, as purpose) (store.History, error) {
	opened, err := s.openStore(ctx, as)
	if err != nil {
		return nil, err
	}
	opened.ContinueFrom(func() []proof.Checkpoint { return s.mustContinue(opened) })
	opened.SignWith(func() (*proof.Key, error) { return s.findKey(opened) })
	return opened, nil
}

// errClosed says that somebody still asked when the session had ended.
var errClosed = errors.New("the session has ended and closed its history")

// get is the open history. An outcome that comes late opens it again, see [History.asked].
func (h *History) get(ctx context.Context) (store.History, error) { return h.obtain(ctx, true) }

// asked is get for what nobody needs once the session has ended.
func (h *History) asked(ctx context.Context) (store.History, error) { return h.obtain(ctx, false) }

func (h *History) obtain(ctx context.Context, again bool) (store.History, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed && !again {
		return nil, errClosed
	}
	if h.opened == nil {
		opened, err := h.open(ctx)
		if err != nil {
			return nil, err
		}
		h.opened = opened
		if h.stays {
			h.startIndexing(opened)
			h.carryInBackground(opened) // what an earlier process could not
		}
	}
	return h.opened, nil
}

// read is asked for what only reads. Recording looks on its own.
func (h *History) read(ctx context.Context) (store.History, error) {
	opened, err := h.asked(ctx)
	if err == nil {
		err = opened.Readable()
	}
	return opened, err
}

// indexingPause lies between two looks for records that are not indexed yet.
const indexingPause = 15 * time.Second

// startIndexing looks for damage, and indexes now, and what comes later now and then.
// It is never in the way of a record: the index is a file of its own.
func (h *History) startIndexing(history store.History) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	h.stop = func() { cancel(); <-ended }
	go func() {
		defer close(ended)
		if err := guarded(history, func() error { return history.Examine(ctx) }); err != nil && ctx.Err() == nil {
			h.session.Log.Error("the history is damaged; nothing is sent", "error", err)
		}
		for {
			if err := guarded(history, func() error { return history.Index(ctx) }); err != nil && ctx.Err() == nil {
				h.session.Log.Warn("the search index was not filled; filters scan", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(indexingPause):
			}
		}
	}()
}

// guarded never panics: nothing that goes on in the background may end a process with
// a deletion under way.
func guarded(history store.History, work func() error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("it failed: %v", fault)
		}
	}()
	if err := history.Readable(); err != nil {
		return err
	}
	return work()
}

// Close closes the history if it was ever opened. No question opens it again: a console's last one may
// come when the console is gone, and would leave an open history in a process that goes on.
func (h *History) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	if h.opened == nil {
		return nil
	}
	if h.stop != nil {
		h.stop()
	}
	h.folding.Wait()
	err := h.opened.Close()
	h.opened = nil
	return err
}

// Leave is Close for a process that is about to end.
func (h *History) Leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.opened != nil {
		h.opened.Leave()
	}
}

// From here on are the ports that a workflow and the screens work with, each over the
// history once it is open.

// Ready implements [deletion.Recorder]. It also says which checkpoints could not be carried.
func (h *History) Ready(ctx context.Context) (warnings []string, err error) {
	warnings, err = ask(ctx, h.asked, func(s store.History) ([]string, error) { return s.Ready(ctx) })
	for _, problem := range h.afterwards.unsaid() {
		warnings = append(warnings, safetext.Line(hint.Sentences(problem.Error())))
	}
	return warnings, err
}

// Fingerprint implements [deletion.Recorder].
func (h *History) Fingerprint(key secret.Text) (string, error) {
	return ask(context.Background(), h.get, func(s store.History) (string, error) { return s.Fingerprint(key) })
}

// RecordIntent implements [deletion.Recorder].
func (h *History) RecordIntent(ctx context.Context, intent deletion.Intent, guards deletion.Guards) (deletion.Intent, error) {
	return ask(ctx, h.get, func(s store.History) (deletion.Intent, error) { return s.RecordIntent(ctx, intent, guards) })
}

// RecordGuardRefusal implements [deletion.Recorder].
func (h *History) RecordGuardRefusal(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) (deletion.Record, error) {
	return ask(ctx, h.get, func(s store.History) (deletion.Record, error) { return s.RecordGuardRefusal(ctx, intent, outcome) })
}

// Standing implements [deletion.Recorder].
func (h *History) Standing(ctx context.Context, guards deletion.Guards) (deletion.Standing, error) {
	return ask(ctx, h.read, func(s store.History) (deletion.Standing, error) { return s.Standing(ctx, guards) })
}

// RecordOutcome implements [deletion.Recorder].
func (h *History) RecordOutcome(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) error {
	return tell(ctx, h.get, func(s store.History) error { return s.RecordOutcome(ctx, intent, outcome) })
}

// RecordSettlement implements [deletion.Recorder].
func (h *History) RecordSettlement(ctx context.Context, number int64, settlement deletion.Settlement) error {
	return tell(ctx, h.get, func(s store.History) error {
		err := s.RecordSettlement(ctx, number, settlement)
		if err == nil && h.stays {
			h.carryInBackground(s)
		}
		return err
	})
}

// RecordTargetRefusal implements [deletion.Recorder].
func (h *History) RecordTargetRefusal(ctx context.Context, refusal deletion.TargetRefusal) error {
	return tell(ctx, h.get, func(s store.History) error { return s.RecordTargetRefusal(ctx, refusal) })
}

// RecordAfter implements [deletion.Recorder].
func (h *History) RecordAfter(ctx context.Context, number int64, after deletion.After) error {
	return tell(ctx, h.get, func(s store.History) error { return s.RecordAfter(ctx, number, after) })
}

// OnTarget implements [deletion.Recorder].
func (h *History) OnTarget(ctx context.Context, request deletion.Request) (deletion.TargetHistory, error) {
	return ask(ctx, h.read, func(s store.History) (deletion.TargetHistory, error) { return s.OnTarget(ctx, request) })
}

// Find implements [query.Finder].
func (h *History) Find(ctx context.Context, filter query.Query, page query.PageRequest) (query.Page, error) {
	return ask(ctx, h.read, func(s store.History) (query.Page, error) { return s.Find(ctx, filter, page) })
}

// Values implements [query.Finder].
func (h *History) Values(ctx context.Context, field query.Field, prefix string, limit int) ([]string, error) {
	return ask(ctx, h.asked, func(s store.History) ([]string, error) { return s.Values(ctx, field, prefix, limit) })
}

// Count implements [query.Finder].
func (h *History) Count(ctx context.Context, filter query.Query) (matching, total int64, err error) {
	err = tell(ctx, h.read, func(s store.History) (err error) { matching, total, err = s.Count(ctx, filter); return err })
	return matching, total, err
}

// Record implements [query.Finder].
func (h *History) Record(ctx context.Context, number int64) (deletion.Record, error) {
	return ask(ctx, h.read, func(s store.History) (deletion.Record, error) { return s.Record(ctx, number) })
}

// Unsettled implements [query.Finder].
func (h *History) Unsettled(ctx context.Context, limit int) (records []deletion.Record, count int64, err error) {
	err = tell(ctx, h.read, func(s store.History) (err error) { records, count, err = s.Unsettled(ctx, limit); return err })
	return records, count, err
}

// Statistics implements [query.Finder].
func (h *History) Statistics(ctx context.Context, filter query.Query, step query.Step, zone *time.Location) (query.Statistics, error) {
	return ask(ctx, h.read, func(s store.History) (query.Statistics, error) { return s.Statistics(ctx, filter, step, zone) })
}

// Changed returns the numbers of those records that do not match the hash tree.
func (h *History) Changed(ctx context.Context, records []deletion.Record) ([]int64, error) {
	return ask(ctx, h.read, func(s store.History) ([]int64, error) { return s.Changed(ctx, records) })
}

// Log returns what was done with the history itself, the oldest first.
func (h *History) Log(ctx context.Context) ([]query.LogEntry, error) {
	logged, err := ask(ctx, h.read, func(s store.History) ([]store.Logged, error) { return s.Log(ctx) })
	entries := make([]query.LogEntry, len(logged))
	for i, one := range logged {
		entries[i] = one.Entry()
	}
	return entries, err
}

// ask asks an opened history, or returns why it can't be opened.
func ask[T any](ctx context.Context, open func(context.Context) (store.History, error), question func(store.History) (T, error)) (answer T, err error) {
	err = tell(ctx, open, func(s store.History) (err error) { answer, err = question(s); return err })
	return answer, err
}

// tell hands an opened history to work, or returns why it can't be opened.
func tell(ctx context.Context, open func(context.Context) (store.History, error), work func(store.History) error) error {
	opened, err := open(ctx)
	if err != nil {
		return err
	}
	return work(opened)
}
