package history

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// logPanel lists what was done with the history itself, the newest first, and shows one
// entry in full.
type logPanel struct {
	entries   []query.LogEntry
	read      bool
	failure   error
	selection widget.Selection
	opened    bool // the chosen entry is shown in full
	scroll    widget.Scroll
}

// logMsg brings the entries, the oldest first.
type logMsg struct {
	entries []query.LogEntry
	err     error
}

// openLog shows the panel at once: checking all entries against the hash tree takes a while.
func (m Model) openLog() (Model, tea.Cmd, Action) {
	m.panel = logPanel{}
	return m, m.readLog(), nil
}

// readLog is not cancelled when the panel is closed: takeLog drops what comes then.
func (m Model) readLog() tea.Cmd {
	read := m.options.Log
	return func() tea.Msg {
		entries, err := read(context.Background())
		return logMsg{entries, err}
	}
}

// takeLog keeps the place in the list: those who look further down stay on their entry.
func (m Model) takeLog(msg logMsg) Model {
	p, ok := m.panel.(logPanel)
	if !ok {
		return m // it was closed meanwhile
	}
	newer := len(msg.entries) - len(p.entries)
	p.entries, p.failure = slices.Clone(msg.entries), msg.err
	slices.Reverse(p.entries)
	// On the newest entry somebody waits for newer ones, so it moves along there.
	if p.read && p.selection.At > 0 {
		p.selection = p.selection.Move(newer, len(p.entries), p.rows(m))
	}
	p.read = true
	m.panel = p
	return m
}

func (logPanel) screen() keymap.Screen { return keymap.Log }
func (logPanel) typing() bool          { return false }

func (p logPanel) update(m Model, msg tea.Msg) (Model, tea.Cmd, Action) {
	switch action := m.pressed(msg); action {
	case keymap.Back:
		if !p.opened {
			return m.close(), nil, nil
		}
		p.opened = false
	case keymap.HistoryOpen:
		// From its top again: the former entry may have been longer.
		p.opened, p.scroll = len(p.entries) > 0, widget.Scroll{}
	// The list stays until the new entries are there.
	case keymap.HistoryRefresh:
		return m, m.readLog(), nil
	case keymap.TimeZone:
		m = m.InOtherZone()
	default:
		p = p.move(m, action)
	}
	m.panel = p
	return m, nil, nil
}

// move scrolls the open entry, or moves in the list. Nothing is deleted from here, so a page may be
// as long as the screen.
func (p logPanel) move(m Model, action keymap.Action) logPanel {
	if p.opened {
		lines := len(p.lines(m, theme.Plain()))
		p.scroll.Move(widget.By(action, max(1, m.height-1)), lines, widget.Room(lines, m.height))
	} else if len(p.entries) > 0 {
		p.selection = p.selection.Move(widget.By(action, p.rows(m)), len(p.entries), p.rows(m))
	}
	return p
}

const logHead = 2

func (logPanel) rows(m Model) int { return max(1, m.height-logHead) }

func (p logPanel) view(m Model, styles theme.Styles) widget.Frame {
	width := max(1, m.width-2)
	lines := []string{styles.Strong.Render("Log") + styles.Subtle.Render(widget.Cut(p.status(m), width-3))}
	switch {
	// Instead of the entries: a log that can't be checked against the hash tree is no evidence.
	case p.failure != nil:
		lines = append(lines, widget.Styled(styles.Danger, failureLines(p.failure, width))...)
	case p.opened:
		lines = p.scroll.Announced(p.lines(m, styles), m.height, styles)
	case len(p.entries) > 0:
		columns := logColumns(width)
		rows := make([]string, len(p.entries))
		first := max(0, p.selection.At-p.rows(m)) // those further away are not seen, and not drawn
		for i := first; i < min(len(rows), p.selection.At+p.rows(m)+1); i++ {
			rows[i] = logRow(columns, func(c logColumn) string { return c.text(p.entries[i], m) })
		}
		lines = append(lines, styles.Subtle.Render(widget.Cut(" "+logRow(columns, func(c logColumn) string { return c.name }), width)))
		lines = append(lines, p.selection.Window(rows, width, p.rows(m), styles)...)
	}
	return widget.Frame{Lines: widget.Indent(widget.Height(lines, m.height), 1)}
}

