package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// help lists the live keys, and the words of outcomes and queries. What is typed narrows it.
type help struct {
	keys          keymap.Map
	about         keymap.Screen  // the screen from which it was called
	possible      []keymap.Entry // there
	messages      []string       // that were said then, whole and clean
	search        widget.Input
	scroll        widget.Scroll
	width, height int
}

func newHelp(keys keymap.Map) help {
	h := help{keys: keys, search: widget.NewInput("")}
	h.search.Focus()
	return h
}

// on returns the help as it is opened on a screen, where these actions are possible and these messages
// were said.
func (h help) on(screen keymap.Screen, possible []keymap.Entry, messages []string) help {
	h.about, h.possible, h.messages, h.scroll = screen, possible, messages, widget.Scroll{}
	h.search.SetValue("")
	return h
}

// helpOverDialog puts the help over a dialog, which stays as it is and takes what its commands
// bring back.
func (c Console) helpOverDialog() Console {
	if !c.helpOver {
		c.help = c.help.on(c.keyScreen(), c.keys.Possible(c.keyScreen(), c.typing(), append(c.useless(), keymap.ShowHelp)...), c.messages())
		c.helpOver = true
	}
	return c
}

func (c Console) toHelp(msg tea.Msg) (Console, tea.Cmd) {
	// A paste has no action, so it goes to the search, as typed text does.
	press, _ := msg.(tea.KeyPressMsg)
	action, _ := c.keys.Action(keymap.Help, press, true)
	switch action {
	case keymap.SearchClose:
		// To the screen that it was called from, which may be in the middle of something.
		switch {
		case c.help.search.Value() != "":
		case c.helpOver:
			c.helpOver = false
			return c, nil
		default:
			return c.show(c.former)
		}
		c.help.search.SetValue("")
		c.help.scroll = widget.Scroll{}
	case "":
		former := c.help.search.Value()
		c.help.search, _ = c.help.search.Update(msg)
		if c.help.search.Value() != former {
			c.help.scroll = widget.Scroll{}
		}
	default:
		c.help = c.help.move(action)
	}
	return c, nil
}

// move scrolls. The lines are counted at every key: their number depends on the width, on what
// is typed and on the user's own keys.
func (h help) move(action keymap.Action) help {
	lines := len(h.lines(theme.Plain()))
	room := h.room(lines)
	h.scroll.Move(widget.By(action, room), lines, room)
	return h
}

func (h help) resize(width, height int) help {
	h.width, h.height = width, height
	return h
}

const (
	searchLines = 2  // above the lines: the search, and a blank one
	helpColumn  = 54 // the least width of a column
	mostColumns = 4
)

// typeToSearch says in a footer that no key is needed to search.
var typeToSearch = key.NewBinding(key.WithKeys("type"), key.WithHelp("type", "search"))

// withHints puts before a footer's keys how to search, and how to see the lines that have no room.
func (h help) withHints(keys []key.Binding) []key.Binding {
	hints := []key.Binding{typeToSearch}
	up, down := h.keys.Binding(keymap.FilterPageUp), h.keys.Binding(keymap.FilterPageDown)
	if lines := len(h.lines(theme.Plain())); lines > h.room(lines) && up.Enabled() && down.Enabled() {
		hints = append(hints, key.NewBinding(key.WithKeys("pages"), key.WithHelp(up.Help().Key+"/"+down.Help().Key, "scroll")))
	}
	return append(hints, keys...)
}

func (h help) columns() int { return max(1, min(h.width/helpColumn, mostColumns)) }

// columnHeight leaves a line for the position where not all lines are seen.
func (h help) columnHeight(lines int) int {
	height := max(1, h.height-searchLines)
	if lines > height*h.columns() && height > 1 {
		height--
	}
	return height
}

func (h help) room(lines int) int { return h.columns() * h.columnHeight(lines) }

// view draws the lines in columns, each going on at the top of the next one.
func (h help) view(styles theme.Styles) widget.Frame {
	lines := h.lines(styles)
	room, height, columns := h.room(len(lines)), h.columnHeight(len(lines)), h.columns()
	seen := h.scroll.Window(lines, room)
	body := seen[:height]
	for i := 1; i < columns; i++ {
		body = widget.Beside(body, seen[i*height:(i+1)*height], i*h.columnWidth()-1, " ", height)
	}
	const label = "Search "
	field, cursor := h.search.View(max(4, min(30, h.width-2-len(label))), styles)
	head := " " + styles.Strong.Render(label) + field
	frame := widget.Frame{Lines: append([]string{head, ""}, widget.Indent(body, 1)...), Cursor: widget.At(1+len(label)+cursor, 0)}
	if h.scroll.Offset > 0 {
		frame.Cursor = widget.At(1, searchLines) // reading goes on there
	}
	if position := h.scroll.Position(len(lines), room); position != "" {
		frame.Lines = append(frame.Lines, " "+styles.Subtle.Render(position))
	}
	return frame
}

func (h help) columnWidth() int { return max(1, (h.width-1)/h.columns()) }

// section is a heading of the help and its content: names and their meanings, or sentences
// without a name.
type section struct {
	title string
	rows  [][2]string
	found []string // what else finds each row; not shown
}

// entriesSection lists the keys as this person has them, after their own configuration.
func entriesSection(title string, entries []keymap.Entry) section {
	s := section{title: title}
	for _, entry := range entries {
		s.rows = append(s.rows, [2]string{entry.Labels(), entry.Long})
		s.found = append(s.found, entry.Short) // the word below the screen
	}
	return s
}

// lines leaves out a section of which no row fits: its heading alone would promise something.
func (h help) lines(styles theme.Styles) (lines []string) {
	width := max(1, h.columnWidth()-2)
	for _, section := range h.sections() {
		var rows []string
		for i, one := range section.rows {
			text := section.title + " " + one[0] + " " + one[1]
			if i < len(section.found) {
				text += " " + section.found[i]
			}
			switch {
			case !keymap.Fits(h.search.Value(), text):
			case one[0] == "":
				rows = append(rows, widget.Indent(widget.Wrap(one[1], width-1), 1)...)
			default:
				rows = append(rows, row(one[0], one[1], width, styles)...)
			}
		}
		if len(rows) == 0 { // the user may have disabled all keys of a screen
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		for _, line := range widget.Wrap(section.title, width) {
			lines = append(lines, styles.Strong.Render(line))
		}
		lines = append(lines, rows...)
	}
	if len(lines) == 0 {
		return []string{styles.Subtle.Render("Nothing matches.")}
	}
	return lines
}

// row is a name and its meaning, which goes on below itself. A name that is too long has a
// line of its own.
func row(name, meaning string, width int, styles theme.Styles) []string {
	names := 18
	// On a narrow screen the meaning needs the room more than the name.
	if width < 2*names {
		names = 12
	}
	var lines []string
	if widget.Width(name) > names {
		lines = append(lines, " "+styles.Accent.Render(widget.Cut(name, width-1)))
		name = ""
	}
	for _, line := range widget.Wrap(meaning, max(8, width-names-2)) {
		lines = append(lines, strings.TrimRight(" "+styles.Accent.Render(widget.Fit(name, names))+" "+line, " "))
		name = ""
	}
	return lines
}
