package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type fileDialog struct {
	keys   keymap.Map
	order  Order
	folder string // foreign
	name   widget.Input
	hint   string
	width  int
}

// newFileDialog offers a name, which is selected. Without a folder in it, the file goes where the
// program was started; a line below the field says so.
func newFileDialog(keys keymap.Map, order Order, folder, hint string) fileDialog {
	d := fileDialog{keys: keys, order: order, folder: folder, hint: hint, name: widget.NewInput("")}
	d.name.SetValue(order.Path)
	d.name.Focus()
	d.name.Select() // a name that is typed takes the place of the one that is offered
	return d
}

func (fileDialog) screen() keymap.Screen { return keymap.Dialog }
func (fileDialog) typing() bool          { return true }

func (d fileDialog) resize(width, _ int) dialog {
	d.width = width
	return d
}

func (d fileDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch action, _ := d.keys.Action(keymap.Dialog, press, true); action {
		case keymap.DialogCancel:
			return d, closed{}
		case keymap.DialogAccept:
			// "-" means standard output in a command. Here the screen is there.
			if d.order.Path = strings.TrimSpace(d.name.Value()); d.order.Path == "" || d.order.Path == "-" {
				d.hint = "Enter the name of a file, such as " + d.order.fileName() + "."
				return d, nil
			}
			return d, ordered{d.order}
		}
	}
	var err error
	d.name, err = d.name.Update(msg)
	d.hint = widget.RefusedPaste(err)
	return d, nil
}

// view names the filter next to the title: an export of some records must not be taken for one of
// all (promise 9).
func (d fileDialog) view(styles theme.Styles) widget.Frame {
	const label = "▸File "
	width := max(1, d.width-2)
	field, cursor := d.name.View(max(1, width+1-widget.Width(label)), styles)
	title := d.order.Paper.Title
	if d.order.Number == 0 && !d.order.Query.IsZero() {
		title += ", filter: " + widget.Clean(d.order.Query.String())
	}
	lines := []string{" " + styles.Strong.Render(widget.Cut(title, width)), styles.Accent.Render(label) + field}
	if d.folder != "" {
		for _, line := range widget.Wrap("In "+widget.Clean(d.folder)+", unless the name begins with / or ~.", width) {
			lines = append(lines, " "+styles.Subtle.Render(line))
		}
	}
	for _, line := range widget.Wrap(widget.Clean(d.hint), width) {
		lines = append(lines, " "+styles.Warning.Render(line))
	}
	frame := widget.Frame{Lines: lines}
	if cursor >= 0 {
		frame.Cursor = widget.At(cursor+widget.Width(label), 1)
	}
	return frame
}

type writingDialog struct {
	keys        keymap.Map
	path        string // foreign
	done, total int64
	cancel      context.CancelFunc
	cancelled   bool
	width       int
}

func (writingDialog) screen() keymap.Screen { return keymap.Writing }
func (writingDialog) typing() bool          { return false }

func (d writingDialog) resize(width, _ int) dialog {
	d.width = width
	return d
}

// update gives up with the key for it. The dialog stays until the writing has ended: until then
// it is not known whether there is a file.
func (d writingDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		if action, _ := d.keys.Action(keymap.Writing, press, false); action == keymap.DialogCancel {
			d.cancel()
			d.cancelled = true
		}
	}
	return d, nil
}

// view shows a bar only once the whole is known: a certificate has no steps to count.
func (d writingDialog) view(styles theme.Styles) widget.Frame {
	width := max(1, d.width-2)
	state := "…"
	switch {
	case d.cancelled:
		state = "Cancelling…"
	case d.total > 0:
		// The numbers next to the bar need up to 30 cells.
		cells := max(1, min(40, width-30))
		state = styles.Accent.Render(widget.Fit(strings.Repeat("━", int(min(d.done, d.total)*int64(cells)/d.total)), cells)) +
			" " + safetext.OfAll(d.done, d.total, "record", "records")
	}
	lines := []string{styles.Strong.Render(widget.Cut("Writing "+widget.Clean(d.path), width)), state}
	return widget.Frame{Lines: widget.Indent(lines, 1)}
}
