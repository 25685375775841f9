package ui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/confirm"
	"deletecall/ui/form"
	"deletecall/ui/queue"
	"deletecall/ui/result"
)

type (
	// previewMsg brings the request of the form as it will be sent.
	previewMsg struct {
		generation int
		preview    deletion.Preview
		refusal    string // why the server's rules would refuse it; empty where they would not
	}
	reviewMsg struct {
		generation int
		request    deletion.Request
		review     deletion.Review
		err        error
	}
	startedMsg struct {
		id int
		at time.Time
	}
	// recordedMsg says when the intent of a deletion was durable and its request sent.
	recordedMsg struct {
		id int
		at time.Time
	}
	// answeredMsg says when the request of a deletion had ended; its outcome is being
	// recorded.
	answeredMsg struct {
		id int
		at time.Time
	}
	// tickMsg says that a second has passed on the clock of the sending screen.
	tickMsg struct {
		clock int
		at    time.Time
	}
	executedMsg struct {
		id     int
		record deletion.Record
		err    error
	}
)

func (c Console) preview() (Console, tea.Cmd) {
	c.previews++
	return c, c.previewCommand()
}

func (c Console) previewCommand() tea.Cmd {
	generation, draft, workflow := c.previews, c.form.Draft(), c.options.Workflow
	// Without a server there is no request to show; the form says what is missing.
	if draft.Server.Endpoint == "" {
		return nil
	}
	return func() tea.Msg {
		preview, err := workflow.Preview(draft)
		if err != nil {
			preview = deletion.Preview{} // the review says what is wrong
		}
		return previewMsg{generation, preview, ground(workflow.RefusedByRules(draft))}
	}
}

// ground is why a guard refuses, as a clause; empty where none does.
func ground(err error) string {
	if refused, ok := errors.AsType[*deletion.RefusedError](err); ok {
		return refused.Ground()
	}
	return ""
}

// toForm hands a key to the form, unless it means the queue: several pasted lines become one, and
// enter may go on with it.
func (c Console) toForm(msg tea.Msg) (Console, tea.Cmd) {
	if c.reviewing {
		return c.keep(msg), nil // the form that is being reviewed stays as it is
	}
	if pasted, ok := msg.(tea.PasteMsg); ok && c.form.TakesIdentifier() && queue.IsList(pasted.Content) {
		return c.paste(pasted.Content)
	}
	if c.goesOn(msg) {
		return c.reviewNext()
	}
	var action form.Action
	former := c.form.Identifier()
	c.form, action = c.form.Update(msg)
	if c.form.Identifier() != former {
		c.queued.lacks = false // it is about another one now
	}
	switch action := action.(type) {
	case form.Changed:
		return c.preview()
	case form.Review:
		return c.review(action.Request)
	case form.Recall:
		kind, _, _ := c.form.Common()
		return c, c.askRecent(recent{field: action.Field, kind: kind})
	}
	return c, nil
}

func (c Console) review(request deletion.Request) (Console, tea.Cmd) {
	c.reviews++
	c.reviewing, c.reviewedFrom, c.ahead = true, c.screen, nil
	c.notice = notice{text: "Preparing…"}
	generation, prepare := c.reviews, c.options.Workflow.Review
	if c.looksUp(request.Server) {
		prepare = c.options.Workflow.ReviewUnseen
	}
	return c, func() tea.Msg {
		review, err := prepare(context.Background(), request)
		return reviewMsg{generation, request, review, err}
	}
}

// takeReview opens the confirmation, or says why there is none. A review that was overtaken is
// dropped: it may be for a server that is not chosen by now.
func (c Console) takeReview(msg reviewMsg) (Console, tea.Cmd) {
	if msg.generation != c.reviews {
		return c, nil
	}
	c.reviewing = false
	c.notice = notice{}
	isBusy := c.screen != c.reviewedFrom || c.dialog != nil // with something else by now
	var refused *deletion.RefusedError
	switch {
	case errors.As(msg.err, &refused):
		return c.takeRefusal(msg.request, refused.Record, isBusy)
	case msg.err != nil && isBusy:
		return c.announceRefusal(msg)
	case isUntyped(msg.err):
		// What begins something for a person asks; what is confirmed already never does.
		return c.askTyped(msg.request.Server, func(c Console) (Console, tea.Cmd) { return c.review(msg.request) })
	case msg.err != nil:
		return c.refuseReview(msg.err)
	}
	c.confirmed = msg.review.Request.Server
	var command tea.Cmd
	c.confirm, command = confirm.New(c.keys, msg.review)
	c.confirm = c.confirm.In(c.place())
	// A dialog that was opened while the review was prepared would take the first keys of
	// the confirmation.
	c.dialog = nil
	c, _ = c.show(keymap.Confirm)
	c, preview := c.preview() // the credentials are known by now, and shown masked
	watch := c.watch(msg.review)
	if c.looksUp(msg.review.Request.Server) {
		c, command = c.lookUpCall(msg.review.Request)
	}
	c, typed := c.typeAhead()
	return c, tea.Batch(command, preview, watch, typed)
}

