package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/ui/result"
)

type checkedMsg struct {
	number int64
	asked  bool // by a key
	after  deletion.After
	err    error // it could not be recorded, or nothing was looked up
}

// afterAccepted looks the call of an accepted deletion up again, unless the server's entry turns
// look-ups off. An unknown outcome waits until a person asks: its request
// may still be at work on the server.
func (c Console) afterAccepted(record deletion.Record, server deletion.Server, recorded bool) (Console, tea.Cmd) {
	workflow := c.options.Workflow
	if record.Outcome.Kind != deletion.Accepted || !recorded || !workflow.LooksUp(server) {
		return c, nil
	}
	if why := workflow.WhyNotChecked(record); why != "" { // it stays as it is: nothing was asked that could be recorded
		return c.tellResult(record.Intent.Number, result.Afterwards{Problem: "Not checked. " + why}, nil), nil
	}
	return c.lookAgain(record.Intent.Number, false, func(context.Context) (deletion.Record, error) { return record, nil })
}

// askAgain looks the call of a record up again because a person wants it.
func (c Console) askAgain(record deletion.Record) (Console, tea.Cmd) {
	number, history := record.Intent.Number, c.options.History
	if slices.Contains(c.checking, number) {
		c.notice = notice{text: fmt.Sprintf("Record %d is being looked up already.", number)}
		return c, nil
	}
	if c.screen == keymap.History {
		c.notice = notice{text: fmt.Sprintf("Looking up the call of record %d again…", number)}
	}
	// From the history, whole and checked: a page of the list may leave something out.
	return c.lookAgain(number, true, func(ctx context.Context) (deletion.Record, error) { return history.Record(ctx, number) })
}

// lookAgain looks up the call of a record. Nothing waits for it: no screen, no deletion, and
// quitting ends it.
func (c Console) lookAgain(number int64, asked bool, read func(context.Context) (deletion.Record, error)) (Console, tea.Cmd) {
	workflow := c.options.Workflow
	c.checking = append(slices.Clone(c.checking), number)
	c = c.tellResult(number, result.Afterwards{Looking: true}, nil)
	return c, func() tea.Msg {
		ctx, msg := context.Background(), checkedMsg{number: number, asked: asked}
		record, err := read(ctx)
		if err != nil {
			msg.err = err
			return msg
		}
		if why := workflow.WhyNotChecked(record); why != "" {
			msg.err = errors.New(why)
			return msg
		}
		msg.after, msg.err = workflow.Check(ctx, record)
		return msg
	}
}

// takeChecked shows what was found: where the call is, or else in the status line.
func (c Console) takeChecked(msg checkedMsg) (Console, tea.Cmd) {
	c.checking = slices.DeleteFunc(slices.Clone(c.checking), func(number int64) bool { return number == msg.number })
	if errors.Is(msg.err, context.Canceled) { // the program ends
		return c, nil
	}
	said, now := msg.said(), result.Afterwards{}
	var found *deletion.After
	if msg.err == nil {
		found = &msg.after
		c.queued.Queue = c.queued.After(msg.number, msg.after)
	} else {
		now.Problem = said.text
	}
	c = c.tellResult(msg.number, now, found)
	onScreen := c.screen == keymap.Result && c.dialog == nil && c.result.Record().Intent.Number == msg.number
	switch {
	case onScreen:
	case msg.asked:
		c.notice = said
	case said.level == warning: // nobody asked, so it stays until it is read
		c.news = c.news.with(said)
	}
	var refresh tea.Cmd
	if c.screen == keymap.History && msg.err == nil {
		c.history, refresh = c.history.Reload()
	}
	return c, refresh
}

func (m checkedMsg) said() notice {
	record := fmt.Sprintf("Record %d: ", m.number)
	found := m.after.Finding.Label() + ". " + m.after.Explanation()
	switch {
	case m.err != nil && m.after.Finding == "":
		return notice{text: record + "the call was not looked up. " + hint.Sentences(m.err.Error()), level: warning}
	case m.err != nil:
		return notice{text: record + found + " This could not be recorded. " + hint.Sentences(m.err.Error()), level: warning}
	}
	said := notice{text: record + found, brief: record + m.after.Finding.Label()}
	if m.after.Finding == deletion.StillThere {
		said.level = warning
	}
	return said
}

// tellResult hands what is known of a call after its deletion to the result, if that is about it.
func (c Console) tellResult(number int64, now result.Afterwards, found *deletion.After) Console {
	if c.result.Record().Intent.Number == number {
		c.result = c.result.After(now, found)
	}
	return c
}
