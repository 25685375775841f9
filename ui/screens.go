package ui

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/confirm"
)

func (c Console) keyScreen() keymap.Screen {
	switch {
	case c.helpOver:
		return keymap.Help
	case c.dialog != nil:
		return c.dialog.screen()
	case c.screen == keymap.History:
		return c.history.Screen()
	case c.screen == keymap.Calls:
		return c.search.Screen()
	}
	return c.screen
}

// covered reports whether something covers the screen. Until it is answered, the keys that lead
// elsewhere do nothing, so none of them is named.
func (c Console) covered() bool { return c.helpOver || c.dialog != nil }

// visible is the screen that is seen, below a dialog or without one.
func (c Console) visible() keymap.Screen {
	if c.helpOver {
		return keymap.Help
	}
	return c.screen
}

// typing decides whether a letter is text or a key. A screen with a text field that is missing
// here would act on what is typed into it.
func (c Console) typing() bool {
	switch {
	// Its search always has the keys: every letter is text.
	case c.helpOver, c.dialog == nil && c.screen == keymap.Help:
		return true
	case c.dialog != nil:
		return c.dialog.typing()
	case c.screen == keymap.Form:
		return c.form.Typing()
	case c.screen == keymap.Confirm:
		return c.confirm.Typing()
	case c.screen == keymap.History:
		return c.history.Typing()
	case c.screen == keymap.Calls:
		return c.search.Typing()
	}
	return false
}

func (c Console) toScreen(msg tea.Msg) (Console, tea.Cmd) {
	switch {
	case c.helpOver:
		return c.toHelp(msg)
	case c.dialog != nil:
		return c.toDialog(msg)
	}
	switch c.screen {
	case keymap.Form:
		return c.toForm(msg)
	case keymap.Confirm:
		return c.toConfirm(msg)
	case keymap.Sending:
		return c.toSending(msg)
	case keymap.Result:
		return c.toResult(msg)
	case keymap.History:
		return c.toHistory(msg)
	case keymap.Queue:
		return c.toQueue(msg)
	case keymap.Calls:
		return c.toSearch(msg)
	case keymap.Help:
		return c.toHelp(msg)
	}
	return c, nil
}

// show changes the screen. The history is read again each time, but after the help only where its first
// record is chosen: whoever looked a key up presses it on the record that was chosen.
func (c Console) show(screen keymap.Screen) (Console, tea.Cmd) {
	if screen == keymap.Help && c.screen != keymap.Help {
		c.former = c.screen
		c.help = c.help.on(c.keyScreen(), c.keys.Possible(c.keyScreen(), c.typing(), append(c.useless(), keymap.ShowHelp)...), c.messages())
	}
	if screen != keymap.Confirm {
		c.confirm = confirm.Model{} // with the credentials of what was confirmed
	}
	c.queued.lacks = c.queued.lacks && screen == keymap.Form
	c.helpOver = false
	fromHelp := c.screen == keymap.Help && c.former == screen
	c.screen = screen
	var command, follow, check tea.Cmd
	// Off the screen the browser stops its clock: nobody reads the database for nobody.
	c.history, follow = c.history.Shown(screen == keymap.History)
	if screen == keymap.History {
		if fromHelp {
			c.history, command = c.history.RefreshAtTop()
		} else {
			c.history, command = c.history.Refresh()
		}
		if c.historyState.checked { // else the first look is under way
			check = c.checkHistory()
		}
	}
	return c, tea.Batch(command, follow, check)
}
