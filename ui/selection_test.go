package ui_test

import (
	"fmt"
	"testing"
	"time"

	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/uitest"
)

// mostStepBytes is what a step of the selection may send: a slow line carries it in 0.1 s.
const mostStepBytes = 150

// keyRepeat is the pause between two steps while a key is held down.
const keyRepeat = 33 * time.Millisecond

// narrow leaves out what takes two cells a character: Bubble Tea's renderer takes a line with
// such characters for changed, and sends it with each frame.
func narrow(options uitest.Options) uitest.Options {
	for i := range options.Records {
		if intent := &options.Records[i].Intent; intent.Operator.Name == "山田太郎" {
			intent.Operator.Name, intent.Reason = "yamada", "erase it"
		}
	}
	return options
}

func TestAStepOfTheSelectionSendsLittle(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {139, 45}, {160, 45}, {200, 60}} {
		for name, options := range map[string]uitest.Options{"alike": {Records: uitest.Many(200)}, "of all kinds": narrow(mixed(200))} {
			options.Width, options.Height = size[0], size[1]
			uitest.Run(t, options, func(s *uitest.Session) {
				s.Press(keymap.ShowHistory, keymap.MoveDown).Pass(time.Second)
				most, what := 0, ""
				for range 10 { // the window does not scroll: that brings a whole row
					before := len(s.Written())
					s.Send(uitest.Key("down"))
					s.Pass(keyRepeat)
					if step := s.Written()[before:]; len(step) > most {
						most, what = len(step), string(step)
					}
				}
				if most > mostStepBytes || most == 0 {
					t.Errorf("at %dx%d a step over records %s sends %d bytes: %q", size[0], size[1], name, most, what)
				}
				t.Logf("at %dx%d a step over records %s sends %d bytes at most", size[0], size[1], name, most)
			})
		}
	}
}

func TestTheRecordBesideTheListFollowsWhereTheSelectionRests(t *testing.T) {
	options := settledRecords()
	options.Width, options.Height = 160, 45
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("▸14 ", "Record 14")
		for range 4 {
			s.Send(uitest.Key("down"))
			s.Pass(keyRepeat)
		}
		s.ExpectScreen("▸10 ", "Record 14") // nobody can read a record in that time
		s.Pass(200 * time.Millisecond)
		s.ExpectScreen("▸10 ", "Record 10", "Native ID TRS26140192")
		draws := s.Draws()
		s.Pass(time.Hour)
		if more := s.Draws() - draws; more != 0 {
			t.Errorf("at rest the screen was drawn %d times", more)
		}
		// A key acts on the selected record, also while another one is still beside it.
		s.Send(uitest.Key("down"))
		s.Send(uitest.Key("enter"))
		s.Pass(time.Second).ExpectScreen("Record 9", "WHBFM6DD")
	})
}

// busyCalls are those of a busy office: no two rows are alike.
func busyCalls(count int) []lookup.Call {
	calls := uitest.Calls("", count)
	for i := range calls {
		calls[i].From = lookup.Party{Number: fmt.Sprint(8800 + i*37%100), Name: []string{"Ada Brandt", "Bo", "Clínica Sol"}[i%3]}
		calls[i].ID, calls[i].NativeID = fmt.Sprintf("%08x-e853-4098-9adb-13126dce2a%02x", i*7919*7919, i*37%256), fmt.Sprint("TRS", i*7919)
	}
	return calls
}

func TestAStepOverCallsSendsLittleToo(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 40}, {139, 45}, {160, 45}, {200, 60}} {
		options := searching()
		options.LookUps.Pages = uitest.InPages(busyCalls(200))
		options.Width, options.Height = size[0], size[1]
		uitest.Run(t, options, func(s *uitest.Session) {
			s.Press(keymap.ShowSearch, keymap.CallsRun, keymap.MoveDown).Pass(time.Second)
			most, what := 0, ""
			for range 4 {
				before := len(s.Written())
				s.Send(uitest.Key("down"))
				s.Pass(keyRepeat)
				if step := s.Written()[before:]; len(step) > most {
					most, what = len(step), string(step)
				}
			}
			if most > mostStepBytes || most == 0 {
				t.Errorf("at %dx%d a step sends %d bytes: %q", size[0], size[1], most, what)
			}
			t.Logf("at %dx%d a step sends %d bytes at most", size[0], size[1], most)
		})
	}
}

func TestAllIsSaidOfTheCallOnWhichTheSelectionRests(t *testing.T) {
	options := searching()
	options.Width, options.Height = 160, 45
	journey(t, options, func(s *uitest.Session) {
		listsCalls(s)
		s.ExpectScreen("→ 4000")
		for range 4 {
			s.Send(uitest.Key("down"))
			s.Pass(keyRepeat)
		}
		s.ExpectScreen("→ 4000").ExpectNot("→ 4004")
		s.Pass(200*time.Millisecond).ExpectScreen("→ 4004", "Call ID ID-0004")
		s.Send(uitest.Key("down")) // a key acts on the chosen call, also while another one is described
		s.Send(uitest.Key("enter"))
		s.Pass(time.Second).ExpectConfirm("Delete this conversation?", "4005")
	})
}

// Who looks a key up presses it on the record that was chosen.
func TestTheHelpKeepsTheChosenRecord(t *testing.T) {
	journey(t, mixed(200), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.MoveDown, keymap.MoveDown).ExpectScreen("▸198 ")
		s.Press(keymap.ShowHelp).ExpectScreen("Possible here: History").Press(keymap.SearchClose).ExpectScreen("▸198 ")
		s.Press(keymap.ShowDelete, keymap.ShowHistory).ExpectScreen("▸200 ") // there may be news
	})
}
