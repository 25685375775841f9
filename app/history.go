package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
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

	closed  atomic.Bool
	opening atomic.Pointer[context.CancelFunc] // ends an opening that nobody needs after Close

	asked atomic.Int64 // how often it was asked for

	mu     sync.Mutex
	opened store.History
	// Whoever asked while an opening failed gets its error, and does not wait for another one:
	// a server that says nothing would keep the second one waiting twice as long.
	refused int64 // up to which one
	refusal error
	stop    func()         // ends the indexing and waits for its end
	uses    sync.WaitGroup // of the history that is open
	ending  context.Context
	end     context.CancelFunc // ends the questions
}

type usage int

const (
	// recording goes on to its end, and opens the history even after Close: an outcome can come late.
	recording usage = iota
	// asking ends with the history: nobody needs the answer once the session has ended.
	asking
	// reading is asking for what reads the records, which does harm where a file was cut off.
	reading
)

// History is the session's history for one deletion. It is opened when it is first used.
// confirmed says that nobody is asked about it any more.
func (s *Session) History(confirmed bool) *History {
	open := func(ctx context.Context) (store.History, error) {
		opened, err := s.OpenHistory(ctx)
		if err == nil {
			opened.EndsAfterOutcome()
		}
		if err == nil && confirmed {
			opened.IntentFollows()
		}
		return opened, err
	}
	return &History{session: s, open: open, announce: func() {}}
}

// StayingHistory is [Session.History] for a session that stays open. announce is called
// when there is something new to be said about it.
func (s *Session) StayingHistory(announce func()) *History {
	return &History{session: s, open: s.OpenHistory, stays: true, announce: announce}
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
	opened.SignWith(func() (*proof.Key, error) { return s.findKey(opened) }, s.HistoryServer == nil)
	return opened, nil
}

// errClosed is the answer to a question that comes after Close.
var errClosed = errors.New("the session has ended and closed its history")

// use opens the history if it is not open, and does work with it, which [History.Close] waits for.
func (h *History) use(ctx context.Context, as usage, work func(context.Context, store.History) error) error {
	opened, ending, err := h.obtain(ctx, as)
	if err != nil {
		return err
	}
	defer h.uses.Done()
	if as != recording {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(ending, cancel)()
	}
	if as == reading {
		if err := opened.Readable(); err != nil {
			return err
		}
	}
	return work(ctx, opened)
}

// obtain counts a use of the history, until uses.Done.
func (h *History) obtain(ctx context.Context, as usage) (opened store.History, ending context.Context, err error) {
	turn := h.asked.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.opened == nil && as != recording {
		if turn <= h.refused {
			return nil, nil, h.refusal
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		h.opening.Store(&cancel)
		defer h.opening.Store(nil)
	}
	if h.closed.Load() && as != recording {
		return nil, nil, errClosed
	}
	if h.opened == nil {
		opened, err := h.open(ctx)
		if err != nil {
			if ctx.Err() == nil {
				h.refused, h.refusal = h.asked.Load(), err
			}
			return nil, nil, err
		}
		h.opened = opened
		h.ending, h.end = context.WithCancel(context.Background())
		if h.stays {
			h.startIndexing(opened)
			h.carryInBackground(opened) // what an earlier process could not
		}
	}
	h.uses.Add(1)
	return h.opened, h.ending, nil
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

// Close closes the history if it was ever opened, when what is being recorded is recorded. It ends the questions
// in progress. None opens the history again: a console's last one may come when the console is gone, and would leave
// an open history in a process that goes on.
func (h *History) Close() error {
	h.closed.Store(true)
	if cancel := h.opening.Load(); cancel != nil {
		(*cancel)()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.opened == nil {
		return nil
	}
	h.end()
	h.uses.Wait()
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
