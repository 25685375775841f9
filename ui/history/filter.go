package history

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/widget"
)

func (m Model) edit(msg tea.Msg) (Model, tea.Cmd, Action) {
	former := m.filter.Value()
	var err error
	// A refused paste leaves filter and list as they are, and says why.
	if m.filter, err = m.filter.Update(msg); err != nil {
		m.problem = widget.RefusedPaste(err)
		return m, nil, nil
	}
	// A key that moves the cursor asks nothing.
	if m.filter.Value() == former {
		return m, nil, nil
	}
	m, list := m.Refresh()
	// The suggestions are read beside the list: a slow one must not hold up the other.
	return m, tea.Batch(list, m.readValues()), nil
}

func (m Model) pressFilter(action keymap.Action) (Model, tea.Cmd, Action) {
	switch action {
	case keymap.FilterApply:
		m.filtering = false
		m.filter.Blur()
		// While it was typed, a field without a value was left out of the question. Now it counts.
		if text := m.filter.Value(); withoutOpenField(text) != text {
			m, cmd := m.ask(text) // it says what is missing
			return m, cmd, nil
		}
	case keymap.FilterCancel:
		// It takes the whole edit back, not only the last key.
		m, cmd := m.WithFilter(m.before)
		return m, cmd, nil
	case keymap.FilterComplete:
		if completed := m.complete(); completed != m.filter.Value() {
			m.filter.SetValue(completed)
			m, list := m.Refresh()
			return m, tea.Batch(list, m.readValues()), nil
		}
	case keymap.FilterUp, keymap.FilterDown, keymap.FilterPageUp, keymap.FilterPageDown:
		// As in the list, ten rows at every size (promise 14).
		return m.move(widget.By(action, widget.PageRows))
	}
	return m, nil, nil
}