// announceRefusal says why a request can't be confirmed to a person who is busy with something
// else by now.
func (c Console) announceRefusal(msg reviewMsg) (Console, tea.Cmd) {
	c.queued.reviews = false
	c.news = c.news.with(nothingSentFor(msg.request, msg.err))
	return c, c.checkHistory()
}

// takeRefusal shows what a guard refused before anybody could confirm it: it is a result like
// others, and on record.
func (c Console) takeRefusal(request deletion.Request, record deletion.Record, isBusy bool) (Console, tea.Cmd) {
	c.search = c.search.WithOutcome(record)
	switch {
	case c.queued.reviews:
		c.queued.Queue = c.queued.End(c.queued.at, record)
		c.queued.reviews = false
	case !isBusy:
		c.form = c.form.Next() // as after a confirmation
	}
	if isBusy {
		c.news = c.news.with(announcement(record, nil))
		return c, nil
	}
	c.confirmed = request.Server
	c.lastID++
	c.shown = c.lastID
	return c.showResult(record, nil)
}

// toConfirm does what the person answered. Only [confirm.Confirmed] sends, and it carries the very
// review that was shown (promise 4).
func (c Console) toConfirm(msg tea.Msg) (Console, tea.Cmd) {
	var (
		command tea.Cmd
		answer  confirm.Answer
	)
	c.confirm, command, answer = c.confirm.Update(msg)
	switch answer := answer.(type) {
	case confirm.Skipped:
		c.lookUp(errSkipped)
	case confirm.Switched:
		return c, tea.Batch(command, c.prepareOther(answer.Request))
	case confirm.Cancelled:
		if c.lookUp != nil {
			c.lookUp(nil)
		}
		c.notice = notice{text: "Cancelled; nothing was sent."}
		if c.queued.reviews {
			c.queued.reviews = false
			return c.showQueue()
		}
		return c.show(c.begunOn())
	case confirm.Confirmed:
		return c.execute(answer.Review)
	}
	return c, command
}

// disturbed tells the confirmation that the terminal has sent something else than
// a person's keys to it.
func (c Console) disturbed() (Console, tea.Cmd) {
	if c.screen != keymap.Confirm {
		return c, nil
	}
	var command tea.Cmd
	c.confirm, command, _ = c.confirm.Disturbed()
	return c, command
}

// execute carries out the very review that was confirmed. The command goes on
// whatever becomes of the screen.
func (c Console) execute(review deletion.Review) (Console, tea.Cmd) {
	c.lastID++
	id, workflow, now := c.lastID, c.options.Workflow, c.options.Now
	one := underWay{id: id, place: -1, Sending: result.Sending{Request: review.Request}}
	if c.queued.reviews {
		one.place, c.queued.reviews = c.queued.at, false
		c.queued.Queue = c.queued.Start(one.place)
	} else {
		c.form = c.form.Next() // by whichever way it is shown again
	}
	c.underWay = append(slices.Clone(c.underWay), one)
	c.shown = id
	c.ticks++ // the start begins a clock; one of a screen that was left ends
	c, _ = c.show(keymap.Sending)
	// Both waits end with the deletion: one that was refused never records nor answers,
	// and its goroutines would be left behind.
	ended := make(chan struct{})
	return c, tea.Batch(
		func() tea.Msg { return startedMsg{id, now()} },
		func() tea.Msg {
			defer close(ended)
			// No context of the screen: leaving it cancels nothing, before the intent or after it.
			record, err := workflow.Execute(context.Background(), review)
			return executedMsg{id, record, err}
		},
		func() tea.Msg {
			select {
			case <-review.Recorded():
				return recordedMsg{id, now()}
			case <-ended:
				return nil
			}
		},
		func() tea.Msg {
			select {
			case <-review.Answered():
				return answeredMsg{id, now()}
			case <-ended:
				return nil
			}
		},
	)
}
