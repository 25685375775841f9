package history

import (
	"strings"

	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	headLines   = 3   // filter, counts, heading
	besideWidth = 112 // cells from which counts stand beside what they count
	// paneWidth is from where on the selected record stands beside the table. All
	// of it is drawn again for each step of the selection: some 1,500 bytes, which
	// a screen of a usual width does not spend.
	paneWidth = 140
)

// rows is how many records fit.
func (m Model) rows() int { return max(1, m.height-headLines) }

// View draws the table, or the record that is open.
func (m Model) View(styles theme.Styles) widget.Frame {
	if m.detail != nil {
		lines := m.detail.scroll.Announced(m.detailLines(styles), m.height, styles)
		return widget.Frame{Lines: widget.Indent(lines, 1)}
	}
	if m.panel != nil {
		return m.panel.view(m, styles)
	}
	frame := m.head(styles)
	frame.Lines = widget.Height(append(frame.Lines, m.body(styles)...), m.height)
	return frame
}

// head is the filter line and the status below it.
func (m Model) head(styles theme.Styles) widget.Frame {
	const label = " Filter "
	field, cursor := m.filter.View(max(1, m.width-len(label)-1), styles)
	heading := styles.Subtle.Render(label)
	if m.filtering {
		heading = styles.Accent.Render(label)
	}
	frame := widget.Frame{Lines: []string{heading + field, " " + m.status(styles)}}
	if cursor >= 0 {
		frame.Cursor = widget.At(len(label)+cursor, 0)
	}
	return frame
}

// status says how many records are shown of how many, or what is wrong.
func (m Model) status(styles theme.Styles) string {
	width := max(1, m.width-2)
	_, words := m.suggestions()
	// A condition that can still be completed is not wrong yet; suggestions help more than an error.
	unfinished := m.filtering && len(words) > 0
	switch {
	case m.failure != nil:
		return styles.Danger.Render(widget.Cut("! "+widget.Clean(hint.Sentences(m.failure.Error())), width))
	case m.problem != "" && !unfinished:
		return styles.Warning.Render(widget.Cut(widget.Clean(m.problem), width))
	}
	text := "counting…"
	if m.list.counted {
		text = safetext.Number(m.list.matching) + " of " + safetext.Number(m.list.total) + " records"
	}
	if m.query.String() != "" {
		text += " match"
	}
	// The count is that of the last valid filter, and would be taken for this one's.
	if m.problem != "" {
		text = "filter incomplete"
	}
	text += m.followed()
	if unfinished {
		return styles.Subtle.Render(widget.Cut(text+" · tab: "+strings.Join(words, "  "), width))
	}
	return styles.Subtle.Render(widget.Cut(text+" · times in "+m.zoneName()+" · "+m.order.String(), width))
}

// zoneName is the zone's name at the selected record: CET in winter and CEST in summer, as its
// time in the table is meant.
func (m Model) zoneName() string {
	if record, ok := m.list.selectedRecord(); ok {
		return deletion.ZoneName(m.zone, record.Intent.Confirmed)
	}
	if m.zoneNow != "" {
		return m.zoneNow
	}
	return m.zone.String()
}

// body shows the selected record beside the table only where both have room. The table gets
// three fifths: with fewer cells its columns of names are cut.
func (m Model) body(styles theme.Styles) []string {
	width := m.width
	pane := width >= paneWidth
	if pane {
		width = width * 3 / 5
	}
	table := m.table(width, styles)
	if !pane {
		return table
	}
	var facts []string
	if record, ok := m.list.selectedRecord(); ok {
		facts = recordLines(record, m, m.width-width-3, styles)
	}
	return widget.Beside(table, facts, width, styles.Rule.Render("│ "), m.rows()+1)
}

func (m Model) table(width int, styles theme.Styles) []string {
	layout := m.layout(width)
	heading := layout.row(func(c column) string { return c.name + orderArrow(c, m.order) }, lipgloss.NewStyle())
	lines := []string{styles.Subtle.Render(heading)}
	// Before the first page is read, nothing is known: "nothing is recorded" would be untrue.
	if m.list.read && len(m.list.records) == 0 {
		return append(lines, styles.Subtle.Render(widget.Cut(m.emptyText(), width)))
	}
	end := min(len(m.list.records), m.list.scroll.Offset+m.rows())
	for i := m.list.scroll.Offset; i < end; i++ {
		record := m.list.records[i]
		outcome := styles.Outcome(string(record.Outcome.Kind))
		row := layout.row(func(c column) string { return c.text(record, m) }, outcome)
		if i == m.list.selected {
			row = marked(row, layout.columns[0].width, styles)
		}
		lines = append(lines, row)
	}
	return lines
}

// marked marks the selected row at its number, its first column, only: the whole
// row in another style would be sent again for each step of the selection.
func marked(row string, width int, styles theme.Styles) string {
	// Bytes are cells here; any other first column would have to be cut by its width.
	number := row[1 : 1+width] // digits and blanks
	return styles.Selected.Render("▸"+number) + row[1+width:]
}

// emptyText says why the table is empty, since an empty history and a filter that matches
// nothing look the same.
func (m Model) emptyText() string {
	switch {
	case m.problem != "":
		return " The last valid filter matches nothing."
	case m.query.String() != "":
		return " No record matches the filter. Press esc to show all."
	}
	return " Nothing is recorded yet."
}

func styled(style lipgloss.Style, lines []string) []string {
	for i, line := range lines {
		lines[i] = style.Render(line)
	}
	return lines
}
