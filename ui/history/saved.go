package history

import (
	"errors"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type saved struct {
	selection widget.Selection
	filters   []savedFilter
}

// unsettledFilter finds the records that still need somebody to look in Verba.
const unsettledFilter = string(query.BySettlement) + ":" + unsettledWord

// unsettledWord is the value of the field, on which the built-in view goes as well.
const unsettledWord = "unsettled"

// savedFilter is a filter of the configuration, or the built-in one for what is unsettled.
type savedFilter struct {
	name, query string // foreign
	problem     string // what is wrong with the query
}

type savedMsg struct{ filters []savedFilter }

// openSaved offers the filters, and reads in a command whether they can be read:
// that may depend on the time.
func (m Model) openSaved() (Model, tea.Cmd, Action) {
	filters := []savedFilter{{name: "unsettled", query: unsettledFilter}}
	for _, name := range slices.Sorted(maps.Keys(m.options.Filters)) {
		filters = append(filters, savedFilter{name: name, query: m.options.Filters[name]})
	}
	m.panel = saved{filters: filters}
	now, zone := m.options.Now, m.zone
	return m, func() tea.Msg {
		read := slices.Clone(filters)
		for i, filter := range read {
			var wrong *query.Error
			if _, err := query.Parse(filter.query, now().In(zone)); errors.As(err, &wrong) {
				read[i].problem = wrong.Hint()
			}
		}
		return savedMsg{read}
	}, nil
}

// takeSaved keeps the selection, which somebody may have moved meanwhile: the filters come
// back in the same order. A panel that was closed stays closed.
func (m Model) takeSaved(msg savedMsg) Model {
	if s, ok := m.panel.(saved); ok {
		s.filters = msg.filters
		m.panel = s
	}
	return m
}

func (saved) screen() keymap.Screen { return keymap.Dialog }
func (saved) typing() bool          { return false }

func (s saved) update(m Model, msg tea.Msg) (Model, tea.Cmd, Action) {
	action := m.pressed(msg)
	// The list is never empty: unsettled is always there.
	chosen := s.filters[s.selection.At]
	switch {
	case action == keymap.DialogCancel:
		return m.close(), nil, nil
	case action == keymap.DialogAccept && chosen.problem != "":
		return m, nil, widget.Notice("This filter can't be used: " + chosen.problem)
	case action == keymap.DialogAccept:
		m, command := m.close().WithFilter(chosen.query)
		return m, command, nil
	}
	s.selection = s.selection.Move(widget.By(action, widget.PageRows), len(s.filters), max(1, m.height-savedLines))
	m.panel = s
	return m, nil, nil
}

const savedLines = 2

func (s saved) view(m Model, styles theme.Styles) widget.Frame {
	width, names := max(1, m.width-2), 0
	for _, filter := range s.filters {
		names = max(names, min(width/2, widget.Width(widget.Clean(filter.name))))
	}
	rows := make([]string, len(s.filters))
	for i, filter := range s.filters {
		rows[i] = widget.Fit(widget.Clean(filter.name), names) + "  " + widget.Clean(filter.query)
		// A broken filter is listed all the same: left out, its owner would look for the fault elsewhere.
		if filter.problem != "" {
			rows[i] = widget.Fit(widget.Clean(filter.name), names) + "  ! " + widget.Clean(filter.query)
		}
	}
	below := styles.Subtle.Render(widget.Cut("From [filters] in the configuration.", width))
	if problem := s.filters[s.selection.At].problem; problem != "" {
		below = styles.Warning.Render(widget.Cut("! "+widget.Clean(problem), width))
	}
	title := s.selection.Headed(styles.Strong.Render("Which filter?"), len(rows), width, max(1, m.height-savedLines), styles)
	lines := append([]string{title, below}, s.selection.Window(rows, width, max(1, m.height-savedLines), styles)...)
	return widget.Frame{Lines: widget.Indent(lines, 1)}
}
