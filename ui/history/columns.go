package history

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type column struct {
	name  string
	width int // the least
	grows int // its share of what is left
	// hidden columns are not shown until somebody chooses them.
	hidden bool
	field  query.Field // what a filter looks at there; none where nothing of it is marked
	text   func(deletion.Record, Model) string
}

// noField is the field of a column in which no match is marked.
const noField = query.Field("-")

// columns are all of them, in their first order; the number always stays.
// Every text is cleaned here, since records hold foreign text; layout relies on the
// places of the first five.
func columns() []column {
	return []column{
		{"NO.", 7, 0, false, query.ByNumber, func(r deletion.Record, m Model) string { return m.number(r) }},
		{"CONFIRMED", 16, 0, false, noField, func(r deletion.Record, m Model) string {
			return deletion.Minute(r.Intent.Confirmed, m.zone)
		}},
		{"OUTCOME", 14, 0, false, noField, func(r deletion.Record, m Model) string { return m.outcome(r) }},
		{"CODE", 4, 0, false, noField, func(r deletion.Record, _ Model) string { return code(r) }},
		{"IDENTIFIER", 12, 3, false, query.ByID, func(r deletion.Record, _ Model) string { return widget.Clean(r.Intent.Brief()) }},
		{"OPERATOR", 9, 1, false, query.ByOperator, func(r deletion.Record, _ Model) string { return widget.Clean(r.Intent.Operator.Name) }},
		{"REASON", 10, 3, false, query.ByReason, func(r deletion.Record, _ Model) string { return widget.Clean(r.Intent.Reason) }},
		{"SERVER", 10, 1, false, query.ByServer, func(r deletion.Record, _ Model) string { return widget.Clean(r.Intent.Server) }},
		{"CAUSE", 15, 0, true, query.ByCause, func(r deletion.Record, _ Model) string { return widget.Clean(string(r.Outcome.Cause.Notable())) }},
		{"AFTER", 15, 0, true, noField, func(r deletion.Record, _ Model) string { return widget.Clean(r.AfterFinding().Label()) }},
		{"TYPE", 14, 0, true, noField, func(r deletion.Record, _ Model) string { return widget.Clean(string(r.Intent.IdentifierType)) }},
		{"MESSAGE", 10, 3, true, query.ByMessage, func(r deletion.Record, _ Model) string { return widget.Clean(r.Outcome.Message) }},
	}
}

func shown(all []column) []column {
	return slices.DeleteFunc(slices.Clone(all), func(c column) bool { return c.hidden })
}

func arranged(all []column) bool {
	return !slices.EqualFunc(all, columns(), func(a, b column) bool { return a.name == b.name && a.hidden == b.hidden })
}

// number marks a changed record, too: the column of the outcome may be out of sight.
func (m Model) number(r deletion.Record) string {
	number := strconv.FormatInt(r.Intent.Number, 10)
	if m.isChanged(r) {
		return "!" + number
	}
	return number
}

func (m Model) outcome(r deletion.Record) string {
	if m.isChanged(r) {
		return "! changed"
	}
	if stoodIn(r) {
		return "! unreadable"
	}
	sign, label := theme.Sign(r.Outcome.Kind), widget.Clean(r.Label())
	if r.Outcome.Kind == deletion.Unknown && r.Settlement != nil {
		return sign + label // an arrow leads to it
	}
	return sign + " " + label
}

// code shows a dash for no code: 0 is one, that of success.
func code(r deletion.Record) string {
	if r.Outcome.Code == nil {
		return "-"
	}
	return strconv.Itoa(*r.Outcome.Code)
}

type layout struct{ columns []column }

