package deletion

import (
	"context"
	"errors"
	"sync"
)

// Prepared is a [Proposal] with the credentials that it is sent with. It lives in this
// process only, and is good for one request.
type Prepared struct {
	proposal Proposal
	recorded chan Intent // buffered: nobody has to listen
	answered chan struct{}

	mu        sync.Mutex
	sending   Sending // nil once it was taken or forgotten
	preview   Preview
	forgotten bool
}

// Prepare obtains the credentials for a request. Nothing is sent and nothing is recorded. One that
// is pinned to no call is a *[FieldError].
func (w *Workflow) Prepare(ctx context.Context, request Request) (*Prepared, error) {
	if err := request.checkPin(); err != nil {
		return nil, err
	}
	sender, err := w.parts.Senders(request.Server)
	if err != nil {
		return nil, err
	}
	typed := context.Background()
	if w.parts.Typing != nil {
		typed = w.parts.Typing.Life(request.Server) // that of what Prepare obtains, or of something older
	}
	sending, err := sender.Prepare(ctx, request)
	if err != nil {
		return nil, err
	}
	p := &Prepared{
		proposal: Proposal{request, w.parts.Operator}, sending: sending, preview: sending.Preview(),
		recorded: make(chan Intent, 1), answered: make(chan struct{}),
	}
	context.AfterFunc(typed, p.forget)
	return p, nil
}

// Preview is the request as it will be sent, secrets masked.
func (p *Prepared) Preview() Preview { return p.preview }

// forget lets go of the credentials, unless the request is on its way: a confirmation that is left open
// keeps nothing that a person has typed longer than it is kept elsewhere.
func (p *Prepared) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sending != nil {
		p.sending, p.forgotten = nil, true
	}
}

// wasForgotten reports whether the credentials are gone and nothing was sent with them.
func (p *Prepared) wasForgotten() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.forgotten
}

// take lets the request go once, however often its review is copied.
func (p *Prepared) take() (sending Sending, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	sending, p.sending = p.sending, nil
	return sending, sending != nil
}

// check returns [ErrChangedRequest] unless what would be sent is what a person was
// shown and confirmed. Which record it repeats the person may have said since: the
// history decides about that when it takes the intent.
func (p *Prepared) check(confirmed Review) error {
	would := p.proposal
	would.Request.Again = confirmed.Request.Again
	if would.Digest() != confirmed.Digest() || !p.Preview().equal(confirmed.Preview) {
		return ErrChangedRequest
	}
	return nil
}

// ErrChangedRequest says that what would have been sent is not what was confirmed.
// Nothing was sent because of it.
var ErrChangedRequest = errors.New("the request changed after it was shown\nReview it again\nIf this happens again, report this fault of the program")
