package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/query"
)

// checkHistory asks whether the history could take an intent, and how many
// records are unsettled.
func (c Console) checkHistory() tea.Cmd {
	workflow, history, looks := c.options.Workflow, c.options.History, c.looks
	// Numbered when the look begins, not when its command is made: Bubble Tea runs commands at
	// the same time, and a look at a locked history may end long after a later one.
	return func() tea.Msg {
		ctx, look := context.Background(), looks.Add(1)
		warnings, err := workflow.Ready(ctx)
		answer := historyMsg{look: look, warnings: warnings, err: err}
		if err == nil {
			_, answer.unsettled, _ = history.Unsettled(ctx, 1)
		}
		return answer
	}
}

// takeHistory shows what a look at the history found. A history that can take no intent may still be
// read: what is unsettled is said anyway, later, since a server that did not answer may say nothing again.
func (c Console) takeHistory(msg historyMsg) (Console, tea.Cmd) {
	if msg.look < c.historyState.look {
		return c, nil // it was begun before the one that is shown, and took longer
	}
	var count tea.Cmd
	if msg.err != nil {
		msg.unsettled, count = c.historyState.unsettled, countUnsettled(c.options.History, msg.look)
	}
	c.historyState = historyState{checked: true, look: msg.look, err: msg.err, warnings: msg.warnings, unsettled: msg.unsettled}
	c.history = c.history.WithUnsettled(msg.unsettled)
	c, late := c.takeLate()
	var list tea.Cmd
	if msg.err == nil { // it can be read again
		c.history, list = c.history.Retry()
	}
	return c, tea.Batch(late, count, list, c.checkLater())
}

func countUnsettled(history query.Finder, look int64) tea.Cmd {
	return func() tea.Msg {
		_, count, err := history.Unsettled(context.Background(), 1)
		if err != nil {
			return nil
		}
		return unsettledMsg{look, count}
	}
}

// checkLaterTime is how often a history that could take no intent is looked at: what held it, such as an
// expiry, a full disk or a server that does not answer, may be over without an event that says so.
const checkLaterTime = 5 * time.Second

// checkLater looks at a history that could take no intent after a while, unless another look is newer.
func (c Console) checkLater() tea.Cmd {
	if c.historyState.err == nil {
		return nil
	}
	after := c.historyState.look
	return tea.Tick(checkLaterTime, func(time.Time) tea.Msg { return checkLaterMsg{after} })
}
