package ui

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/search"
	"deletecall/ui/widget"
)

func (c Console) showSearch() (Console, tea.Cmd) {
	if !c.options.Workflow.LooksUp(c.server) {
		text := "There is no server to search."
		if choose := c.keys.Binding(keymap.ChooseServer); choose.Enabled() {
			text += " " + choose.Help().Key + " chooses one, or adds one."
		}
		c.notice = notice{text: text, level: warning}
		return c, nil
	}
	return c.show(keymap.Calls)
}

// runsSearch reports whether a key begins a search, or the last one again. The pages after the first ask nobody for anything.
func (c Console) runsSearch(msg tea.Msg) bool {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return false
	}
	action, _ := c.keys.Action(c.search.Screen(), press, c.search.Typing())
	return action == keymap.CallsRun || action == keymap.HistoryRefresh
}

// toSearch hands a key or a paste to the search, and does what that asks for. Where a credential
// has to be typed, the search begins after that.
func (c Console) toSearch(msg tea.Msg) (Console, tea.Cmd) {
	if c.reviewing {
		return c.keep(msg), nil // the call that is being reviewed stays chosen
	}
	if c.runsSearch(msg) && len(c.options.Workflow.Untyped(c.server)) > 0 {
		return c.askTyped(c.server, func(c Console) (Console, tea.Cmd) { return c.toSearch(msg) })
	}
	var (
		command tea.Cmd
		action  search.Action
	)
	c.search, command, action = c.search.Update(msg)
	switch action := action.(type) {
	case search.Leave:
		return c.show(keymap.Form)
	case search.Review:
		return c.reviewFound(action.Server, action.Found)
	case search.Queue:
		return c.queueFound(action.Server, action.Found)
	case search.Copy:
		return c.copyShown(action.Text)
	case search.OtherZone:
		return c.inOtherZone()
	case widget.Notice:
		c.notice = notice{text: string(action), level: warning}
	}
	return c, command
}

// reviewFound prepares the confirmation of exactly the call that was chosen. Where a reason is missing, the
// form asks for it. The result goes along: the confirmation looks the call up again, and compares.
func (c Console) reviewFound(server deletion.Server, found lookup.Result) (Console, tea.Cmd) {
	_, _, reason := c.form.Common()
	request, err := deletion.NewFoundRequest(server, found, reason)
	if err == nil {
		return c.review(request)
	}
	// An ID that breaks the rules can't be filled into the form either.
	selector, wrong := deletion.NewSelector(deletion.CallID, found.Call.ID, "")
	if wrong != nil {
		c.notice = notice{text: "This call can't be deleted by its ID: " + hint.Sentences(wrong.Error()) + " Delete it by another identifier, in the form.", level: warning}
		return c, nil
	}
	// Something else is missing, such as a reason. The form asks for it, with the ID of the call
	// filled in.
	c.form = c.form.Filled(selector, reason).WithError(err)
	c, _ = c.show(keymap.Form)
	return c.preview()
}

func (c Console) queueFound(server deletion.Server, found []lookup.Result) (Console, tea.Cmd) {
	_, _, reason := c.form.Common()
	longer, err := c.queued.Find(found, server, reason)
	if err != nil {
		c.notice = notice{text: "Not queued: " + hint.Sentences(err.Error()), level: warning}
		return c, nil
	}
	c.queued.Queue = longer
	return c.showQueue()
}

// begunOn is the screen on which the deletion that is confirmed was begun.
func (c Console) begunOn() keymap.Screen {
	if c.reviewedFrom == keymap.Calls {
		return keymap.Calls
	}
	return keymap.Form
}
