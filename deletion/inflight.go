package deletion

import (
	"cmp"
	"context"
	"slices"
)

// flight is a deletion whose outcome is not recorded yet.
type flight struct {
	intent Intent // its number is 0 until it is recorded itself
	*handover
}

// Ended is what [Workflow.Execute] returned of a deletion. The number of a record
// whose intent was not recorded is 0: nothing was sent for it.
type Ended struct {
	Record Record
	Err    error
}

// Drain starts nothing new from now on and waits until the outcome of every
// deletion under way is recorded, or ctx ends. [Workflow.Ended] tells them.
func (w *Workflow) Drain(ctx context.Context) error {
	w.mu.Lock()
	w.draining = true
	w.mu.Unlock()
	w.end()
	idle := make(chan struct{})
	go func() { w.idle.Wait(); close(idle) }()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Ended returns what became of the deletions that were under way when [Workflow.Abandon]
// was called, or [Workflow.Drain], in the order in which they ended. The history may not
// know: it may be what failed.
func (w *Workflow) Ended() []Ended {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.ended)
}

func (w *Workflow) keep(ended Ended) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.draining || w.abandoned {
		w.ended = append(w.ended, ended)
	}
}

func (w *Workflow) begin() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.draining || w.abandoned {
		return &DrainingError{}
	}
	w.idle.Add(1)
	return nil
}

// Abandon starts nothing new from now on, and gives up every deletion whose request
// was not handed to a connection yet: its outcome, not sent, comes at once, and the
// history is waited for no longer than a second. It returns the intents of those that
// go on, oldest first, which nothing aborts.
func (w *Workflow) Abandon() (goOn []Intent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.abandoned = true
	w.end()
	for _, one := range w.inFlight {
		if one.abandon() {
			goOn = append(goOn, one.intent)
		}
	}
	slices.SortFunc(goOn, func(a, b Intent) int { return cmp.Compare(a.Number, b.Number) })
	return goOn
}

// track returns the context to record and to send with. A deletion that began just
// before [Workflow.Abandon] is abandoned too.
func (w *Workflow) track(ctx context.Context, intent Intent) context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx, handover := withHandover(ctx)
	w.inFlight[intent.ID] = flight{intent, handover}
	if w.abandoned {
		handover.abandon()
	}
	return ctx
}

// number keeps the number that a tracked intent got when it was recorded.
func (w *Workflow) number(tracked, recorded Intent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := w.inFlight[tracked.ID]
	one.intent = recorded
	w.inFlight[tracked.ID] = one
}

func (w *Workflow) untrack(intent Intent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inFlight[intent.ID].cancel() // what it held is free
	delete(w.inFlight, intent.ID)
}
