package ui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
)

type lookedUpMsg struct {
	generation int
	request    deletion.Request
	shown      bool // the result is new; else the request alone has another form
	result     lookup.Result
	review     deletion.Review
	err        error
}

// errSkipped is why a look-up ends that a person doesn't wait for.
var errSkipped = errors.New("skipped")

// looksUp reports whether a call is looked up by itself before it is deleted on a server.
func (c Console) looksUp(server deletion.Server) bool {
	return !server.NoLookUp && c.options.Workflow.LooksUp(server)
}

// lookUpCall looks up, for the confirmation, the call that would be deleted. Nothing waits for it
// but the key that confirms.
func (c Console) lookUpCall(request deletion.Request) (Console, tea.Cmd) {
	ctx, skip := context.WithCancelCause(context.Background())
	c.lookUp = skip
	var second tea.Cmd
	c.confirm, second = c.confirm.LookingUp()
	generation, workflow := c.reviews, c.options.Workflow
	return c, tea.Batch(second, func() tea.Msg {
		defer skip(nil)
		limited, end := context.WithTimeout(ctx, request.Server.LookUpTime())
		defer end()
		msg := lookedUpMsg{generation: generation, shown: true, result: workflow.LookUp(limited, request.Server, request.Sent())}
		if errors.Is(context.Cause(ctx), context.Canceled) {
			return nil // the confirmation was left: nothing more is prepared, and no guard refuses anything
		}
		msg.request = request.LookedUpAgain(msg.result)
		msg.review, msg.err = workflow.Review(context.Background(), msg.request)
		return msg
	})
}

// prepareOther prepares the same deletion as a person wants it sent: as typed, or by the call
// that is shown.
func (c Console) prepareOther(request deletion.Request) tea.Cmd {
	generation, workflow := c.reviews, c.options.Workflow
	return func() tea.Msg {
		review, err := workflow.Review(context.Background(), request)
		return lookedUpMsg{generation: generation, request: request, review: review, err: err}
	}
}

func (c Console) takeLookUp(msg lookedUpMsg) (Console, tea.Cmd) {
	if msg.generation != c.reviews || c.screen != keymap.Confirm {
		return c, nil
	}
	c.reviews++ // what was asked about the former request is late
	var refused *deletion.RefusedError
	switch {
	case errors.As(msg.err, &refused):
		return c.takeRefusal(msg.request, refused.Record, false)
	case msg.err != nil:
		return c.refuseReview(msg.err)
	}
	result := msg.result
	if !msg.shown {
		result = c.confirm.Result()
	}
	var command tea.Cmd
	c.confirm, command = c.confirm.LookedUp(msg.review, result)
	return c, tea.Batch(command, c.watch(msg.review))
}
