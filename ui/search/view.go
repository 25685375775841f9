package search

import (
	"fmt"

	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/safetext"
	"deletecall/ui/card"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	labelWidth = 8
	fieldWidth = 40
	// head is how many lines are above the calls, and foot below them.
	head, foot = 3, 1
	// wideList is the width from which the call ID has a column, and fullDate that of the whole begin.
	wideList, fullDate = 110, 60
	// cardWidth is the width from which everything that is known of the chosen call is shown beside the list.
	cardWidth = 140
)

func (m Model) rows() int { return max(1, m.height-head-foot) }

// View draws the screen.
func (m Model) View(styles theme.Styles) widget.Frame {
	frame := m.fieldsView(styles)
	if !m.writing {
		frame = m.listView(styles)
	} else if over := frame.Cursor.Y - m.height + 1; over > 0 { // what is wrong with a field has taken the room of the focused one
		frame.Lines = frame.Lines[over:]
		frame = frame.Shift(0, -over)
	}
	frame.Lines = widget.Height(widget.Indent(frame.Lines, 1), m.height)
	return frame.Shift(1, 0)
}

func (m Model) inner() int { return max(1, m.width-2) }

func (m Model) fieldsView(styles theme.Styles) (frame widget.Frame) {
	// On a low screen the fields and what is wrong with them have all the lines.
	width, airy := m.inner(), m.height >= 14
	frame.Lines = []string{styles.Strong.Render(widget.Cut("Find calls on "+widget.Clean(m.server.Name), width))}
	if airy {
		frame.Lines = append(frame.Lines, styles.Subtle.Render(widget.Cut("The server is only asked; nothing is deleted.", width)), "")
	}
	for at := range parts {
		line, cursor := m.fieldLine(at, width, styles)
		if cursor >= 0 {
			frame.Cursor = widget.At(cursor, len(frame.Lines))
		}
		frame.Lines = append(frame.Lines, line)
		for _, line := range widget.Wrap(problemText(m.fields.problems[names[at]]), width-2) {
			frame.Lines = append(frame.Lines, "  "+styles.Danger.Render(line))
		}
	}
	if airy {
		frame.Lines = append(frame.Lines, "")
	}
	for _, text := range []string{"Day: " + lookup.DayForms + ".", "About: " + lookup.AboutForms + ". Times are in " + m.zoneName() + "."} {
		for _, line := range widget.Wrap(text, width) {
			frame.Lines = append(frame.Lines, styles.Subtle.Render(line))
		}
	}
	return frame
}

// zoneName names the zone in which times are written. That of the machine has no name of its own.
func (m Model) zoneName() string {
	if name := m.zone.String(); name != "Local" {
		return name
	}
	return "local time"
}

// fieldLine draws one field. cursor is the column of the cursor, or -1 without the focus.
func (m Model) fieldLine(at part, width int, styles theme.Styles) (line string, cursor int) {
	mark, label, focused := " ", widget.Fit(labels[at], labelWidth), m.fields.focus == at
	if focused {
		mark, label = styles.Accent.Render("▸"), styles.Accent.Render(label)
	}
	const begin = 1 + labelWidth
	if at == statePart {
		cursor = -1
		if focused {
			cursor = begin
		}
		return mark + label + m.fields.state.Line(focused, styles), cursor
	}
	line, cursor = m.fields.inputs[at].View(max(4, min(fieldWidth, width-begin)), styles)
	if cursor >= 0 {
		cursor += begin
	}
	return mark + label + line, cursor
}

// problemText has a sign before it, for those who see no colours.
func problemText(problem string) string {
	if problem == "" {
		return ""
	}
	return "✗ " + widget.Clean(problem)
}

// listView says above the list what was searched for: the fields are out of sight by then, and the
// list leaves out what does not match (promise 9).
func (m Model) listView(styles theme.Styles) (frame widget.Frame) {
	width, l := m.inner(), m.list
	frame.Lines = []string{styles.Strong.Render(widget.Cut(m.criteria(), width))}
	if len(l.calls) == 0 {
		frame.Lines = append(frame.Lines, m.nothing(width, styles)...)
		return frame
	}
	if m.hasCard() {
		width -= cardColumn + 2
	}
	when, who := m.row(width-1, [5]string{"BEGIN", "LENGTH", "FROM", "TO", "CALL ID"}, "   ")
	frame.Lines = append(frame.Lines, m.state(width, styles), styles.Subtle.Render(" "+when+who))
	frame.Lines = append(frame.Lines, m.window(width, styles)...)
	frame.Cursor = widget.At(0, head+l.selected-l.scroll.Offset)
	frame.Lines = append(frame.Lines, styles.Subtle.Render(widget.Cut(m.about(width), width)))
	if m.hasCard() {
		call, inner := m.shown(l.described()), cardColumn-widget.BoxWidth
		said := append(append(card.Head(call, inner, styles), ""), card.Table(call, inner, styles)...)
		beside := widget.Box("This call", said, cardColumn, widget.Single, styles.Rule)
		frame.Lines = widget.Beside(frame.Lines, append([]string{"", ""}, beside...), width, "  ", m.height)
	}
	return frame
}

