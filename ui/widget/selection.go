package widget

import (
	"strings"

	"charm.land/lipgloss/v2"

	"deletecall/keymap"
	"deletecall/ui/theme"
)

// PageRows is how far a page key goes in a list of what may be deleted, at every size: the same keys
// choose the same record or call.
const PageRows = 10

// By is how many rows or lines a key moves, page of them with a page key; 0 for a key
// that moves nothing.
func By(action keymap.Action, page int) int {
	// More rows than any list here has, and far from an overflow when it is added.
	const everything = 1 << 20
	switch action {
	case keymap.MoveUp, keymap.ButtonPrevious, keymap.FilterUp:
		return -1
	case keymap.MoveDown, keymap.ButtonNext, keymap.FilterDown:
		return 1
	case keymap.MovePageUp, keymap.FilterPageUp:
		return -page
	case keymap.MovePageDown, keymap.FilterPageDown:
		return page
	case keymap.MoveTop:
		return -everything
	case keymap.MoveBottom:
		return everything
	}
	return 0
}

// Selection is the chosen row of a list, and a window over the list.
type Selection struct {
	At     int
	scroll Scroll
}

// Move goes so many rows on, not beyond the ends. height is that of the window.
func (s Selection) Move(by, rows, height int) Selection {
	s.At = max(0, min(s.At+by, rows-1))
	s.scroll.Follow(s.At, rows, height)
	return s
}

// Line is the line of the chosen row in a window of this height.
func (s Selection) Line(rows, height int) int {
	s.scroll.Follow(s.At, rows, height)
	return s.At - s.scroll.Offset
}

// Headed is a line above the rows, with the part of them that is seen at its right end where that is not
// all: the line gives way to it.
func (s Selection) Headed(line string, rows, width, height int, styles theme.Styles) string {
	s.scroll.Follow(s.At, rows, height)
	seen := s.scroll.Part(rows, height)
	if seen == "" {
		return Cut(line, width)
	}
	return Ends(Cut(line, width-Width(seen)-2), styles.Subtle.Render(seen), width)
}

// Window draws as many rows as are seen, the chosen one among them. The rows are clean.
func (s Selection) Window(rows []string, width, height int, styles theme.Styles) []string {
	return s.Named(rows, nil, width, height, styles)
}

// Name is what a row begins with, the name of a server, and that server's colour.
type Name struct{ Text, Colour string }

// Named is Window, with the names in their colours: filled in the chosen row, as all of that is.
func (s Selection) Named(rows []string, names []Name, width, height int, styles theme.Styles) []string {
	drawn := make([]string, len(rows))
	for i, row := range rows {
		name := Name{}
		if i < len(names) {
			name = names[i]
		}
		if i == s.At {
			drawn[i] = named(Fit("▸"+row, width), "▸", name, styles.Selected, styles.Badge(name.Colour))
		} else {
			drawn[i] = named(Cut(" "+row, width), " ", name, lipgloss.NewStyle(), styles.Server(name.Colour))
		}
	}
	s.scroll.Follow(s.At, len(rows), height)
	return s.scroll.Window(drawn, height)
}

// named draws a row with the name after its mark in a style of its own. A name that is cut is none.
func named(row, mark string, name Name, style, ofName lipgloss.Style) string {
	rest, whole := strings.CutPrefix(row, mark+name.Text)
	if name.Text == "" || !whole {
		return style.Render(row)
	}
	return style.Render(mark) + ofName.Render(name.Text) + style.Render(rest)
}
