package ui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// settleDialog asks how a person checked an unknown outcome, and what they found. Its
// first field is a text field: what is typed as soon as the dialog opens is text.
type settleDialog struct {
	keys          keymap.Map
	record        deletion.Record
	note          widget.Input
	finding       widget.Choice
	advice        string
	focus         settlePart
	hint          string
	width, height int
}

type settlePart int

const (
	settleNote settlePart = iota
	settleFinding
	settleCancel
	settleAccept
	settleParts
)

// newSettleDialog offers what a look-up found of the call as the way of checking: a person may
// change it, and still has to say what it proves. Where there was none, and canCheck, it names the key.
func newSettleDialog(keys keymap.Map, record deletion.Record, canCheck bool, zone *time.Location) settleDialog {
	d := settleDialog{
		keys: keys, record: record, note: widget.NewProse(), advice: "Look the conversation up in Verba first.",
		// Nothing is chosen at first: a finding must be somebody's own, not a default.
		finding: widget.Choice{Chosen: -1},
	}
	for _, finding := range deletion.Findings() {
		d.finding.Labels = append(d.finding.Labels, finding.Label())
	}
	if after := record.After; after != nil && after.Finding != deletion.NotChecked {
		d.note.SetValue(after.Line(zone))
	} else if key := keys.Keys(keymap.RecordLookUp); canCheck && len(key) > 0 {
		d.advice = "Look the conversation up first: in Verba, or go back and press " + key[0] + "."
	}
	return d.focused(settleNote)
}

func (settleDialog) screen() keymap.Screen { return keymap.Settle }
func (d settleDialog) typing() bool        { return d.focus == settleNote }

func (d settleDialog) resize(width, height int) dialog {
	d.width, d.height = width, height
	return d
}

// focused blurs the note wherever the focus goes: its cursor in two places at once would
// not show where a key lands.
func (d settleDialog) focused(at settlePart) settleDialog {
	d.focus = at
	d.note.Blur()
	if d.focus == settleNote {
		d.note.Focus()
	}
	return d
}

// update has no key that settles at once: a settlement needs a note and a finding, each given by a
// person.
func (d settleDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return d.write(msg), nil
	}
	action, known := d.keys.Action(keymap.Settle, press, d.typing())
	if !known {
		return d.write(msg), nil
	}
	switch action {
	case keymap.DialogCancel:
		return d, closed{}
	case keymap.FormNext:
		d = d.focused((d.focus + 1) % settleParts)
	case keymap.FormPrevious:
		d = d.focused((d.focus + settleParts - 1) % settleParts)
	// As in the form, tab goes round and the arrows stop at the ends.
	case keymap.FormDown:
		d = d.focused(min(d.focus+1, settleAccept))
	case keymap.FormUp:
		d = d.focused(max(d.focus-1, settleNote))
	case keymap.FormOptionNext:
		d = d.choose(1)
	case keymap.FormOptionPrevious:
		d = d.choose(-1)
	case keymap.DialogAccept:
		return d.accept()
	}
	return d, nil
}

func (d settleDialog) choose(by int) settleDialog {
	switch {
	case d.focus == settleFinding:
		return d.take(d.finding.Chosen + by)
	case d.focus == settleCancel && by > 0:
		return d.focused(settleAccept)
	case d.focus == settleAccept && by < 0:
		return d.focused(settleCancel)
	}
	return d
}

func (d settleDialog) take(place int) settleDialog {
	d.finding.Take(place)
	d.hint = "" // it asked for this
	return d
}

// write hands a key or a paste to the note. On the findings a digit takes the one at its place, and a
// paste none.
func (d settleDialog) write(msg tea.Msg) dialog {
	if d.focus != settleNote {
		if press, ok := msg.(tea.KeyPressMsg); ok && d.focus == settleFinding && len(press.Text) == 1 {
			return d.take(int(press.Text[0]) - '1')
		}
		return d
	}
	var err error
	d.note, err = d.note.Update(msg)
	d.hint = widget.RefusedPaste(err)
	return d
}

// accept settles from every part but Cancel, and moves the focus to what is still missing. It
// never settles without both: a settlement is an event, and the history only grows.
func (d settleDialog) accept() (dialog, dialogAnswer) {
	switch {
	case d.focus == settleCancel:
		return d, closed{}
	// A settlement without a way of checking is worth nothing to an auditor.
	case strings.TrimSpace(d.note.Value()) == "":
		d.hint = "Say how you checked."
		return d.focused(settleNote), nil
	case d.finding.Chosen < 0:
		d.hint = "Choose what you found."
		return d.focused(settleFinding), nil
	}
	return d, settled{d.record.Intent.Number, deletion.Findings()[d.finding.Chosen], d.note.Value()}
}

// view draws the fields whole, and the record where there is room for it: its title
// gives way first.
func (d settleDialog) view(styles theme.Styles) widget.Frame {
	width := max(1, d.width-2)
	fields := d.fields(width, styles)
	intent := d.record.Intent
	lines := widget.Wrap(widget.Clean(fmt.Sprintf("Record %d: %s, on %s", intent.Number, intent.Describe(), intent.Server)), width)
	if len(lines)+len(fields.Lines) < d.height {
		lines = append([]string{styles.Strong.Render("Settle an unknown outcome")}, lines...)
	}
	// 14 lines hold everything. Below that the advice goes, and the fields stay.
	if d.height >= 14 {
		lines = append(lines, widget.Wrap(d.advice+" The outcome stays unknown; what you found is added.", width)...)
		lines = append(lines, "")
	}
	// The fields stay whole: what can't be seen must not be answered.
	lines = lines[:max(0, min(len(lines), d.height-len(fields.Lines)))]
	fields = fields.Shift(0, len(lines))
	fields.Lines = append(widget.Indent(lines, 1), fields.Lines...)
	return fields
}

func (d settleDialog) fields(width int, styles theme.Styles) widget.Frame {
	label := func(text string, at settlePart) string {
		if d.focus == at {
			return styles.Accent.Render("▸" + text)
		}
		return " " + text
	}
	question := label("How did you check? ", settleNote)
	field, cursor := d.note.View(max(1, width+1-widget.Width(question)), styles)
	lines := []string{question + field, label("What did you find?", settleFinding)}
	finding := d.finding
	if d.focus == settleFinding {
		finding = finding.Numbered()
	}
	lines = append(lines, widget.Indent(finding.List(d.focus == settleFinding, styles), 3)...)
	labels, button := []string{"Cancel", "Settle"}, int(d.focus-settleCancel)
	frame := widget.Frame{Lines: append(lines, " "+widget.Buttons(labels, button, styles))}
	hint := widget.Wrap(d.hint, width)
	for _, line := range widget.Height(hint, max(1, len(hint))) { // a line without a hint, too: the screen does not move
		frame.Lines = append(frame.Lines, " "+styles.Warning.Render(line))
	}
	switch {
	case cursor >= 0:
		frame.Cursor = widget.At(widget.Width(question)+cursor, 0)
	case d.focus == settleFinding:
		frame.Cursor = widget.At(3, 2+max(0, d.finding.Chosen))
	default:
		frame.Cursor = widget.At(1+widget.ButtonColumn(labels, button), len(lines))
	}
	return frame
}
