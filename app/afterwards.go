package app

import (
	"context"
	"errors"
	"sync"

	"deletecall/history/carry"
)

// afterwards is what goes on when an outcome is on record and may be on the screen: its
// checkpoint is signed and carried away. Nobody waits for it without a limit.
type afterwards struct {
	mu       sync.Mutex
	signing  int
	changed  chan struct{} // closed at each change, and made again
	carrying int
	problems []error // of the last carrying
	notices  []error // that nobody has seen yet
	stop     []context.CancelFunc
}

var errNotSigned = errors.New("the history was not signed in time; the next checkpoint will cover it")

func (a *afterwards) change(by func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	by()
	if a.changed != nil {
		close(a.changed)
		a.changed = nil
	}
}

// sign does the signing, so that it can be waited for.
func (a *afterwards) sign(work func() (string, error)) (short string, err error) {
	a.change(func() { a.signing++ })
	defer a.change(func() { a.signing-- })
	return work()
}

func (a *afterwards) start(carry func(context.Context) []error, announce func()) {
	ctx, cancel := context.WithCancel(context.Background())
	a.change(func() { a.carrying++; a.stop = append(a.stop, cancel) })
	go func() {
		defer cancel()
		problems := carry(ctx)
		a.change(func() { a.carrying--; a.problems = problems })
		announce()
	}()
}

// until waits for a state, and reports whether it came before ctx ended.
func (a *afterwards) until(ctx context.Context, reached func() bool) bool {
	for {
		a.mu.Lock()
		if reached() {
			a.mu.Unlock()
			return true
		}
		if a.changed == nil {
			a.changed = make(chan struct{})
		}
		changed := a.changed
		a.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// signed waits until nothing is being signed any more.
func (a *afterwards) signed(ctx context.Context) error {
	if !a.until(ctx, func() bool { return a.signing == 0 }) {
		return errNotSigned
	}
	return nil
}

// wait waits for what was started, and breaks it off when ctx ends.
func (a *afterwards) wait(ctx context.Context) []error {
	idle := func() bool { return a.carrying == 0 }
	if !a.until(ctx, idle) {
		a.mu.Lock()
		for _, cancel := range a.stop {
			cancel()
		}
		a.mu.Unlock()
		grace, cancel := context.WithTimeout(context.Background(), 2*carry.Grace)
		defer cancel()
		a.until(grace, idle)
	}
	return a.unsaid()
}

func (a *afterwards) note(notice error) { a.change(func() { a.notices = append(a.notices, notice) }) }

// unsaid is what could not be carried, and the notices, which it forgets.
func (a *afterwards) unsaid() []error {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := append(a.notices, a.problems...)
	a.notices = nil
	return all
}
