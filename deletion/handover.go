package deletion

import (
	"context"
	"errors"
	"sync"
)

// ErrAbandoned says that a deletion was abandoned before its request was handed to a
// connection. Nothing was sent.
var ErrAbandoned = errors.New("the deletion was abandoned before its request was handed to a connection")

// handover is where abandoning a deletion and handing its request to a connection
// exclude each other: whichever comes first decides.
type handover struct {
	mu        sync.Mutex
	handed    bool
	abandoned bool
	cancel    context.CancelFunc // ends what may still be ended
}

type handoverKey struct{}

// withHandover returns the context for a [Sending], and its handover.
func withHandover(ctx context.Context) (context.Context, *handover) {
	ctx, cancel := context.WithCancel(ctx)
	h := &handover{cancel: cancel}
	return context.WithValue(ctx, handoverKey{}, h), h
}

// abandon gives the deletion up unless its request was handed over, and reports
// whether it goes on. What precedes the handover, of a second attempt too, ends at once.
func (h *handover) abandon() (goesOn bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.abandoned = true
	h.cancel()
	return h.handed
}

// HandOver is called by a [Sending] with its context, at the moment before it hands
// its request to a connection. With an error, [ErrAbandoned] or the context's own, the
// request must not leave. From then on nothing abandons it: it goes on with the
// returned context, which ends at the deadline of ctx and not before, until done is
// called.
func HandOver(ctx context.Context) (kept context.Context, done context.CancelFunc, err error) {
	h, abandonable := ctx.Value(handoverKey{}).(*handover)
	if abandonable {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.abandoned {
			return nil, nil, ErrAbandoned
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if abandonable {
		h.handed = true
	}
	kept = context.WithoutCancel(ctx)
	if deadline, limited := ctx.Deadline(); limited {
		kept, done = context.WithDeadline(kept, deadline)
	} else {
		kept, done = context.WithCancel(kept)
	}
	return kept, done, nil
}