func (p logPanel) status(m Model) string {
	switch {
	case p.failure != nil:
		return ""
	case !p.read:
		return "  reading…"
	case len(p.entries) == 0:
		return "  Nothing was done with the history itself yet."
	}
	return "  " + safetext.Count(len(p.entries), "entry", "entries") + " · times in " +
		deletion.ZoneName(m.zone, p.entries[p.selection.At].At) + " · newest first"
}

type logColumn struct {
	name        string
	width, from int // from how many cells on it is shown
	right       bool
	text        func(query.LogEntry, Model) string
}

// logColumns are those that fit; the last one takes what is left.
func logColumns(width int) (columns []logColumn) {
	for _, c := range []logColumn{
		{"TIME", 16, 0, false, func(e query.LogEntry, m Model) string { return e.At.In(m.zone).Format("2006-01-02 15:04") }},
		{"WHAT", 12, 0, false, func(e query.LogEntry, _ Model) string { return widget.Clean(e.What) }},
		{"RECORDS", 9, 60, true, func(e query.LogEntry, _ Model) string { return safetext.Number(e.Count) }},
		{"OPERATOR", 8, 0, false, func(e query.LogEntry, _ Model) string { return widget.Clean(e.Operator.Name) }},
		{"OF", width / 5, 70, false, func(e query.LogEntry, _ Model) string { return widget.Clean(e.About()) }},
		{"TO", width / 5, 100, false, func(e query.LogEntry, _ Model) string { return widget.Clean(e.To) }},
	} {
		if width >= c.from {
			columns = append(columns, c)
		}
	}
	left := width - 1 // beside the mark of the chosen one
	for _, c := range columns {
		left -= c.width + 1
	}
	columns[len(columns)-1].width += max(0, left+1)
	return columns
}

// logRow puts numbers at the right: they are compared by their length.
func logRow(columns []logColumn, text func(logColumn) string) (row string) {
	for i, c := range columns {
		cell := widget.Fit(text(c), c.width)
		if c.right {
			cell = fmt.Sprintf("%*s", c.width, widget.Cut(text(c), c.width))
		}
		if i > 0 {
			row += " "
		}
		row += cell
	}
	return row
}

func (p logPanel) lines(m Model, styles theme.Styles) (lines []string) {
	entry := p.entries[p.selection.At]
	facts := [][2]string{
		{"Event", strconv.FormatInt(entry.Event, 10)}, {"What", entry.What}, {"Time", deletion.FormatTime(entry.At, m.zone)},
		{"Records", safetext.Number(entry.Count)}, {"Server", entry.Server}, {"Of", entry.Of}, {"To", entry.To},
		{"Reason", entry.Reason}, {"Details", entry.Detail}, {"Left out", entry.Missing.String()}, {"Operator", entry.Operator.Name},
	}
	for _, field := range deletion.OperatorFields() {
		facts = append(facts, [2]string{field.Title, *field.Of(&entry.Operator)})
	}
	names := 18
	if m.width < 60 {
		names = 16
	}
	// What an entry of this kind does not have is left out: "To" of a verification would only
	// raise the question where it went.
	for _, fact := range facts {
		if fact[1] != "" {
			lines = append(lines, widget.NameAndValue(fact[0], fact[1], names, max(1, m.width-2), styles, styles.Text)...)
		}
	}
	return lines
}

func (p logPanel) uselessKeys() []keymap.Action {
	switch {
	case len(p.entries) == 0:
		return []keymap.Action{keymap.HistoryOpen, keymap.TimeZone}
	case p.opened:
		return []keymap.Action{keymap.HistoryOpen}
	}
	return nil
}
