package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type recentDialog struct {
	keys          keymap.Map
	wanted        recent
	newest        []string // of the newest records; foreign
	found         []string // of the whole history, with what is typed; foreign
	waits         bool     // for what is found
	problem       string   // why nothing more is found; foreign
	search        widget.Input
	chosen        widget.Selection
	width, height int
}

// newRecentDialog begins with what the newest records have. The whole history is searched only for
// what somebody types.
func newRecentDialog(keys keymap.Map, newest recentMsg) recentDialog {
	d := recentDialog{keys: keys, wanted: newest.recent, newest: newest.texts, search: widget.NewInput("")}
	d.search.Focus()
	return d
}

func (recentDialog) screen() keymap.Screen { return keymap.Recent }
func (recentDialog) typing() bool          { return true }
func (d recentDialog) searched() string    { return d.search.Value() }

func (d recentDialog) resize(width, height int) dialog {
	d.width, d.height = width, height
	return d
}

// room leaves lines for the search, what is listed, and a blank one.
func (d recentDialog) room() int { return max(1, d.height-3) }

// listed are the newest texts that fit what is typed, and after them older ones.
func (d recentDialog) listed() []string {
	var listed []string
	for _, text := range slices.Concat(d.newest, d.found) {
		if d.wanted.fits(text) && !slices.Contains(listed, text) {
			listed = append(listed, text)
		}
	}
	return listed
}

// take adds what was found, unless something else was typed meanwhile. The chosen row stays,
// since what is added comes after the others.
func (d recentDialog) take(found recentMsg) recentDialog {
	if found.recent != d.wanted {
		return d
	}
	d.waits, d.problem = false, ""
	if found.err != nil {
		d.problem = hint.Sentences(found.err.Error())
	}
	if d.wanted.typed != "" {
		d.found = found.texts
	}
	return d
}

// Useless are the actions that would do nothing at the moment.
func (d recentDialog) Useless() []keymap.Action {
	if len(d.listed()) == 0 {
		return []keymap.Action{keymap.DialogAccept}
	}
	return nil
}

func (d recentDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	// A paste has no action, so it goes to the search, as typed text does.
	press, _ := msg.(tea.KeyPressMsg)
	action, _ := d.keys.Action(keymap.Recent, press, true)
	switch action {
	case keymap.DialogAccept:
		if listed := d.listed(); len(listed) > 0 {
			return d, chosenRecent{d.wanted.field, listed[d.chosen.At]}
		}
	// The key clears the search first, and closes the list when there is nothing to clear.
	case keymap.SearchClose:
		if d.search.Value() == "" {
			return d, closed{}
		}
		d.search.SetValue("")
		return d.narrowed()
	case "":
		d.search, _ = d.search.Update(msg) // a paste that is refused changes nothing, which is seen
		return d.narrowed()
	default:
		d.chosen = d.chosen.Move(widget.By(action, pageRows), len(d.listed()), d.room())
	}
	return d, nil
}

// narrowed asks for what the newest records don't have, where something else is typed now.
func (d recentDialog) narrowed() (dialog, dialogAnswer) {
	if d.search.Value() == d.wanted.typed {
		return d, nil
	}
	d.wanted.typed, d.chosen, d.found, d.problem = d.search.Value(), widget.Selection{}, nil, ""
	d.waits = d.wanted.typed != ""
	if !d.waits {
		return d, nil
	}
	return d, wantsRecent{d.wanted}
}

// scope says where the list comes from, and what it leaves out.
func (d recentDialog) scope(listed int) string {
	switch {
	case d.problem != "":
		return "Only the newest records were searched. " + widget.Clean(d.problem)
	case d.waits:
		return "Searching the history…"
	case d.wanted.typed == "":
		return fmt.Sprintf("From the newest %d records. Type to search the whole history.", recentRecords)
	case len(d.found) >= mostRecent:
		return fmt.Sprintf("The newest %d that match. Type more to narrow the list.", listed)
	}
	return safetext.Number(int64(listed)) + " in the whole history, the newest first."
}

// view says above the rows where they come from, and how many they are: what is left out is not
// hidden (promise 9).
func (d recentDialog) view(styles theme.Styles) widget.Frame {
	width := max(1, d.width-2)
	label := "Which " + string(d.wanted.field) + "? "
	field, cursor := d.search.View(max(4, min(40, width-len(label))), styles)
	listed := d.listed()
	rows := make([]string, len(listed))
	for i, text := range listed {
		rows[i] = widget.Clean(text)
	}
	list := d.chosen.Window(rows, width, d.room(), styles)
	if len(rows) == 0 && !d.waits {
		list = []string{styles.Subtle.Render(" nothing matches")}
	}
	lines := append([]string{styles.Strong.Render(label) + field, styles.Subtle.Render(widget.Cut(d.scope(len(rows)), width)), ""}, list...)
	frame := widget.Frame{Lines: widget.Indent(lines, 1), Cursor: widget.At(1+len(label)+cursor, 0)}
	if d.chosen.At > 0 {
		frame.Cursor = widget.At(1, len(lines)-len(list)+d.chosen.Line(len(rows), d.room())) // a row was moved to
	}
	return frame
}
