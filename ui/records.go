package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/history"
	"deletecall/ui/onrecord"
	"deletecall/ui/result"
	"deletecall/ui/widget"
)

// HistoryChanged says that something about the history is to be looked at again.
type HistoryChanged struct{}

type historyState struct {
	look      int64
	checked   bool
	err       error // it can't take an intent
	warnings  []string
	unsettled int64
}

type (
	// checkLaterMsg says that the time after a look at the history is over.
	checkLaterMsg struct{ after int64 }
	historyMsg    struct {
		look      int64 // counts the looks at it: of two the later one holds
		warnings  []string
		err       error
		unsettled int64
	}
	// unsettledMsg brings how many records nobody settled, of a history that can take no intent.
	unsettledMsg struct{ look, count int64 }
	// settledMsg says that a record was settled, or why not.
	settledMsg struct {
		number  int64
		finding deletion.Finding
		err     error
		next    []deletion.Record // the newest of those that are left, if any
		left    int64
	}
)

func (c Console) toResult(msg tea.Msg) (Console, tea.Cmd) {
	var action result.Action
	c.result, action = c.result.Update(msg)
	switch action := action.(type) {
	case result.Next:
		if press, ok := msg.(tea.KeyPressMsg); !c.resultSeen.long || ok && press.IsRepeat {
			c.notice = notice{text: "Please read this first."} // the key may be the one that confirmed
			return c, nil
		}
		if c.queued.Unfinished() || c.queued.Held() {
			return c.reviewNext()
		}
		if len(c.queued.Items()) > 0 {
			return c.showQueue()
		}
		return c.show(c.begunOn())
	case result.Typed:
		return c.typeNext(action.Press)
	case result.Back:
		return c.show(c.begunOn())
	case result.New, result.Again:
		c.form = c.form.Next() // of a queue it may have been asked for a reason
		return c.show(keymap.Form)
	case result.Retry:
		return c.retry(action.Record)
	case result.History:
		return c.showRecord(action.Number)
	}
	return c.onRecord(action)
}

func (c Console) showRecord(number int64) (Console, tea.Cmd) {
	c, refresh := c.show(keymap.History)
	var open tea.Cmd
	c.history, open = c.history.Show(number)
	return c, tea.Batch(refresh, open)
}

// retry confirms the same request once more, as a new deletion. Only a
// confirmation can follow.
func (c Console) retry(record deletion.Record) (Console, tea.Cmd) {
	server, ok := c.serverNamed(record.Intent.Server)
	if !ok {
		return c.withoutServer(record), nil
	}
	// The rules are checked again: the configuration may ask for more than when it was recorded.
	request, err := deletion.NewRetry(server, record.Intent)
	if err != nil {
		c.notice = failure(err, "Nothing was sent.")
		return c, nil
	}
	// What comes of it is the result of that one of the queue: its list would go on saying that nothing was deleted.
	if at, ok := c.queued.Of(record.Intent.Number); ok {
		c.queued.at, c.queued.reviews = at, true
	}
	return c.review(request)
}

