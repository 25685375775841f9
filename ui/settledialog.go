package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// settleDialog asks what a person found after an unknown outcome.
type settleDialog struct {
	keys          keymap.Map
	record        deletion.Record
	finding       widget.Choice
	note          widget.Input
	focus         int // finding, note, Cancel, Settle
	hint          string
	width, height int
}

const (
	settleFinding = iota
	settleNote
	settleCancel
	settleAccept
	settleParts
)

func newSettleDialog(keys keymap.Map, record deletion.Record) settleDialog {
	return settleDialog{
		keys: keys, record: record, note: widget.NewInput(""),
		finding: widget.Choice{Labels: []string{"it is gone", "it is still there"}, Chosen: -1},
	}
}

func (settleDialog) screen() keymap.Screen { return keymap.Dialog }
func (d settleDialog) typing() bool        { return d.focus == settleNote }

func (d settleDialog) resize(width, height int) dialog {
	d.width, d.height = width, height
	return d
}

func (d settleDialog) focused(at int) settleDialog {
	d.focus = (at + settleParts) % settleParts
	d.note.Blur()
	if d.focus == settleNote {
		d.note.Focus()
	}
	return d
}

func (d settleDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return d.write(msg), nil
	}
	action, known := d.keys.Action(keymap.Dialog, press, d.typing())
	if !known {
		return d.write(msg), nil
	}
	switch action {
	case keymap.DialogCancel:
		return d, closed{}
	case keymap.ButtonNext:
		d = d.focused(d.focus + 1)
	case keymap.ButtonPrevious:
		d = d.focused(d.focus - 1)
	case keymap.MoveDown:
		d.finding.Move(1)
	case keymap.MoveUp:
		d.finding.Move(-1)
	case keymap.DialogAccept:
		return d.accept()
	}
	return d, nil
}

func (d settleDialog) write(msg tea.Msg) dialog {
	if d.focus != settleNote {
		return d
	}
	var err error
	d.note, err = d.note.Update(msg)
	d.hint = widget.RefusedPaste(err)
	return d
}

func (d settleDialog) accept() (dialog, dialogAnswer) {
	switch {
	case d.focus == settleCancel:
		return d, closed{}
	case d.finding.Chosen < 0:
		d.hint = "Choose what you found."
		return d.focused(settleFinding), nil
	case strings.TrimSpace(d.note.Value()) == "":
		d.hint = "Say where and how you saw it."
		return d.focused(settleNote), nil
	}
	finding := []deletion.Finding{deletion.FoundDeleted, deletion.FoundNotDeleted}[d.finding.Chosen]
	return d, settled{d.record.Intent.Number, finding, d.note.Value()}
}

func (d settleDialog) view(styles theme.Styles) widget.Frame {
	width := max(1, d.width-2)
	lines := []string{styles.Strong.Render("What did you find?")}
	lines = append(lines, widget.Wrap(widget.Clean(d.record.Intent.Describe())+", on "+widget.Clean(d.record.Intent.Server), width)...)
	if d.height >= 14 {
		lines = append(lines, widget.Wrap("Look the conversation up in Verba first. The record stays unknown; what you found is written beside it.", width)...)
		lines = append(lines, "")
	}
	lines = append(lines, widget.Indent(d.finding.List(d.focus == settleFinding, styles), 1)...)
	label := "Seen "
	if d.focus == settleNote {
		label = styles.Accent.Render(label)
	}
	field, cursor := d.note.View(max(1, width-widget.Width(label)))
	frame := widget.Frame{}
	if cursor >= 0 {
		frame.Cursor = widget.At(1+widget.Width(label)+cursor, len(lines))
	}
	lines = append(lines, label+styles.Field.Styled(field),
		widget.Buttons([]string{"Cancel", "Settle"}, d.focus-settleCancel, styles), styles.Warning.Render(widget.Cut(d.hint, width)))
	frame.Lines = widget.Indent(lines, 1)
	return frame
}
