package cli

import (
	"context"
	"errors"
	"time"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/carry"
	"deletecall/history/store"
)

// finish does, until ctx ends, what may take long after the outcome is on the screen, and says
// what could not be done: signing the history, where that was not done yet, and
// carrying its checkpoints away.
//
// Everything here is a warning: the outcome is known and on the screen, and nothing that fails now may
// change the exit code that a script reads.
func (p Program) finish(ctx context.Context, history *app.History, signature deletion.Signature) {
	if signature.Err != nil && !errors.As(signature.Err, new(*deletion.SignatureLateError)) {
		p.say("warning: the history could not be signed: %s", signature.Err)
	}
	finished, problems := make(chan struct{}), []error(nil)
	go func() { defer close(finished); problems = history.Finish(ctx) }()
	select {
	case <-finished:
	case <-time.After(silence):
		p.say("waiting %s, at most %s\nPress ctrl+c to stop waiting", history.Unfinished(), carry.Limit)
		<-finished
	}
	for _, problem := range problems {
		p.say("warning: %s", problem)
	}
}

// silence is how long a command waits without a word.
const silence = 500 * time.Millisecond

// signAndCarry signs a history after what was done to it. That it can't is a warning only: what was done is recorded, and
// the next outcome signs again.
func (p Program) signAndCarry(ctx context.Context, session *app.Session, opened store.History) {
	if _, err := session.SignAndCarry(ctx, opened); err != nil {
		p.say("warning: the history could not be signed: %s", err)
	}
}
