package ui

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
)

// press acts on the keys of every screen, and hands the others on.
func (c Console) press(msg tea.KeyPressMsg) (Console, tea.Cmd) {
	action, _ := c.keys.Action(c.keyScreen(), msg, c.typing())
	if action != keymap.ShowHelp { // which has it whole
		c.notice = c.notice.afterKey()
	}
	if action != keymap.Quit {
		c.queued.leaving = false
	} else if said, keeps := c.keepsFromQuitting(); keeps {
		return said.disturbed()
	}
	// These come first: no dialog, screen or confirmation may keep somebody from quitting.
	if command, said, ok := c.options.programKey(action); ok {
		if said.text != "" {
			c.notice = said
		}
		c, wait := c.disturbed() // it is a key of whatever burst it came in
		return c, tea.Batch(command, wait)
	}
	if action == keymap.NoticesDismiss && c.screen != keymap.Confirm { // which takes every key, to see whether they are struck too fast
		return c.dismiss(), nil
	}
	// A confirmation or a dialog is answered before anything else is shown, except for the help.
	if c.dialog != nil && action == keymap.ShowHelp {
		return c.helpOverDialog(), nil
	}
	if c.dialog == nil && c.screen != keymap.Confirm {
		if c, command, ok := c.fromAnywhere(action); ok {
			c.helpOver = false
			return c, command
		}
	}
	return c.toScreen(msg)
}

func keysFromAnywhere() []keymap.Action {
	return []keymap.Action{
		keymap.ShowDelete, keymap.ShowSearch, keymap.ShowHistory, keymap.ShowHelp, keymap.ChooseServer,
		keymap.ShowQueue, keymap.ShowProgress, keymap.ShowActions, keymap.ShowExamples,
	}
}

// fromAnywhere acts on the keys that lead from every screen to another one, or open a list
// over it.
func (c Console) fromAnywhere(action keymap.Action) (_ Console, command tea.Cmd, ok bool) {
	switch action {
	case keymap.ShowDelete:
		c, command = c.show(keymap.Form)
	case keymap.ShowHistory:
		c.history = c.history.ToList()
		c, command = c.show(keymap.History)
	case keymap.ShowHelp:
		c, command = c.show(keymap.Help)
	case keymap.ShowSearch:
		c, command = c.showSearch()
	case keymap.ShowQueue:
		c, command = c.showQueue()
	case keymap.ChooseServer:
		c = c.chooseServer()
	case keymap.ShowProgress:
		c, command = c.showProgress()
	case keymap.ShowActions:
		c = c.open(newActionsDialog(c.keys, c.keys.Possible(c.keyScreen(), c.typing(), append(c.useless(), keymap.ShowActions)...)))
	case keymap.ShowExamples:
		command = c.askExamples()
	default:
		return c, nil, false
	}
	return c, command, true
}

// programKey acts on the keys that concern the program and no screen of it.
func (o Options) programKey(action keymap.Action) (command tea.Cmd, said notice, ok bool) {
	switch action {
	case keymap.Quit:
		// This ends the screens only. Bubble Tea does not wait for commands, so cli waits for a
		// request in progress after Run (Workflow.Drain).
		return tea.Quit, notice{}, true
	case keymap.Suspend:
		if !o.CanSuspend {
			return nil, notice{text: "Can't suspend: no shell to return to.", level: warning}, true
		}
		return tea.Suspend, notice{}, true
	case keymap.Redraw:
		return tea.ClearScreen, notice{}, true
	}
	return nil, notice{}, false
}