// layout takes columns from the left as long as they fit and gives what is left
// to those that grow. On a narrow screen the time gives
// way first, unless somebody has chosen the columns.
func (m Model) layout(width int) layout {
	all := shown(m.columns)
	wanted := append([]column{all[0]}, m.widths.of(all[min(len(all), 1+m.shift):], width-all[0].width-3)...)
	if width < 60 && m.shift == 0 && !arranged(m.columns) {
		// Number, outcome, identifier: the order is the first one, as nobody has changed it.
		wanted = append([]column{all[0]}, m.widths.of([]column{all[2], all[4]}, width-all[0].width-3)...)
	}
	used, shares := 0, 0
	var fitting []column
	for _, c := range wanted {
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

func (l layout) heading(order query.Order) string {
	heading := ""
	for _, c := range l.columns {
		heading += " " + widget.Fit(c.name+orderArrow(c, order), c.width)
	}
	return heading
}

type columnPanel struct {
	selection widget.Selection
	columns   []column // the first, the number, can't be chosen
	widths    widths
}

func (columnPanel) screen() keymap.Screen { return keymap.Columns }
func (columnPanel) typing() bool          { return false }

// update changes the panel's own columns. The table keeps the former ones until they are accepted.
func (p columnPanel) update(m Model, msg tea.Msg) (Model, tea.Cmd, Action) {
	action := m.pressed(msg)
	at := 1 + p.selection.At
	switch action {
	case keymap.DialogCancel:
		return m.close(), nil, nil
	case keymap.DialogAccept:
		// Scrolled back to the left: the shift counted columns of the former order.
		m.columns, m.widths, m.shift = p.columns, p.widths, 0
		return m.close(), nil, nil
	case keymap.ColumnToggle:
		p.columns = slices.Clone(p.columns)
		p.columns[at].hidden = !p.columns[at].hidden
	case keymap.ColumnEarlier:
		p = p.swap(at, at-1)
	case keymap.ColumnLater:
		p = p.swap(at, at+1)
	case keymap.ColumnWider:
		p.widths = p.widths.with(p.columns[at].name, p.cells(m, at)+1)
	case keymap.ColumnNarrower:
		p.widths = p.widths.with(p.columns[at].name, p.cells(m, at)-1)
	case keymap.ColumnAutomatic:
		p.widths = p.widths.without(p.columns[at].name)
	default:
		p.selection = p.selection.Move(widget.By(action, p.rows(m)), len(p.columns)-1, p.rows(m))
	}
	m.panel = p
	return m, nil, nil
}

func (p columnPanel) isFixed() bool {
	_, chosen := p.widths[p.columns[1+p.selection.At].name]
	return chosen
}

// swap moves a column to the place of its neighbour, where there is one.
// It clones the columns: until they are accepted, the table still shows the same slice.
func (p columnPanel) swap(from, to int) columnPanel {
	if to < 1 || to >= len(p.columns) {
		return p
	}
	p.columns = slices.Clone(p.columns)
	p.columns[from], p.columns[to] = p.columns[to], p.columns[from]
	p.selection.At = to - 1
	return p
}

func (columnPanel) rows(m Model) int { return max(1, m.height-2) }

// view lists the columns from left to right, as the table has them, and leaves out the number,
// which always stays.
func (p columnPanel) view(m Model, styles theme.Styles) widget.Frame {
	var rows []string
	for _, c := range p.columns[1:] {
		mark := "[x] "
		if c.hidden {
			mark = "[ ] "
		}
		row := mark + c.name
		if cells, chosen := p.widths[c.name]; chosen {
			row = mark + widget.Fit(c.name, longestName) + " " + strconv.Itoa(cells) + " wide"
		}
		rows = append(rows, row)
	}
	width := max(1, m.width-2)
	hint := "Left to right."
	if toggle := m.options.Keys.Binding(keymap.ColumnToggle); toggle.Enabled() { // the footer of a narrow screen has no room for it
		hint = "Left to right; " + toggle.Help().Key + " shows or hides."
	}
	title := p.selection.Headed(styles.Strong.Render("Which columns?"), len(rows), width, p.rows(m), styles)
	lines := []string{title, styles.Subtle.Render(widget.Cut(hint, width))}
	return widget.Frame{Lines: widget.Indent(append(lines, p.selection.Window(rows, width, p.rows(m), styles)...), 1)}
}
