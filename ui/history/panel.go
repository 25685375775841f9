package history

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// panel covers the table, or is beside it, and takes the keys until it is
// left. A panel is a value: what changes it puts a changed one into the model.
type panel interface {
	screen() keymap.Screen
	typing() bool
	update(Model, tea.Msg) (Model, tea.Cmd, Action)
	view(Model, theme.Styles) widget.Frame
}

func (m Model) open(action keymap.Action) (Model, tea.Cmd, Action) {
	switch action {
	case keymap.HistoryChart:
		return m.openCounting(chart{})
	case keymap.HistoryCounts:
		return m.openCounting(counts{})
	case keymap.HistoryLog:
		return m.openLog()
	case keymap.HistoryGoTo:
		m.panel = newGoTo()
	case keymap.HistorySaved:
		return m.openSaved()
	case keymap.HistoryColumns:
		m.panel = columnPanel{columns: m.columns, widths: m.widths}
	}
	return m, nil, nil
}

// pressed is the action of a key on a panel; empty for everything else.
// A panel with a text field writes what comes back empty into it, pastes included.
func (m Model) pressed(msg tea.Msg) keymap.Action {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return ""
	}
	action, _ := m.options.Keys.Action(m.panel.screen(), press, m.panel.typing())
	return action
}
