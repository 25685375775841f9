package history

import (
	"cmp"
	"strings"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	besideWidth = 112 // cells from which counts are beside what they count
	paneWidth   = 140 // and from which the selected record is beside the table
)

func (m Model) rows() int {
	rows := m.height - m.headLines()
	if m.showsTimeline() {
		rows -= timelineLines
	}
	return max(1, rows)
}

// headLines are the filter, the views where there is room for them, the counts and the heading.
func (m Model) headLines() int {
	if m.showsChips() {
		return 4
	}
	return 3
}

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

func (m Model) head(styles theme.Styles) widget.Frame {
	const label = " Filter "
	field, cursor := m.filter.View(max(1, m.width-len(label)-1), styles)
	heading := styles.Subtle.Render(label)
	if m.filtering {
		heading = styles.Accent.Render(label)
	}
	frame := widget.Frame{Lines: m.headed(heading+field, m.status(styles), styles)}
	if cursor >= 0 {
		frame.Cursor = widget.At(len(label)+cursor, 0)
	}
	return frame
}

func (m Model) headed(first, status string, styles theme.Styles) []string {
	if !m.showsChips() {
		return []string{first, " " + status}
	}
	return []string{first, " " + m.chips(max(1, m.width-2), styles), " " + status}
}

func (m Model) status(styles theme.Styles) string {
	width := max(1, m.width-2)
	_, words := m.suggestions()
	// A condition that can still be completed is not wrong yet; suggestions help more than an error.
	unfinished := m.filtering && len(words) > 0
	switch {
	case m.failure != nil || m.unchecked != nil:
		return styles.Danger.Render(cutOff(m.Wrong(), width, m.options.Keys))
	case m.problem != "" && !unfinished:
		return styles.Warning.Render(cutOff(m.Wrong(), width, m.options.Keys))
	}
	text := "counting…"
	if m.list.counted {
		text = safetext.OfAll(m.list.matching, m.list.total, "record", "records")
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
		return styles.Subtle.Render(widget.Cut(text+" · "+m.options.Keys.Binding(keymap.FilterComplete).Help().Key+": "+strings.Join(words, "  "), width))
	}
	if zone := m.zoneName(); zone != "" {
		text += " · times in " + zone
	}
	if changed := m.changedText(); changed != "" {
		return styles.Danger.Render(cutOff(changed+" · "+text, width, m.options.Keys))
	}
	return styles.Subtle.Render(widget.Cut(text+" · "+m.order.String(), width))
}

// Wrong is what is wrong with the history or with the filter, whole and clean; empty where nothing is.
func (m Model) Wrong() string {
	if failure := cmp.Or(m.failure, m.unchecked); failure != nil {
		return "! " + widget.Clean(hint.Sentences(failure.Error()))
	}
	if m.problem != "" {
		return widget.Clean(m.problem)
	}
	return m.changedWhole()
}

// cutOff is a clean text in one line. Where it has no room, its end says that the help has it whole.
func cutOff(text string, width int, keys keymap.Map) string {
	if widget.Width(text) <= width {
		return text
	}
	return widget.WithMark(text, width, widget.MoreMark(keys))
}

// zoneName is the zone's name at the selected record: CET in winter and CEST in summer, as its
// time in the table is meant. It is empty before anything was read.
func (m Model) zoneName() string {
	if record, ok := m.list.selectedRecord(); ok {
		return deletion.ZoneName(m.zone, record.Intent.Confirmed)
	}
	if m.askedAt.IsZero() {
		return ""
	}
	return deletion.ZoneName(m.zone, m.askedAt)
}

// tableWidth is three fifths where there is a record beside the table: with fewer cells its
// columns of names are cut.
func (m Model) tableWidth() int {
	if m.width >= paneWidth {
		return m.width * 3 / 5
	}
	return m.width
}

// body shows the selected record beside the table only where both have room.
func (m Model) body(styles theme.Styles) []string {
	width := m.tableWidth()
	pane := m.width >= paneWidth
	table := m.withTimeline(m.table(width, styles), width, styles)
	if !pane {
		return table
	}
	var facts []string
	if record, ok := m.rested(); ok {
		facts = m.besideList(record, m.width-width-3, styles)
	}
	height := m.height - m.headLines() + 1
	return widget.Beside(table, widget.Marked(facts, height, m.width-width-3, " …"), width, styles.Rule.Render("│ "), height)
}

// besideList is a record beside the table. Of one that was changed nothing is shown that looks like a fact.
func (m Model) besideList(record deletion.Record, width int, styles theme.Styles) []string {
	if wrong := m.unusable(record); wrong != "" {
		return append(widget.Styled(styles.Danger, widget.Wrap(wrong, width)), widget.Wrap(m.openForMore(), width)...)
	}
	return recordLines(record, m, width, styles)
}

func (m Model) table(width int, styles theme.Styles) []string {
	layout := m.layout(width)
	lines := []string{styles.Subtle.Render(layout.heading(m.order))}
	// Before the first page is read, nothing is known: "nothing is recorded" would be untrue.
	if m.list.read && len(m.list.records) == 0 {
		return append(lines, widget.Indent(widget.Styled(styles.Subtle, widget.Wrap(m.emptyText(), width-2)), 1)...)
	}
	end := min(len(m.list.records), m.list.scroll.Offset+m.rows())
	for i := m.list.scroll.Offset; i < end; i++ {
		lines = append(lines, m.row(layout, m.list.records[i], i == m.list.selected, styles))
	}
	return lines
}

// mostMarked is how many cells of the selected row are reversed, from its left end. Whole columns
// show it as a row, and a step of the selection stays cheap: Bubble Tea sends a line from its
// first to its last changed cell, so a mark at the right end would send all of it.
const mostMarked = 42

// row draws a record: its outcome in a style of its own, and underlined what the filter looks for.
func (m Model) row(l layout, record deletion.Record, selected bool, styles theme.Styles) string {
	var row strings.Builder
	mark, used := selected, 1
	if selected {
		row.WriteString(styles.Selected.Render("▸"))
	} else {
		row.WriteByte(' ')
	}
	for _, c := range l.columns {
		cell, style := widget.Fit(c.text(record, m), c.width), styles.Text
		if c.name == "OUTCOME" {
			style = m.outcomeStyle(record, styles)
		}
		used += c.width + 1
		mark = mark && used <= mostMarked
		switch {
		case mark:
			row.WriteString(style.Reverse(true).Render(cell + " "))
			continue
		case c.field != noField:
			cell = found(m.query, c.field, cell, styles)
		case c.name == "OUTCOME":
			cell = style.Render(cell)
		}
		row.WriteString(cell + " ")
	}
	return row.String()
}

func found(filter query.Query, field query.Field, text string, styles theme.Styles) string {
	parts := filter.Found(field, text)
	if len(parts) == 0 {
		return text
	}
	var drawn strings.Builder
	at := 0
	for _, part := range parts {
		drawn.WriteString(text[at:part[0]] + styles.Found.Styled(text[part[0]:part[1]]))
		at = part[1]
	}
	return drawn.String() + text[at:]
}

// emptyText says why the table is empty, since an empty history and a filter that matches
// nothing look the same.
func (m Model) emptyText() string {
	switch {
	case m.problem != "":
		return "The last valid filter matches nothing."
	case m.query.String() != "":
		return "No record matches the filter. Press " + m.options.Keys.Binding(keymap.HistoryClear).Help().Key + " to show all."
	}
	return "Nothing is recorded yet."
}
