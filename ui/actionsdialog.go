package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// actionsDialog lists what can be done at the moment, narrowed by what is typed. Running an
// action strikes its key, so that it does nothing here that it would not do there.
type actionsDialog struct {
	keys          keymap.Map
	all           []keymap.Entry
	search        widget.Input
	chosen        widget.Selection
	width, height int
}

type chosenAction struct{ key string }

func (chosenAction) isDialogAnswer() {}

func newActionsDialog(keys keymap.Map, possible []keymap.Entry) actionsDialog {
	d := actionsDialog{keys: keys, all: possible, search: widget.NewInput("")}
	d.search.Focus()
	return d
}

func (actionsDialog) screen() keymap.Screen { return keymap.Actions }
func (actionsDialog) typing() bool          { return true }
func (d actionsDialog) searched() string    { return d.search.Value() }

func (d actionsDialog) resize(width, height int) dialog {
	d.width, d.height = width, height
	return d
}

// room leaves two lines for the search and a blank one, and those of what is cut.
func (d actionsDialog) room() int { return max(1, d.height-2-len(d.whole())) }

func (actionsDialog) row(entry keymap.Entry) string {
	return strings.TrimRight(widget.Fit(entry.Short, 16)+" "+widget.Fit(keymap.Label(entry.Keys[0]), 9)+" "+entry.Long, " ")
}

// whole is what the chosen action does, where its row is too narrow for that and the list is high enough for both.
func (d actionsDialog) whole() []string {
	const mark, least = 1, 3 // the sign of the chosen row, and the rows that a list needs
	listed, width := d.listed(), max(1, d.width-2)
	if d.chosen.At >= len(listed) || widget.Width(d.row(listed[d.chosen.At])) <= width-mark {
		return nil
	}
	lines := widget.Wrap(listed[d.chosen.At].Long, width-mark)
	if d.height-2-len(lines) < least {
		return nil
	}
	return widget.Indent(lines, mark)
}

func (d actionsDialog) listed() (listed []keymap.Entry) {
	for _, entry := range d.all {
		if entry.Fits(d.search.Value()) {
			listed = append(listed, entry)
		}
	}
	return listed
}

// Useless are the actions that would do nothing at the moment.
func (d actionsDialog) Useless() []keymap.Action {
	if len(d.listed()) == 0 {
		return []keymap.Action{keymap.ActionRun}
	}
	return nil
}

func (d actionsDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	// A paste has no action, so it goes to the search, as typed text does.
	press, _ := msg.(tea.KeyPressMsg)
	action, _ := d.keys.Action(keymap.Actions, press, true)
	switch action {
	case keymap.ActionRun:
		if listed := d.listed(); len(listed) > 0 {
			return d, chosenAction{listed[d.chosen.At].Keys[0]}
		}
	// The key clears the search first, and closes the list when there is nothing to clear.
	case keymap.SearchClose:
		if d.search.Value() == "" {
			return d, closed{}
		}
		d.search.SetValue("")
		d.chosen = widget.Selection{}
	case "":
		// A key that only moves the cursor keeps the chosen row.
		former := d.search.Value()
		d.search, _ = d.search.Update(msg) // a paste that is refused changes nothing, which is seen
		if d.search.Value() != former {
			d.chosen = widget.Selection{}
		}
	default:
		d.chosen = d.chosen.Move(widget.By(action, pageRows), len(d.listed()), d.room())
	}
	return d, nil
}

// mostPart is how wide the part of a list that is seen gets, with the gap before it.
const mostPart = len("  100-110 of 120")

func (d actionsDialog) view(styles theme.Styles) widget.Frame {
	width := max(1, d.width-2)
	label := "What to do? "
	field, cursor := d.search.View(max(4, min(40, width-len(label)-mostPart)), styles)
	rows := make([]string, 0, len(d.all))
	for _, entry := range d.listed() {
		rows = append(rows, d.row(entry))
	}
	list := d.chosen.Window(rows, width, d.room(), styles)
	if len(rows) == 0 {
		list = d.elsewhere(width, styles)
	}
	head := d.chosen.Headed(styles.Strong.Render(label)+field, len(rows), width, d.room(), styles)
	lines := append([]string{head, ""}, list...)
	frame := widget.Frame{Lines: widget.Indent(lines, 1), Cursor: widget.At(1+len(label)+cursor, 0)}
	if d.chosen.At > 0 {
		frame.Cursor = widget.At(1, len(lines)-len(list)+d.chosen.Line(len(rows), d.room())) // a row was moved to
	}
	for _, line := range d.whole() {
		frame.Lines = append(frame.Lines, " "+styles.Subtle.Render(line))
	}
	return frame
}

// elsewhere are the actions that fit what is typed and are not possible at the moment, with where
// they are: whoever looks for one learns where to go. None of them can be chosen.
func (d actionsDialog) elsewhere(width int, styles theme.Styles) []string {
	var lines []string
	for _, entry := range d.keys.Entries() {
		if len(entry.Keys) > 0 && entry.Fits(d.search.Value()) {
			where := entry.Screens[0].Title() + ", " + keymap.Label(entry.Keys[0])
			lines = append(lines, styles.Subtle.Render(" "+widget.Cut(entry.Long+" ("+where+")", width-1)))
		}
	}
	if len(lines) == 0 {
		return []string{styles.Subtle.Render(" nothing matches")}
	}
	lines = append([]string{styles.Subtle.Render(" " + widget.Cut("Not possible here, but elsewhere:", width-1))}, lines...)
	return lines[:min(len(lines), d.room())]
}
