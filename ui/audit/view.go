package audit

import (
	"fmt"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	headLines = 3   // filter, counts, heading
	paneWidth = 112 // cells from which the selected record stands beside the table
)

// rows is how many records fit.
func (m Model) rows() int { return max(1, m.height-headLines) }

// View draws the table, or the record that is open.
func (m Model) View(styles theme.Styles) widget.Frame {
	if m.detail != nil {
		lines := m.detail.scroll.Announced(m.detailLines(styles), m.height, styles)
		return widget.Frame{Lines: widget.Indent(lines, 1)}
	}
	const label = " Filter "
	field, cursor := m.filter.View(max(1, m.width-len(label)-1))
	heading := styles.Subtle.Render(label)
	if m.filtering {
		heading = styles.Accent.Render(label)
	}
	frame := widget.Frame{Lines: []string{heading + styles.Field.Styled(field), " " + m.status(styles)}}
	if cursor >= 0 {
		frame.Cursor = widget.At(len(label)+cursor, 0)
	}
	frame.Lines = widget.Height(append(frame.Lines, m.body(styles)...), m.height)
	return frame
}

// status says how many records are shown of how many, or what is wrong.
func (m Model) status(styles theme.Styles) string {
	width := max(1, m.width-2)
	_, words := suggestions(m.filter.Value())
	unfinished := m.filtering && len(words) > 0
	switch {
	case m.failure != nil:
		return styles.Danger.Render(widget.Cut("! "+widget.Clean(m.failure.Error()), width))
	case m.problem != "" && !unfinished:
		return styles.Warning.Render(widget.Cut(widget.Clean(m.problem), width))
	}
	text := "counting…"
	if m.list.counted {
		text = fmt.Sprintf("%d of %d records", m.list.matching, m.list.total)
	}
	if m.query.String() != "" {
		text += " fit the filter"
	}
	if m.problem != "" {
		text = "not a filter yet"
	}
	if unfinished {
		return styles.Subtle.Render(widget.Cut(text+" · tab: "+strings.Join(words, "  "), width))
	}
	return styles.Subtle.Render(widget.Cut(text+" · times in "+m.zoneName()+" · newest first", width))
}

func (m Model) zoneName() string {
	if record, ok := m.list.selectedRecord(); ok {
		return record.Intent.Confirmed.In(m.zone).Format("MST (-07:00)")
	}
	return m.zone.String()
}

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
	lines := []string{styles.Subtle.Render(layout.row(func(c column) string { return c.name }))}
	if m.list.read && len(m.list.records) == 0 {
		return append(lines, styles.Subtle.Render(widget.Cut(m.emptyText(), width)))
	}
	end := min(len(m.list.records), m.list.scroll.Offset+m.rows())
	for i := m.list.scroll.Offset; i < end; i++ {
		record := m.list.records[i]
		if i == m.list.selected {
			plain := layout.row(func(c column) string { return c.text(record, m) })
			lines = append(lines, styles.Selected.Render("▸"+strings.TrimPrefix(plain, " ")))
			continue
		}
		outcome := styles.Outcome(string(record.Outcome.Kind))
		lines = append(lines, layout.styledRow(func(c column) string { return c.text(record, m) }, outcome))
	}
	return lines
}

func (m Model) emptyText() string {
	switch {
	case m.problem != "":
		return " The last filter that could be read fits no record."
	case m.query.String() != "":
		return " No record fits the filter. Esc shows all of them."
	}
	return " Nothing is recorded yet."
}

// column is one column of the table.
type column struct {
	name  string
	width int // the least
	grows int // its share of what is left
	text  func(deletion.Record, Model) string
}

// columns in the order of the screen; the first always stays.
var columns = []column{
	{"NO.", 7, 0, func(r deletion.Record, _ Model) string { return strconv.FormatInt(r.Intent.Number, 10) }},
	{"CONFIRMED", 16, 0, func(r deletion.Record, m Model) string {
		return r.Intent.Confirmed.In(m.zone).Format("2006-01-02 15:04")
	}},
	{"OUTCOME", 11, 0, func(r deletion.Record, _ Model) string { return outcome(r) }},
	{"CODE", 4, 0, func(r deletion.Record, _ Model) string { return code(r) }},
	{"TARGET", 12, 3, func(r deletion.Record, _ Model) string { return target(r) }},
	{"OPERATOR", 8, 1, func(r deletion.Record, _ Model) string { return widget.Clean(r.Intent.Operator.Name) }},
	{"REASON", 10, 3, func(r deletion.Record, _ Model) string { return widget.Clean(r.Intent.Reason) }},
	{"SERVER", 10, 1, func(r deletion.Record, _ Model) string { return widget.Clean(r.Intent.Server) }},
}

func outcome(r deletion.Record) string {
	label := widget.Clean(r.Outcome.Kind.Label())
	if r.Outcome.Kind == deletion.Unknown && r.Resolution != nil {
		label = "settled"
	}
	return theme.Sign(string(r.Outcome.Kind)) + " " + label
}

func code(r deletion.Record) string {
	if r.Outcome.Code == nil {
		return "-"
	}
	return strconv.Itoa(*r.Outcome.Code)
}

// target is short: what is not an extension says so by its look.
func target(r deletion.Record) string {
	text := widget.Clean(r.Intent.Identifier)
	if r.Intent.Status != deletion.NoStatus {
		text += " " + widget.Clean(string(r.Intent.Status))
	}
	return text
}

// layout is the columns that fit, with their widths.
type layout struct{ columns []column }

// layout takes columns from the left as long as they fit and gives what is left
// to those that grow. On a narrow screen the time gives way first.
func (m Model) layout(width int) layout {
	shown := append([]column{columns[0]}, columns[1+min(m.shift, len(columns)-2):]...)
	if width < 60 && m.shift == 0 {
		shown = []column{columns[0], columns[2], columns[4]}
	}
	used, shares := 0, 0
	var fitting []column
	for _, c := range shown {
		if used+c.width+1 > width-1 {
			break
		}
		used += c.width + 1
		shares += c.grows
		fitting = append(fitting, c)
	}
	left := width - 1 - used
	for i := range fitting {
		if fitting[i].grows > 0 {
			fitting[i].width += left * fitting[i].grows / shares
		}
	}
	return layout{fitting}
}

func (l layout) row(text func(column) string) string {
	return l.styledRow(text, lipgloss.NewStyle())
}

// styledRow gives the outcome its style.
func (l layout) styledRow(text func(column) string, outcome lipgloss.Style) string {
	var row strings.Builder
	row.WriteByte(' ')
	for _, c := range l.columns {
		cell := widget.Fit(text(c), c.width)
		if c.name == "OUTCOME" {
			cell = outcome.Render(cell)
		}
		row.WriteString(cell)
		row.WriteByte(' ')
	}
	return row.String()
}

func styled(style lipgloss.Style, lines []string) []string {
	for i, line := range lines {
		lines[i] = style.Render(line)
	}
	return lines
}
