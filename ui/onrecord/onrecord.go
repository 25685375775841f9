// Package onrecord is what can be asked about one record, on whichever screen shows it.
package onrecord

import (
	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/widget"
)

// The actions on a record.
type (
	Raw       struct{ Answer deletion.Answer } // show the answer as it came
	Settle    struct{ Record deletion.Record } // settle an unknown outcome
	Copy      struct{ Record deletion.Record } // copy the record
	CopyField struct{ Record deletion.Record } // copy one of its facts
	Certify   struct{ Record deletion.Record } // write its certificate
	LookUp    struct{ Record deletion.Record } // look its call up again
)

func (Raw) IsAction()       {}
func (Settle) IsAction()    {}
func (Copy) IsAction()      {}
func (CopyField) IsAction() {}
func (Certify) IsAction()   {}
func (LookUp) IsAction()    {}

// For is what a key asks about a record, or why it asks nothing; nil where it is about something else. What a dialog or
// the workflow would refuse is refused here, before anything is typed.
func For(action keymap.Action, record deletion.Record) widget.Action {
	switch action {
	case keymap.RecordRaw:
		switch {
		case len(record.Outcome.Answer.Body) > 0:
			return Raw{record.Outcome.Answer}
		case record.Missing.Has(deletion.AnswerData):
			return widget.Notice("The answer of this record was removed on purpose.")
		}
		return widget.Notice("There is no answer to show.")
	case keymap.RecordSettle:
		if !record.Unsettled() {
			return widget.Notice("Only an unsettled unknown outcome can be settled.")
		}
		return Settle{record}
	case keymap.RecordLookUp:
		if !record.Outcome.MayCheck() {
			return widget.Notice("Only accepted and unknown deletions are looked up again.")
		}
		return LookUp{record}
	case keymap.RecordCopy:
		return Copy{record}
	case keymap.RecordCopyField:
		return CopyField{record}
	case keymap.RecordCertify:
		return Certify{record}
	}
	return nil
}

// Useless are the actions that would do nothing with a record. They leave the footer only: [For] answers
// such a key with a reason.
func Useless(record deletion.Record, mayLookUp bool) (useless []keymap.Action) {
	if !record.Unsettled() {
		useless = append(useless, keymap.RecordSettle)
	}
	if !record.MayBeCertified() {
		useless = append(useless, keymap.RecordCertify)
	}
	if len(record.Outcome.Answer.Body) == 0 {
		useless = append(useless, keymap.RecordRaw)
	}
	if !mayLookUp {
		useless = append(useless, keymap.RecordLookUp)
	}
	return useless
}
