package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/history"
	"deletecall/ui/result"
)

// HistoryChanged says that something about the history is to be looked at again.
type HistoryChanged struct{}

type (
	// historyMsg brings the state of the history.
	historyMsg struct {
		look      int64 // counts the looks at it: of two the later one holds
		warnings  []string
		err       error
		unsettled int64
	}
	// settledMsg says that a record was settled, or why not.
	settledMsg struct {
		number int64
		err    error
	}
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
		// A history that can take no intent may still be read: what is unsettled is said anyway.
		if _, count, findErr := history.Unsettled(ctx, 1); findErr == nil {
			answer.unsettled = count
		}
		return answer
	}
}

func (c Console) toResult(msg tea.Msg) (Console, tea.Cmd) {
	var action result.Action
	c.result, action = c.result.Update(msg)
	switch action := action.(type) {
	case result.New, result.Again, result.Back:
		return c.show(keymap.Form) // which is ready for the next deletion since this one was confirmed
	case result.Retry:
		return c.retry(action.Record)
	case result.History:
		c, refresh := c.show(keymap.History)
		var open tea.Cmd
		c.history, open = c.history.Show(action.Number)
		return c, tea.Batch(refresh, open)
	case result.Raw:
		return c.view(action.Answer)
	case result.Settle:
		return c.settle(action.Record)
	case result.Copy:
		return c.copyRecord(action.Record)
	case result.CopyField:
		return c.copyField(action.Record), nil
	case result.Notice:
		c.notice = notice{text: action.Text, level: warning}
	}
	return c, nil
}

// retry confirms the same request once more, as a new deletion. Only a
// confirmation can follow.
func (c Console) retry(record deletion.Record) (Console, tea.Cmd) {
	intent := record.Intent
	// A record is data from a file: its identifier passes the same rules as one that is typed.
	selector, err := deletion.NewSelector(intent.IdentifierType, intent.Identifier, string(intent.Status))
	if err != nil {
		c.notice = failure(err, "Nothing was sent.")
		return c, nil
	}
	server, ok := c.serverNamed(intent.Server)
	if !ok {
		c.notice = notice{text: "The server of this record is no longer configured.", level: warning}
		return c, nil
	}
	// The rules are checked again: the configuration may ask for more than when it was recorded.
	request, err := deletion.NewRequest(server, selector, intent.Reason)
	if err != nil {
		c.notice = failure(err, "Nothing was sent.")
		return c, nil
	}
	return c.review(request)
}

// serverNamed goes by the name: the configuration may have moved the server to another URL,
// and the confirmation shows the one that is used now.
func (c Console) serverNamed(name string) (deletion.Server, bool) {
	for _, server := range c.options.Workflow.Servers() {
		if server.Name == name {
			return server, true
		}
	}
	return deletion.Server{}, false
}

func (c Console) toAudit(msg tea.Msg) (Console, tea.Cmd) {
	var (
		command tea.Cmd
		action  history.Action
	)
	c.history, command, action = c.history.Update(msg)
	switch action := action.(type) {
	case history.Raw:
		return c.view(action.Answer)
	case history.Settle:
		return c.settle(action.Record)
	case history.Copy:
		return c.copyRecord(action.Record)
	case history.CopyField:
		return c.copyField(action.Record), nil
	case history.Notice:
		c.notice = notice{text: action.Text, level: warning}
	}
	return c, command
}

func (c Console) takeSettlement(msg settledMsg) (Console, tea.Cmd) {
	if msg.err != nil {
		c.notice = failure(msg.err, "Not settled.")
		return c, nil
	}
	c.notice = notice{text: "Settled. The record keeps both: the unknown outcome and what you found."}
	var refresh tea.Cmd
	switch c.screen {
	case keymap.History:
		c.history, refresh = c.history.Reload()
	// The result screen shows the record as it was sent; only the history has it settled.
	case keymap.Result:
		c, refresh = c.show(keymap.History)
		var open tea.Cmd
		c.history, open = c.history.Show(msg.number)
		refresh = tea.Batch(refresh, open)
	}
	return c, tea.Batch(refresh, c.checkHistory())
}

// chooseServer opens the choice of the server. A single one leaves no choice.
func (c Console) chooseServer() (Console, tea.Cmd) {
	servers := c.options.Workflow.Servers()
	if len(servers) < 2 {
		c.notice = notice{text: "Only one server is configured.", level: warning}
		return c, nil
	}
	return c.open(newServerDialog(c.keys, servers, c.server.Name)), nil
}

func (c Console) useServer(server deletion.Server) (Console, tea.Cmd) {
	c.server = server
	c.reviews, c.reviewing = c.reviews+1, false // what was prepared for another server is dropped
	// What is typed stays: often the same call is looked for on another server.
	c.form = c.form.WithServer(server)
	c, _ = c.show(keymap.Form)
	return c.preview()
}
