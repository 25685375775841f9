package ui_test

import (
	"strings"
	"testing"

	"deletecall/keymap"
	"deletecall/ui/uitest"
)

// A key that is named above the screen and does nothing makes people doubt all of them.
func TestTheTabsNameNoKeyThatDoesNothing(t *testing.T) {
	tabs := func(s *uitest.Session) string { return strings.Split(s.Screen(), "\n")[1] }
	journey(t, plain(), func(s *uitest.Session) {
		whole := tabs(s)
		s.Press(keymap.ChooseServer)
		if got := tabs(s); strings.Join(strings.Fields(got), " ") != "▸ Delete Search History F1 Help Server" {
			t.Errorf("over the form a dialog has the tabs %q", got)
		}
		s.Press(keymap.ShowHistory).ExpectScreen("Which server?").Press(keymap.ShowHelp).ExpectScreen("Possible here").Press(keymap.SearchClose, keymap.DialogCancel)
		if got := tabs(s); got != whole {
			t.Errorf("after it they are %q", got)
		}
		s.Type("8856").Review().ExpectConfirm("Delete this conversation?")
		if got := tabs(s); strings.Contains(got, "F") {
			t.Errorf("a confirmation has the tabs %q", got)
		}
	})
}
