package audit

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// panel stands over the table, or beside it, and takes the keys until it is
// left. A panel is a value: what changes it puts a changed one into the model.
type panel interface {
	screen() keymap.Screen
	typing() bool
	update(Model, tea.Msg) (Model, tea.Cmd, Action)
	view(Model, theme.Styles) widget.Frame
}

// open puts a panel over the table.
func (m Model) open(action keymap.Action) (Model, tea.Cmd, Action) {
	switch action {
	case keymap.HistoryChart:
		return m.openCounting(chart{})
	case keymap.HistoryFacets:
		return m.openCounting(facets{})
	case keymap.HistoryGoTo:
		m.panel = newGoTo()
	case keymap.HistorySaved:
		return m.openSaved()
	case keymap.HistoryColumns:
		m.panel = columnPanel{columns: m.columns}
	}
	return m, nil, nil
}

// pressed is the action of a key on a panel; empty for everything else.
func (m Model) pressed(msg tea.Msg) keymap.Action {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return ""
	}
	action, _ := m.options.Keys.Action(m.panel.screen(), press, m.panel.typing())
	return action
}

// selection is a chosen row of a panel's list.
type selection struct {
	at     int
	scroll widget.Scroll
}

// move takes the keys that move in a list.
func (s selection) move(action keymap.Action, rows, height int) selection {
	switch action {
	case keymap.MoveUp, keymap.ButtonPrevious:
		s.at--
	case keymap.MoveDown, keymap.ButtonNext:
		s.at++
	case keymap.MovePageUp:
		s.at -= height
	case keymap.MovePageDown:
		s.at += height
	case keymap.MoveTop:
		s.at = 0
	case keymap.MoveBottom:
		s.at = rows - 1
	}
	s.at = max(0, min(s.at, rows-1))
	s.scroll.Follow(s.at, rows, height)
	return s
}

// window draws the rows that are seen; they are clean.
func (s selection) window(rows []string, width, height int, styles theme.Styles) []string {
	s.scroll.Follow(s.at, len(rows), height)
	drawn := make([]string, len(rows))
	for i, row := range rows {
		if i == s.at {
			drawn[i] = styles.Selected.Render(widget.Fit("▸"+row, width))
		} else {
			drawn[i] = widget.Cut(" "+row, width)
		}
	}
	return s.scroll.Window(drawn, height)
}
