package confirm

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/widget"
)

// Update takes keys, pastes and the end of waits. The answer is nil until the
// person decided.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd, Answer) {
	switch msg := msg.(type) {
	case quietMsg:
		return m.becomeQuiet(msg)
	case readingMsg:
		return m.read(msg)
	case secondMsg:
		m, wait := m.tick(msg)
		return m, wait, nil
	// A paste is no person's answer (promise 8): the reading time begins again.
	case tea.PasteMsg:
		m, wait, _ := m.early()
		m.hint = pastedText
		return m, wait, nil
	case tea.KeyPressMsg:
		return m.press(msg)
	}
	return m, nil, nil
}

// press decides whether a key may act at all. The order counts: what is safe comes first, then what
// is typed, then the waits, and last what could confirm.
func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd, Answer) {
	action, known := m.keys.Action(keymap.Confirm, press, m.Typing())
	switch {
	case known && action == keymap.ConfirmCancel:
		return m, nil, Cancelled{} // the safe side is always open
	case known && action == keymap.ConfirmTyped:
		return m.switches(press.IsRepeat)
	case !known && m.wantsTyping():
		return m.write(press)
	case m.unread > 0 && !m.takesEarly(action):
		m.tooEarly = known
		return m.early()
	// A second key within the burst time shows that the first one was not a person's decision.
	case m.pending:
		m.hint = tooFast
		return m.struck()
	// Nobody means a key that means nothing here: it may be a piece of a terminal's
	// late answer, and the next piece could look like a confirmation.
	case !known:
		return m.early()
	}
	return m.act(action, press)
}

// takesEarly reports whether a key counts before the reading time has passed: where the
// end of the identifier is typed, whatever does not confirm. Elsewhere a key that was
// typed ahead would move the focus off Cancel before anybody saw it there.
func (m Model) takesEarly(action keymap.Action) bool {
	return m.wantsTyping() && action != keymap.ConfirmPress && action != keymap.ConfirmAccept
}

// write types a key. It confirms nothing, so it is taken however early or fast it
// comes, also at a button; only what would confirm waits for quiet after it.
func (m Model) write(press tea.KeyPressMsg) (Model, tea.Cmd, Answer) {
	switch {
	case m.pending:
		m.hint = tooFast
	case m.hint != readFirst:
		m.hint = ""
	}
	if press.Text != "" {
		m = m.focused(typedPart)
	}
	m.typed, _ = m.typed.Update(press)
	return m.struck()
}

// Type types a key that was struck before the confirmation was shown. It is for a confirmation with the focus
// in its text field.
func (m Model) Type(press tea.KeyPressMsg) (Model, tea.Cmd) {
	m, wait, _ := m.write(press)
	return m, wait
}

// act moves the focus, scrolls or presses a button. Whatever it does, the key counts for the burst
// that it may begin.
func (m Model) act(action keymap.Action, press tea.KeyPressMsg) (Model, tea.Cmd, Answer) {
	// Only terminals with the Kitty protocol mark repeats; the reading time catches the others.
	ready := m.unread == 0 && m.quiet && !press.IsRepeat
	if m.unread == 0 {
		m.hint = ""
	}
	switch action {
	case keymap.ButtonNext:
		m = m.step(1)
	case keymap.ButtonPrevious:
		m = m.step(-1)
	case keymap.ConfirmUp:
		m = m.scrolled(-1)
	case keymap.ConfirmDown:
		m = m.scrolled(1)
	case keymap.ConfirmPress:
		return m.pressButton(ready)
	case keymap.ConfirmAccept:
		if m.wantsTyping() {
			m.hint = "Type " + widget.Clean(m.wanted()) + " to confirm."
			return m.struck()
		}
		return m.accept(ready)
	}
	return m.struck()
}

func (m Model) pressButton(ready bool) (Model, tea.Cmd, Answer) {
	if m.focus == cancelPart {
		if !ready {
			return m.struck() // a held-down key does not close what it has opened
		}
		return m, nil, Cancelled{}
	}
	return m.accept(ready)
}

func (m Model) complete() bool {
	return !m.wantsTyping() || strings.TrimSpace(m.typed.Value()) == m.wanted()
}

// accept refuses in the order in which a person can do something about it: what is not typed, what
// has changed, what was not read, and last that the key came too early.
func (m Model) accept(ready bool) (Model, tea.Cmd, Answer) {
	switch {
	case !m.complete():
		_, meaning := Typed(m.review)
		m.hint = "That is not " + widget.Clean(m.wanted()) + ", " + meaning + "."
		if m.typed.Value() == "" {
			m.hint = "Type " + widget.Clean(m.wanted()) + " to confirm, or press " + m.keys.Binding(keymap.ConfirmCancel).Help().Key + " to cancel."
		}
		return m.focused(typedPart).struck()
	// Only a new review puts this right: somebody has deleted the same meanwhile.
	case m.changed != "":
		m.hint = changedSince
		return m.struck()
	case !m.identifierSeen():
		m.hint = readWhole
		return m.struck()
	case !ready:
		m.hint = tooFast
		return m.struck()
	}
	// Not confirmed yet: becomeQuiet answers once nothing has followed this key.
	m, wait, _ := m.struck()
	m.pending = true
	return m, wait, nil
}

func (m Model) step(by int) Model {
	parts := []part{cancelPart, acceptPart}
	if m.wantsTyping() {
		parts = []part{typedPart, cancelPart, acceptPart}
	}
	for i, at := range parts {
		if at == m.focus {
			return m.focused(parts[(i+by+len(parts))%len(parts)])
		}
	}
	return m.focused(cancelPart)
}
