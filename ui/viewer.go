package ui

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type viewer struct {
	keys          keymap.Map
	title         string
	text          string // foreign
	scroll        widget.Scroll
	width, height int
}

// maxViewerLines is more than the kept part of an answer can have in a hundred columns.
const maxViewerLines = 4000

// newAnswerViewer keeps the text as it came. It is cleaned where it is drawn, and where it is
// copied.
func newAnswerViewer(keys keymap.Map, answer deletion.Answer) viewer {
	// The length and the type come first: an empty-looking page may be a large one, or HTML.
	title := "The answer as it came: " + safetext.Count(answer.Length, "byte", "bytes") + ", " + widget.Clean(answer.ContentType)
	if int64(len(answer.Body)) < answer.Length {
		title += "; only the first " + safetext.Number(int64(len(answer.Body))) + " are kept"
	}
	return viewer{keys: keys, title: title, text: string(answer.Body)}
}

func (viewer) screen() keymap.Screen { return keymap.Viewer }
func (viewer) typing() bool          { return false }

func (v viewer) resize(width, height int) dialog {
	v.width, v.height = width, height
	return v
}

func (v viewer) rows() int { return max(1, v.height-2) }

// lines cleans and wraps for the width of now; scrolling counts these lines, so
// update and view must use the same ones.
func (v viewer) lines() []string { return widget.Block(v.text, max(1, v.width), maxViewerLines) }

func (v viewer) update(msg tea.Msg) (dialog, dialogAnswer) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return v, nil
	}
	action, _ := v.keys.Action(keymap.Viewer, press, false)
	switch action {
	case keymap.Back:
		return v, closed{}
	case keymap.RecordCopy:
		// The whole text, not the lines: wrapping for this width is no part of it.
		return v, copied{v.text}
	}
	v.scroll.Move(widget.By(action, v.rows()), len(v.lines()), v.rows())
	return v, nil
}

func (v viewer) view(styles theme.Styles) widget.Frame {
	lines := v.lines()
	// The position is in the title line, so that the text below it is nothing but the text.
	position := v.scroll.Position(len(lines), v.rows())
	title := styles.Strong.Render(widget.Cut(v.title, max(1, v.width-widget.Width(position)-2)))
	title = widget.Ends(title, styles.Subtle.Render(position), v.width)
	// The text begins at the left edge: what is selected has no blanks before it.
	frame := widget.Frame{Lines: append([]string{title, ""}, v.scroll.Window(lines, v.rows())...)}
	if v.scroll.Offset > 0 {
		frame.Cursor = widget.At(0, 2) // reading goes on there
	}
	return frame
}
