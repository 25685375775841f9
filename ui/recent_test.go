package ui_test

import (
	"testing"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/uitest"
)

// newest is what the newest record with something of a kind has of it.
func newest(of func(deletion.Intent) string) string {
	for _, record := range uitest.Records() { // the newest first
		if text := of(record.Intent); text != "" {
			return text
		}
	}
	return ""
}

func TestAnIdentifierIsRecalledOfItsOwnType(t *testing.T) {
	of := func(kind deletion.IdentifierType) string {
		return newest(func(intent deletion.Intent) string {
			if intent.IdentifierType != kind {
				return ""
			}
			return intent.Identifier
		})
	}
	journey(t, withRecords(), func(s *uitest.Session) {
		s.Type("77").Press(keymap.FormRecall).ExpectScreen("Which identifier?", of(deletion.Extension)).ExpectNot(of(deletion.CallID))
		s.Press(keymap.DialogCancel).ExpectScreen("Extension 77")
		s.Press(keymap.FormRecall, keymap.DialogAccept).ExpectScreen("Extension " + of(deletion.Extension))
		s.ExpectSent(0)
	})
}

func TestAReasonIsRecalled(t *testing.T) {
	reason := newest(func(intent deletion.Intent) string { return intent.Reason })
	journey(t, withRecords(), func(s *uitest.Session) {
		s.Type("8856").Press(keymap.FormNext, keymap.FormNext, keymap.FormRecall).ExpectScreen("Which reason?", reason)
		s.Press(keymap.DialogAccept).ExpectScreen("Extension 8856", "Reason "+reason)
	})
}

func TestNothingToRecallIsSaid(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Press(keymap.FormRecall).ExpectScreen("The newest records have no identifier to recall.")
	})
}

// The newest records are listed at once; what is typed is looked for in all of them.
func TestWhatIsTypedNarrowsTheListAndReachesTheWholeHistory(t *testing.T) {
	records := uitest.Many(300)
	oldest := &records[len(records)-1].Intent
	oldest.IdentifierType, oldest.Identifier, oldest.Status, oldest.Reason = deletion.Extension, "8001 Müller", deletion.Last, "the very first \"case\""
	for _, size := range sizes {
		journey(t, uitest.Options{Records: records}, func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			s.Press(keymap.FormRecall).ExpectScreen("Which identifier?", "From the newest 200 records.").ExpectNot("Müller")
			s.Type("mül").ExpectScreen("8001 Müller", "1 in the whole history").Press(keymap.SearchClose).ExpectScreen("From the newest 200 records.")
			s.Type("8001 ler").Press(keymap.DialogAccept).ExpectScreen("Extension 8001 Müller").ExpectSent(0)
			s.Press(keymap.FormNext, keymap.FormNext, keymap.FormRecall).Type(`first "c`).ExpectScreen(`the very first "case"`)
			s.Type("zz").ExpectScreen("nothing matches").Press(keymap.DialogAccept).ExpectScreen("nothing matches")
			s.Press(keymap.SearchClose, keymap.SearchClose).ExpectScreen("Extension 8001 Müller").ExpectSent(0)
		})
	}
}

func TestAHistoryThatFailsWhileItIsSearchedIsSaid(t *testing.T) {
	journey(t, withRecords(), func(s *uitest.Session) {
		s.Press(keymap.FormRecall)
		s.History.Break(&deletion.HistoryError{Op: "read the records", Path: "/x", Problem: "is on a full disk"})
		s.Type("8").ExpectScreen("Only the newest records were searched.")
	})
}
