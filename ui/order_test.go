package ui_test

import (
	"bytes"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"deletecall/keymap"
	"deletecall/ui/uitest"
)

func TestTheListIsSortedByWhatIsChosen(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("newest first", "▸14 ")
		for _, step := range []struct {
			action keymap.Action
			texts  []string
		}{
			{keymap.HistorySort, []string{"by operator, a to z", "OPERATOR↑", "▸14 "}},
			{keymap.HistoryReverse, []string{"by operator, z to a", "OPERATOR↓", "▸9 "}},
			{keymap.HistorySort, []string{"by outcome, a to z", "OUTCOME↑", "▸14 "}},
			{keymap.HistorySort, []string{"by identifier, a to z", "IDENTIFIER↑", "▸7 "}},
			{keymap.HistorySort, []string{"by server, a to z", "▸14 "}},
			{keymap.HistorySort, []string{"newest first", "CONFIRMED↓", "▸14 "}},
			{keymap.HistoryReverse, []string{"oldest first", "CONFIRMED↑", "▸1 "}},
		} {
			s.Press(step.action).ExpectScreen(step.texts...)
		}
	})
}

func TestASortedListIsFilteredPagedAndJumpedIn(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Many(1000)}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryReverse).ExpectScreen("oldest first", "▸1 ")
		s.Press(keymap.MoveBottom).ExpectScreen("▸1000 ")
		s.Press(keymap.MoveUp).ExpectScreen("▸999 ")
		s.Press(keymap.HistoryGoTo).Type("412").Press(keymap.DialogAccept).ExpectScreen("▸412 ", "oldest first")
		s.Press(keymap.MoveUp).ExpectScreen("▸411 ").Press(keymap.MoveDown, keymap.MoveDown).ExpectScreen("▸413 ")
		s.Press(keymap.HistoryFind).Type("number:7..9").Press(keymap.FilterApply).ExpectScreen("3 of 1000 records", "oldest first", "▸7 ")
	})
}

func TestOneFieldIsCopiedAlone(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.RecordCopyField).ExpectScreen("Copy what?", "▸Record")
		s.Press(keymap.DialogCancel).ExpectScreen("▸14 ").ExpectNot("Copy what?")
		s.Press(keymap.HistoryOpen, keymap.RecordCopyField, keymap.MoveDown, keymap.MoveDown).ExpectScreen("▸Outcome")
		s.Press(keymap.DialogAccept).ExpectScreen("Sent to the clipboard. If that fails, select it here", "accepted")
		s.ExpectNot("GDPR-2211", "8856")
		if want := ansi.SetSystemClipboard("accepted"); !bytes.Contains(s.Written(), []byte(want)) {
			t.Errorf("the clipboard did not get %q", want)
		}
	})
}
