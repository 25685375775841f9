package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type listDialog struct {
	keys          keymap.Map
	title         string
	rows          []string       // clean
	names         []widget.Name  // of servers, with which rows begin
	answers       []dialogAnswer // of the rows
	chosen        widget.Selection
	width, height int
}

// pageRows is how far a page key goes, at every size: the same keys choose the same server.
const pageRows = 5

func (d *listDialog) add(row string, answer dialogAnswer) {
	d.rows, d.answers = append(d.rows, row), append(d.answers, answer)
}

func (listDialog) screen() keymap.Screen { return keymap.Dialog }
func (listDialog) typing() bool          { return false }

func (d listDialog) resize(width, height int) dialog {
	d.width, d.height = width, height
	return d
}

// room leaves two lines for the title and a blank one, and those of the chosen row below the rows.
func (d listDialog) room() int { return max(1, d.height-2-d.below()) }

// below is how many lines the longest row takes where it has no room in its own; at most a third of them.
func (d listDialog) below() (lines int) {
	for _, row := range d.rows {
		if width := max(1, d.width-2); isCut(row, width) {
			lines = max(lines, 1+len(whole(row, width)))
		}
	}
	return min(lines, d.height/3)
}

func isCut(row string, width int) bool { return widget.Width(row)+1 > width }

// whole is a row without the blanks of its columns.
func whole(row string, width int) []string {
	return widget.Wrap(strings.Join(strings.Fields(row), " "), width)
}

// update answers with the value at the place of the row, so that a row may have any text.
func (d listDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	// A paste chooses nothing.
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return d, nil
	}
	action, _ := d.keys.Action(keymap.Dialog, press, false)
	switch action {
	case keymap.DialogAccept:
		// There always is one: nobody opens an empty list.
		return d, d.answers[d.chosen.At]
	case keymap.DialogCancel:
		return d, closed{}
	}
	d.chosen = d.chosen.Move(widget.By(action, pageRows), len(d.rows), d.room())
	return d, nil
}

func (d listDialog) view(styles theme.Styles) widget.Frame {
	width := max(1, d.width-2)
	lines := append([]string{d.chosen.Headed(styles.Strong.Render(d.title), len(d.rows), width, d.room(), styles), ""}, d.chosen.Named(d.rows, d.names, width, d.room(), styles)...)
	if row := d.rows[d.chosen.At]; isCut(row, width) {
		lines = append(append(lines, ""), widget.Styled(styles.Subtle, widget.Marked(whole(row, width), d.below()-1, width, " …"))...)
	}
	return widget.Frame{Lines: widget.Indent(lines, 1)}
}
