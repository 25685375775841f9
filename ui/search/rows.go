package search

import (
	"slices"
	"strings"
	"time"

	"deletecall/lookup"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	signsWidth = 3 // cells that [Model.signs] takes
	fromColumn = 2 // the first column of the speakers
)

func (m Model) window(width int, styles theme.Styles) []string {
	l := m.list
	// Empty lines below a short list keep the line under it in its place.
	lines := make([]string, m.rows())
	for i := range min(m.rows(), len(l.calls)-l.scroll.Offset) {
		call := l.calls[l.scroll.Offset+i]
		when, who := m.row(width-1, m.cells(call), m.signs(call))
		if l.scroll.Offset+i == l.selected {
			lines[i] = styles.Selected.Render("▸"+when) + who
		} else {
			lines[i] = " " + when + who
		}
	}
	return lines
}

func (m Model) cells(call lookup.Call) [5]string {
	call = m.shown(call)
	begin := call.Clock(call.Begin)
	// The year and the seconds give way first: the line above the list names the days. What has
	// another length is no whole time.
	if m.width < fullDate && len(begin) == len(time.DateTime) {
		begin = begin[len("2006-") : len(begin)-len(":05")]
	}
	return [5]string{begin, call.LengthOrState(), call.From.String(), call.To.String(), call.ID}
}

// signs are the person's mark, what came of the call's deletion, and whether it needs a second look.
func (m Model) signs(call lookup.Call) string {
	mark, outcome, warning := " ", " ", " "
	// A call without an ID can't be marked: several of them would be taken for one.
	if call.ID != "" && slices.Contains(m.list.marked, call.ID) {
		mark = "+"
	}
	if one, ok := m.list.ended[call.ID]; ok {
		outcome = theme.Sign(one.kind)
	}
	if len(call.Marks()) > 0 || m.list.search.Unasked(call) != "" {
		warning = "!"
	}
	return mark + outcome + warning
}

// columns are the widths of the columns, 0 for one that has no room. They don't follow the content:
// every page looks the same.
func (m Model) columns(width int) (widths [5]int) {
	widths = [5]int{19, 8, 0, 0, 0}
	if m.width < fullDate {
		widths[0], widths[1] = 11, 0
	}
	if width >= wideList {
		widths[4] = 36
	}
	gaps := 2 // before each side, which has no width yet
	for _, cells := range widths {
		if cells > 0 {
			gaps++
		}
	}
	side := (width - signsWidth - widths[0] - widths[1] - widths[4] - gaps) / 2
	widths[2], widths[3] = max(6, side), max(6, side)
	return widths
}

// row puts cells into columns. When a call was and how long is apart: of the chosen row only that is reversed,
// as in the history, since a step of the selection sends two rows from their first to their last changed cell.
func (m Model) row(width int, cells [5]string, signs string) (when, who string) {
	widths, when := m.columns(width), signs
	for i, cell := range cells {
		if widths[i] == 0 {
			continue
		}
		cell = " " + widget.Fit(widget.Clean(cell), widths[i])
		if i < fromColumn {
			when += cell
		} else {
			who += cell
		}
	}
	return when, strings.TrimRight(who, " ")
}

func (m Model) about(width int) string {
	call := m.list.described()
	said := call.Marks()
	if why := m.list.search.Unasked(call); why != "" {
		said = append([]string{"not asked for: " + why}, said...)
	}
	if one, ok := m.list.ended[call.ID]; ok {
		said = append([]string{one.said}, said...)
	}
	if side := m.columns(width - 1)[2]; widget.Width(call.From.String()) > side || widget.Width(call.To.String()) > side {
		said = append(said, call.Parties())
	}
	if width < wideList && call.ID != "" {
		said = append(said, call.ID)
	}
	if call.Location != "" {
		said = append(said, "recorded on "+call.Location)
	}
	return widget.Clean(strings.Join(said, " · "))
}
