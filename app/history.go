package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"deletecall/history/proof"
	"deletecall/history/store"
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

// OpenToSalvage opens the history also where it was cut off.
func (s *Session) OpenToSalvage(ctx context.Context) (store.History, error) {
	return s.openSigned(ctx, toSalvage)
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

// errClosed is the answer to a question that comes after Close.
var errClosed = errors.New("the session has ended and closed its history")

// get opens the history if it is not open. It does so even after Close: an outcome can come late.
func (h *History) get(ctx context.Context) (store.History, error) { return h.obtain(ctx, true) }

// asked is get for questions, which nobody needs answered once the session has ended.
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
