// Package result is the screen of a deletion under way, and of what came of it.
package result

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/onrecord"
	"deletecall/ui/widget"
)

// Action is what the screen asks of the console.
type Action = widget.Action

// The actions of a result.
type (
	Next    struct{}                         // go on to the next deletion
	New     struct{}                         // begin with an empty form
	Typed   struct{ Press tea.KeyPressMsg }  // begin with this character of an identifier
	Again   struct{}                         // begin with the same form
	Retry   struct{ Record deletion.Record } // confirm the same request again, as a new deletion
	History struct{ Number int64 }           // open the record in the history
	Back    struct{}                         // go back to the form
)

func (Next) IsAction()    {}
func (New) IsAction()     {}
func (Typed) IsAction()   {}
func (Again) IsAction()   {}
func (Retry) IsAction()   {}
func (History) IsAction() {}
func (Back) IsAction()    {}

// Model is the result of one deletion.
type Model struct {
	keys          keymap.Map
	record        deletion.Record
	notRecorded   error
	afterwards    Afterwards
	notCovered    string
	mayCheck      bool // its call can be looked up again
	zone          *time.Location
	width, height int
	scroll        widget.Scroll
}

// NewModel returns the result of a deletion. notRecorded is set when its outcome
// could not be written to the history.
func NewModel(keys keymap.Map, record deletion.Record, notRecorded error) Model {
	return Model{keys: keys, record: record, notRecorded: notRecorded, zone: time.UTC}
}

// Record is the record that is shown.
func (m Model) Record() deletion.Record { return m.record }

// In returns the screen with its times in a zone.
func (m Model) In(zone *time.Location) Model {
	m.zone = zone
	return m
}

// Resize returns the screen for a place of so many cells.
func (m Model) Resize(width, height int) Model {
	m.width, m.height = width, height
	return m
}

// Update takes a key.
func (m Model) Update(msg tea.Msg) (Model, Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return m, nil
	}
	action, _ := m.keys.Action(keymap.Result, press, false)
	switch action {
	case keymap.ResultNext:
		return m, Next{}
	case keymap.ResultNew:
		return m, New{}
	case keymap.ResultAgain:
		return m, Again{}
	case keymap.ResultRetry:
		if !m.record.Outcome.MayRetry() {
			// After accepted or unknown the same request could delete another call: last is relative to
			// the moment.
			text := "You can try again only when it is certain that nothing was deleted."
			if settle := m.keys.Binding(keymap.RecordSettle); m.record.Unsettled() && settle.Enabled() {
				text += " " + settle.Help().Key + " settles it."
			}
			return m, widget.Notice(text)
		}
		return m, Retry{m.record}
	case keymap.ResultHistory:
		return m, History{m.record.Intent.Number}
	case keymap.Back:
		return m, Back{}
	}
	if asked := onrecord.For(action, m.record); asked != nil {
		return m, asked
	}
	if action == "" && startsNumber(press) {
		return m, Typed{press}
	}
	return m.scrolled(widget.By(action, m.height)), nil
}

// startsNumber reports whether a key begins an extension or a phone number. What has a digit for
// a key by configuration keeps it.
func startsNumber(press tea.KeyPressMsg) bool {
	return len(press.Text) == 1 && strings.Contains("+0123456789", press.Text)
}

// Useless are the actions that would do nothing with this outcome.
func (m Model) Useless() []keymap.Action {
	useless := onrecord.Useless(m.record, m.mayCheck)
	if !m.record.Outcome.MayRetry() {
		useless = append(useless, keymap.ResultRetry)
	}
	return useless
}
