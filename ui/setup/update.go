package setup

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/widget"
)

// Update takes a key or a paste.
func (m Model) Update(msg tea.Msg) (Model, Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return m.write(msg), nil
	}
	action, known := m.keys.Action(keymap.Setup, press, m.Typing())
	switch {
	// The second page has no field, so its keys are buttons or nothing, and never text.
	case m.stage != typing:
		return m.answer(action)
	case !known:
		return m.write(msg), nil
	}
	switch action {
	case keymap.DialogCancel:
		return m, Close{}
	case keymap.FormNext:
		return m.focused(m.moved(1)), nil
	case keymap.FormPrevious:
		return m.focused(m.moved(-1)), nil
	// tab goes round; an arrow stops at the first and the last field, as it does in the form.
	case keymap.FormDown:
		return m.focused(max(m.focus, m.moved(1))), nil
	case keymap.FormUp:
		return m.focused(min(m.focus, m.moved(-1))), nil
	case keymap.FormOptionNext:
		return m.choose(1), nil
	case keymap.FormOptionPrevious:
		return m.choose(-1), nil
	case keymap.DialogAccept:
		return m.test()
	}
	return m, nil
}

// choose takes the neighbour of the chosen value. At the ends it stays, so a held key ends at a
// known value.
func (m Model) choose(by int) Model {
	choice := m.chosen()
	if choice == nil {
		return m
	}
	choice.Take(choice.Chosen + by)
	return m.rechecked()
}

func (m *Model) chosen() *widget.Choice {
	switch m.focus {
	case sourcePart:
		return &m.source
	case practicePart:
		return &m.practice
	}
	return nil
}

// write hands a key or a paste to the field with the focus. On a choice a digit takes the value at its
// place, and a paste nothing.
func (m Model) write(msg tea.Msg) Model {
	input := m.input(m.focus)
	press, _ := msg.(tea.KeyPressMsg)
	switch choice := m.chosen(); {
	case m.stage != typing:
		return m
	case choice != nil && len(press.Text) == 1 && choice.Take(int(press.Text[0])-'1'):
		return m.rechecked()
	case input == nil:
		return m
	}
	var err error
	*input, err = input.Update(msg)
	m.paste = widget.RefusedPaste(err)
	return m.rechecked()
}

func (m Model) test() (Model, Action) {
	m = m.rechecked()
	// From here on an empty field is wrong, and not just unfinished.
	m.strict = true
	for _, at := range []struct {
		field Field
		part  part
	}{{NameField, namePart}, {URLField, urlPart}, {KeyField, keyPart}, {UserField, userPart}, {PasswordField, passwordPart}, {NoteField, notePart}} {
		if m.checked.Problems[at.field] != "" {
			return m.focused(at.part), nil
		}
	}
	m.stage = testing
	// A test that a person has left still runs, and its findings are about what was typed then.
	m.generation++
	m.findings, m.failure = nil, ""
	return m.focused(m.focus), Test{m.Server(), m.generation}
}

func (m Model) answer(action keymap.Action) (Model, Action) {
	switch action {
	case keymap.DialogCancel:
		// What is being written is waited for: whoever goes back now would change a server that may
		// be there already.
		if m.stage != saving {
			return m.back(), nil
		}
	case keymap.FormNext:
		m.button = (m.button + 1) % len(m.buttons())
	case keymap.FormPrevious:
		m.button = (m.button + len(m.buttons()) - 1) % len(m.buttons())
	case keymap.FormOptionNext:
		m.button = min(m.button+1, len(m.buttons())-1)
	case keymap.FormOptionPrevious:
		m.button = max(m.button-1, 0)
	case keymap.FormDown:
		m.scroll.Move(1, m.lines(), m.room())
	case keymap.FormUp:
		m.scroll.Move(-1, m.lines(), m.room())
	case keymap.DialogAccept:
		switch {
		case m.stage != tested && m.stage != notSaved:
		case m.button == buttonBack:
			return m.back(), nil
		case m.button == buttonPin:
			// Tested again with the pin, and not written at once: behind a connection that failed
			// nothing else was tested.
			m.pin, m.pinnedAt = m.offered(), m.Server().URL
			return m.test()
		default:
			m.stage, m.failure = saving, ""
			return m, Save{m.Server()}
		}
	}
	return m, nil
}

func (m Model) back() Model {
	m.stage, m.scroll = typing, widget.Scroll{}
	return m.focused(m.focus)
}