func (c Console) withoutServer(record deletion.Record) Console {
	text := "The server of this record, " + widget.Clean(record.Intent.Server) + ", is no longer configured. "
	if choose := c.keys.Binding(keymap.ChooseServer); choose.Enabled() && c.options.Setup != nil {
		text += choose.Help().Key + " adds it."
	} else {
		text += "Add it to the configuration."
	}
	c.notice = notice{text: text, level: warning}
	return c
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

func (c Console) toHistory(msg tea.Msg) (Console, tea.Cmd) {
	var (
		command tea.Cmd
		action  history.Action
	)
	habits := c.history.Habits()
	c.history, command, action = c.history.Update(msg)
	c, remember := c.afterChange(habits)
	command = tea.Batch(command, remember)
	switch action := action.(type) {
	case history.Write:
		return c.choosePaper(action), nil
	case history.Again:
		return c.again(action.Record)
	}
	c, asked := c.onRecord(action)
	return c, tea.Batch(command, asked)
}

// onRecord does what the screens with a record have in common.
func (c Console) onRecord(action widget.Action) (Console, tea.Cmd) {
	switch action := action.(type) {
	case onrecord.Raw:
		return c.view(action.Answer)
	case onrecord.Settle:
		return c.settle(action.Record)
	case onrecord.Copy:
		return c.copyRecord(action.Record)
	case onrecord.CopyField:
		return c.copyField(action.Record), nil
	case onrecord.LookUp:
		return c.askAgain(action.Record)
	case onrecord.Certify:
		return c.certify(action.Record), nil
	case widget.Notice:
		c.notice = notice{text: string(action), level: warning}
	}
	return c, nil
}

// takeSettlement puts a refusal among the news, where it stays until it is read: a key that is on
// its way would take a notice along.
func (c Console) takeSettlement(msg settledMsg) (Console, tea.Cmd) {
	if msg.err != nil {
		c.news = c.news.with(failure(msg.err, fmt.Sprintf("Record %d is not settled.", msg.number)))
		return c, nil
	}
	c.notice = notice{text: fmt.Sprintf("Record %d is settled. %s.", msg.number, msg.finding.Label())}
	c.queued.Queue = c.queued.Settle(msg.number, msg.finding)
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
	return c.offerNext(msg), tea.Batch(refresh, c.checkHistory())
}

func (c Console) offerNext(msg settledMsg) Console {
	if len(msg.next) == 0 || c.dialog != nil {
		return c
	}
	next, title := msg.next[0], safetext.Count(msg.left, "unknown outcome is left. Settle it?", "unknown outcomes are left. Settle the next one?")
	return c.open(listDialog{
		keys: c.keys, title: title,
		rows:    []string{widget.Clean(fmt.Sprintf("Record %d: %s", next.Intent.Number, next.Intent.Describe())), "Later"},
		answers: []dialogAnswer{settleNext{next}, closed{}},
	})
}

// again fills in the form with what a record was about. It is another deletion, with a
// confirmation of its own.
func (c Console) again(record deletion.Record) (Console, tea.Cmd) {
	intent := record.Intent
	if intent.Identifier == "" {
		c.notice = notice{text: "The identifier of this record was removed on purpose; there is nothing to fill in.", level: warning}
		return c, nil
	}
	// A record is data from a file: its identifier passes the same rules as one that is typed.
	selector, err := deletion.NewSelector(intent.IdentifierType, intent.Identifier, string(intent.Status))
	if err != nil {
		c.notice = notice{text: "This identifier can't be deleted again: " + hint.Sentences(err.Error()), level: warning}
		return c, nil
	}
	server, ok := c.serverNamed(intent.Server)
	if !ok {
		return c.withoutServer(record), nil
	}
	said := notice{text: fmt.Sprintf("Filled in from record %d. Nothing is sent before you confirm it.", intent.Number)}
	if server.Name != c.server.Name {
		// Nobody chose it: the key may lead from a server for practice to a real one.
		said = notice{text: fmt.Sprintf("Filled in from record %d. New deletions now go to %s. Nothing is sent before you confirm it.", intent.Number, server.Name), level: warning}
	}
	c.form = c.form.Filled(selector, intent.Reason)
	c, command := c.useServer(server)
	c.notice = said
	return c, command
}

// useServer changes where the next deletion goes. Nothing that was prepared survives it: a
// confirmation must never be about the former server.
func (c Console) useServer(server deletion.Server) (Console, tea.Cmd) {
	c.server = server
	c.reviews, c.reviewing = c.reviews+1, false // what was prepared for another server is dropped
	// What is typed stays: often the same call is looked for on another server.
	c.form, c.search = c.form.WithServer(server), c.search.WithServer(server)
	if kept := c.queued.With(c.terms()).Terms().Server; c.queued.Unfinished() && kept.Name != server.Name {
		c.notice = notice{text: fmt.Sprintf("The queue stays on %s. New deletions go to %s.", kept.Name, server.Name), level: warning}
	}
	c, _ = c.show(keymap.Form)
	return c.preview()
}
