package ui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/ui/confirm"
	"deletecall/ui/form"
	"deletecall/ui/result"
)

type (
	// previewMsg brings the request of the form as it will be sent.
	previewMsg struct {
		generation int
		preview    deletion.Preview
	}
	// reviewMsg brings what a person has to confirm.
	reviewMsg struct {
		generation int
		review     deletion.Review
		err        error
	}
	// startedMsg says when a deletion was begun.
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
	// tickMsg says that a second has passed.
	tickMsg struct{ at time.Time }
	// executedMsg brings the outcome of a deletion.
	executedMsg struct {
		id     int
		record deletion.Record
		err    error
	}
)

// preview shows the request of the form as it is now.
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
			preview = deletion.Preview{} // the review tells what is wrong
		}
		return previewMsg{generation, preview}
	}
}

func (c Console) toForm(msg tea.Msg) (Console, tea.Cmd) {
	if c.reviewing {
		return c, nil // the form that is being reviewed stays as it is
	}
	var action form.Action
	c.form, action = c.form.Update(msg)
	switch action := action.(type) {
	case form.Changed:
		return c.preview()
	case form.Review:
		return c.review(action.Request)
	}
	return c, nil
}

// review prepares a request for the confirmation.
func (c Console) review(request deletion.Request) (Console, tea.Cmd) {
	c.reviews++
	c.reviewing = true
	c.notice = notice{text: "Preparing…"}
	generation, workflow := c.reviews, c.options.Workflow
	return c, func() tea.Msg {
		review, err := workflow.Review(context.Background(), request)
		return reviewMsg{generation, review, err}
	}
}

func (c Console) takeReview(msg reviewMsg) (Console, tea.Cmd) {
	if msg.generation != c.reviews {
		return c, nil
	}
	c.reviewing = false
	c.notice = notice{}
	if msg.err != nil {
		c.form = c.form.WithError(msg.err)
		c.notice = failure(msg.err, "Nothing was sent.")
		if c.screen != keymap.Form {
			return c.show(keymap.Form)
		}
		return c, c.checkHistory()
	}
	var command tea.Cmd
	c.confirm, command = confirm.New(c.keys, msg.review)
	// A dialog that was opened while the review was prepared would take the first keys of
	// the confirmation.
	c.dialog = nil
	c, _ = c.show(keymap.Confirm)
	c, preview := c.preview() // the credentials are known by now, and shown masked
	return c, tea.Batch(command, preview)
}

func (c Console) toConfirm(msg tea.Msg) (Console, tea.Cmd) {
	var (
		command tea.Cmd
		answer  confirm.Answer
	)
	c.confirm, command, answer = c.confirm.Update(msg)
	switch answer := answer.(type) {
	case confirm.Cancelled:
		c.notice = notice{text: "Cancelled; nothing was sent."}
		return c.show(keymap.Form)
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
	c.underWay = append(slices.Clone(c.underWay), underWay{id: id, Sending: result.Sending{Request: review.Request}})
	c.shown = id
	c.form = c.form.Next() // by whichever way it is shown again
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

// takeTime moves the clocks of what is under way. It ticks only while somebody
// looks.
func (c Console) takeTime(msg tea.Msg) (Console, tea.Cmd) {
	c.underWay = slices.Clone(c.underWay)
	for i := range c.underWay {
		switch msg := msg.(type) {
		case startedMsg:
			if c.underWay[i].id == msg.id {
				c.underWay[i].Started, c.underWay[i].Now = msg.at, msg.at
			}
		case recordedMsg:
			if c.underWay[i].id == msg.id {
				c.underWay[i].Sent, c.underWay[i].Now = msg.at, msg.at
				if c.notice == notSentYet && c.shown == msg.id {
					c.notice = stillRunning
				}
			}
		case answeredMsg:
			if c.underWay[i].id == msg.id {
				c.underWay[i].Answered, c.underWay[i].Now = msg.at, msg.at
			}
		case tickMsg:
			c.underWay[i].Now = msg.at
		}
	}
	switch msg.(type) {
	case recordedMsg, answeredMsg: // the clock ticks since the start
		return c, nil
	}
	if _, waiting := c.onScreen(); !waiting {
		return c, nil
	}
	return c, tea.Tick(time.Second, func(at time.Time) tea.Msg { return tickMsg{at} })
}

// onScreen is the deletion that the sending screen shows.
func (c Console) onScreen() (underWay, bool) {
	for _, one := range c.underWay {
		if one.id == c.shown && c.screen == keymap.Sending {
			return one, true
		}
	}
	return underWay{}, false
}

// One of these is said after the waiting screen was left.
var (
	notSentYet   = notice{text: "Nothing has been sent yet; the outcome will appear here."}
	stillRunning = notice{text: "Still running; the outcome will appear here."}
)

func (c Console) toSending(msg tea.Msg) (Console, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return c, nil
	}
	if action, _ := c.keys.Action(keymap.Sending, press, false); action == keymap.SendingLeave {
		c.notice = stillRunning
		if one, _ := c.onScreen(); one.Sent.IsZero() {
			c.notice = notSentYet
		}
		return c.show(keymap.Form)
	}
	return c, nil
}

// takeOutcome shows what came of a deletion, or announces it where somebody is
// busy with something else.
func (c Console) takeOutcome(msg executedMsg) (Console, tea.Cmd) {
	_, watched := c.onScreen()
	// Under a dialog the result would not be seen: it is announced instead.
	watched = watched && c.shown == msg.id && c.dialog == nil
	var one underWay
	c.underWay = slices.DeleteFunc(slices.Clone(c.underWay), func(other underWay) bool {
		if other.id == msg.id {
			one = other
		}
		return other.id == msg.id
	})
	var notRecorded *deletion.OutcomeNotRecordedError
	if len(c.underWay) == 0 && (c.notice == stillRunning || c.notice == notSentYet) {
		c.notice = notice{}
	}
	// An outcome that could not be recorded is the one error after which something was sent.
	nothingSent := msg.err != nil && !errors.As(msg.err, &notRecorded)
	switch {
	case nothingSent && watched:
		c.notice = failure(msg.err, "Nothing was sent.")
		c, _ = c.show(keymap.Form)
	case nothingSent:
		failed := failure(msg.err, hint.Capital(one.Request.Selector.String())+": nothing was sent.")
		failed.brief = briefly(one.Request.Selector.Identifier()) + ": nothing was sent."
		c.news = c.news.with(failed)
	case watched:
		c.result = result.NewModel(c.keys, msg.record, msg.err)
		c, _ = c.show(keymap.Result)
	default:
		c.news = c.news.with(announcement(msg.record, msg.err))
	}
	var refresh tea.Cmd
	if c.screen == keymap.History {
		c.history, refresh = c.history.RefreshAtTop()
	}
	return c, tea.Batch(refresh, c.checkHistory())
}
