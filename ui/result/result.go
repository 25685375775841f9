// Package result is the screen of a deletion under way, and of what came of it.
package result

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/widget"
)

// Action is what the screen asks of the console.
type Action interface{ isAction() }

// The actions of a result.
type (
	Next      struct{}                         // go on to the next deletion
	New       struct{}                         // begin with an empty form
	Typed     struct{ Press tea.KeyPressMsg }  // begin with this character of an identifier
	Again     struct{}                         // begin with the same form
	Retry     struct{ Record deletion.Record } // confirm the same request again, as a new deletion
	History   struct{ Number int64 }           // open the record in the history
	Raw       struct{ Answer deletion.Answer } // show the answer as it came
	Settle    struct{ Record deletion.Record } // settle an unknown outcome
	Copy      struct{ Record deletion.Record } // copy the record
	CopyField struct{ Record deletion.Record } // copy one of its facts
	Certify   struct{ Record deletion.Record } // write its certificate
	LookUp    struct{ Record deletion.Record } // look its call up again
	Back      struct{}                         // go back to the form
	Notice    struct{ Text string }            // why a key does nothing
)

func (Next) isAction()      {}
func (New) isAction()       {}
func (Typed) isAction()     {}
func (Again) isAction()     {}
func (Retry) isAction()     {}
func (History) isAction()   {}
func (Raw) isAction()       {}
func (Settle) isAction()    {}
func (Copy) isAction()      {}
func (CopyField) isAction() {}
func (Certify) isAction()   {}
func (LookUp) isAction()    {}
func (Back) isAction()      {}
func (Notice) isAction()    {}

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
			return m, Notice{text}
		}
		return m, Retry{m.record}
	case keymap.ResultHistory:
		return m, History{m.record.Intent.Number}
	case keymap.RecordRaw:
		if len(m.record.Outcome.Answer.Body) == 0 {
			return m, Notice{"There is no answer to show."}
		}
		return m, Raw{m.record.Outcome.Answer}
	case keymap.RecordSettle:
		if !m.record.Unsettled() {
			return m, Notice{"Only an unsettled unknown outcome can be settled."}
		}
		return m, Settle{m.record}
	case keymap.RecordCopy:
		return m, Copy{m.record}
	case keymap.RecordCopyField:
		return m, CopyField{m.record}
	case keymap.RecordCertify:
		return m, Certify{m.record}
	case keymap.RecordLookUp:
		if !m.record.Outcome.MayCheck() {
			return m, Notice{"Only accepted and unknown deletions are looked up again."}
		}
		return m, LookUp{m.record}
	case keymap.Back:
		return m, Back{}
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
// They leave the footer only: Update answers such a key with a reason.
func (m Model) Useless() []keymap.Action {
	var useless []keymap.Action
	if !m.record.Outcome.MayRetry() {
		useless = append(useless, keymap.ResultRetry)
	}
	if !m.record.Unsettled() {
		useless = append(useless, keymap.RecordSettle)
	}
	if !m.record.MayBeCertified() {
		useless = append(useless, keymap.RecordCertify)
	}
	if len(m.record.Outcome.Answer.Body) == 0 {
		useless = append(useless, keymap.RecordRaw)
	}
	if !m.mayCheck {
		useless = append(useless, keymap.RecordLookUp)
	}
	return useless
}