const cardColumn = 54

// hasCard reports whether the card has room beside the list. With fewer cells it would take them
// from the names of the parties.
func (m Model) hasCard() bool { return m.width >= cardWidth && m.height >= 20 }

// criteria is the server alone before the first answer: until then no span of time is known.
func (m Model) criteria() string {
	if m.list.search.To.IsZero() {
		return "Calls on " + widget.Clean(m.server.Name)
	}
	return criteria(m.list.search, m.list.zone, m.zone)
}

func (m Model) shown(call lookup.Call) lookup.Call { return call.In(m.zone) }

func (m Model) nothing(width int, styles theme.Styles) []string {
	text, style := "No call matches. Change the search with "+m.editKey()+".", styles.Text
	switch failure := m.list.failure(); {
	case m.list.asking:
		text, style = fmt.Sprintf("Asking the server… (at most %s; %s stops it)", m.server.LookUpTime(), m.options.Keys.Binding(keymap.Back).Help().Key), styles.Accent
	case failure != "":
		text, style = "✗ The search failed. "+failure+" ", styles.Danger
		if m.list.newest.Reason == lookup.ReasonTime {
			text += "Narrow the search, or give this server a longer lookup_limit in the configuration."
		} else {
			text += hint.Sentences(m.list.newest.Advice())
		}
	}
	lines := widget.Wrap(widget.Clean(text), width)
	for i, line := range lines {
		lines[i] = style.Render(line)
	}
	return lines
}

func (m Model) editKey() string { return m.options.Keys.Binding(keymap.CallsEdit).Help().Key }

func (l list) failure() string {
	if l.newest.Verdict == lookup.Found || l.newest.Verdict == "" {
		return ""
	}
	return hint.Sentences(l.newest.Detail)
}

func (m Model) state(width int, styles theme.Styles) string {
	l := m.list
	held, known := safetext.Number(int64(len(l.calls))), l.total >= len(l.calls)
	said := safetext.Count(len(l.calls), "call", "calls")
	switch {
	case known:
		said = held + " of " + safetext.Count(l.total, "call", "calls")
	case !l.next.IsZero():
		said += " so far"
	}
	const noRoomForKeys = 50 // the footer leaves out the key that marks
	if l.cut {
		said += ", the most that are listed: narrow the search with " + m.editKey()
	}
	if l.unasked > 0 && l.failure() == "" { // a failure needs the room
		said += ", " + safetext.Number(int64(l.unasked)) + " not asked for"
	}
	if count := len(l.marked); count > 0 {
		said += " · " + safetext.Number(int64(count)) + " marked"
	} else if mark := m.options.Keys.Keys(keymap.CallsMark); width < noRoomForKeys && len(mark) > 0 {
		said += " · " + mark[0] + " marks one"
	}
	again := ""
	if refresh := m.options.Keys.Binding(keymap.HistoryRefresh); refresh.Enabled() {
		again = refresh.Help().Key + " asks again"
	}
	switch failure := l.failure(); {
	// The first page decides: after a flawed one, none of the calls proves anything, see
	// list.found.
	case l.first.Verdict != lookup.Found:
		return styles.Danger.Render(widget.Cut("✗ Not proved, the answer was flawed: "+widget.Clean(failure), width))
	case failure != "":
		return styles.Danger.Render(widget.Cut("✗ "+said+"; then: "+widget.Clean(failure)+" "+again, width))
	case l.asking:
		said += " · asking for more…"
	case l.gap:
		said += ". The list changed: calls may be missing. " + again
	case l.newest.Detail != "" && l.next.IsZero() && l.total > len(l.calls) && !l.cut:
		said += ". " + widget.Clean(l.newest.Detail)
	}
	return widget.Cut(said, width)
}
