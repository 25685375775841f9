package ui_test

import (
	"strings"
	"testing"

	"deletecall/keymap"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

func TestTheSmallestDialogSaysHowItIsAcceptedAndLeft(t *testing.T) {
	options, _ := withPapers(settledRecords())
	options.Width, options.Height = ui.LeastWidth, ui.LeastHeight
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ChooseServer).ExpectScreen("enter accept  esc cancel  ctrl+c quit").Press(keymap.DialogCancel)
		s.Press(keymap.ShowHistory, keymap.RecordWrite).ExpectScreen("enter accept  esc cancel  ctrl+c quit")
		s.Press(keymap.MoveBottom, keymap.DialogAccept).ExpectScreen("▸File", "enter accept  esc cancel  ctrl+c quit").Press(keymap.DialogCancel)
		s.Press(keymap.HistoryColumns).ExpectScreen("enter accept  esc cancel  ctrl+c quit")
	})
}

func TestTheHelpSaysHowItIsSearchedAndScrolled(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Press(keymap.ShowHelp).ExpectScreen("type search   pgup/pgdown scroll   esc back")
		s.Type("settle it")
		if screen := s.Screen(); !strings.Contains(screen, "type search   esc clear") {
			t.Errorf("what has room is scrolled:\n%s", screen)
		}
		s.Resize(ui.LeastWidth, ui.LeastHeight).ExpectScreen("type search")
	})
}

// Esc first removes what is typed: whoever reads "back" presses it once and types on into the search.
func TestAFooterSaysWhatEscDoesInASearch(t *testing.T) {
	options, _ := withPapers(settledRecords())
	options.Width, options.Height = ui.LeastWidth, ui.LeastHeight
	for _, open := range []keymap.Action{keymap.ShowHelp, keymap.ShowActions, keymap.FormRecall} {
		journey(t, options, func(s *uitest.Session) {
			s.Press(open).ExpectScreen("esc back")
			s.Type("8").ExpectScreen("esc clear").Press(keymap.SearchClose).ExpectScreen("esc back")
		})
	}
}
