package ui_test

import (
	"fmt"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/uitest"
)

// sizes are those at which the console is used.
var sizes = [][2]int{{80, 24}, {40, 12}, {120, 40}, {160, 45}}

// The keys of the report: the confirmation was for 8856 again, and the reason
// "Ticket 47119001". Whatever way leads back to the form leads into its identifier.
func TestAfterADeletionTheFormBeginsAtItsIdentifier(t *testing.T) {
	for name, way := range map[string][]keymap.Action{
		"same again":           {keymap.ResultAgain},
		"new":                  {keymap.ResultNew},
		"back":                 {keymap.Back},
		"the form's key":       {keymap.ShowDelete},
		"through the history":  {keymap.ResultHistory, keymap.Back, keymap.ShowDelete},
		"through the help":     {keymap.ShowHelp, keymap.Back, keymap.ResultAgain},
		"through another size": {keymap.ResultAgain, keymap.Redraw},
	} {
		for _, size := range sizes[:2] {
			journey(t, plain(), func(s *uitest.Session) {
				s.Resize(size[0], size[1])
				s.Type("8856").Keys("tab", "tab").Type("Ticket 4711").Review()
				s.ExpectConfirm("Delete this conversation?", "8856").Accept()
				s.Press(way...).ExpectScreen("8856", "Ticket 4711")
				s.Type("9001").Review().ExpectConfirm("Delete this conversation?", "Extension 9001, status last").Accept()
				s.ExpectScreen("9001").ExpectSent(2)
				again := s.Sender.Sent()[1]
				if again.Selector.Identifier() != "9001" || again.Reason != "Ticket 4711" {
					t.Errorf("%s at %v sends %+v", name, size, again)
				}
			})
		}
	}
}

func TestLeavingTheWaitLeadsIntoTheIdentifierToo(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Wait()
		s.Type("8856").Keys("tab", "tab").Type("Ticket 4711").Review()
		s.ExpectConfirm("Delete this conversation?", "8856").Accept()
		s.Press(keymap.SendingLeave).Type("9001").ExpectScreen("▸Extension 9001", "Reason Ticket 4711")
	})
}

func TestWhileTheOutcomeIsRecordedTheScreenSaysSo(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.SlowOutcome = 5 * time.Second
		s.Sender.Wait()
		s.Type("8856").Review().Pass(time.Second)
		s.Press(keymap.ConfirmAccept).Pass(3 * time.Second)
		s.ExpectScreen("Sending to practice", "3s of at most 1m30s")
		s.Sender.Answer(uitest.Accepted())
		s.Pass(2800 * time.Millisecond)
		s.ExpectScreen("Recording the outcome", "waiting for 1s", "The request has ended.").ExpectNot("recalled", "Sending", "of at most")
		s.Pass(3 * time.Second)
		s.ExpectScreen("✓ Deleted.")
	})
}

func TestAnIntentThatWaitsIsNotARequestUnderWay(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.SlowIntent = 5 * time.Second
		s.Sender.Wait()
		confirmed(s)
		s.Pass(3 * time.Second)
		s.ExpectScreen("Nothing has been sent yet.", "waiting for 3s").ExpectNot("recalled", "Sending", "of at most").ExpectSent(0)
		s.Pass(4 * time.Second)
		s.ExpectScreen("Sending to practice", "The request can't be recalled.", "2s of at most 1m30s").ExpectNot("Nothing has been sent yet").ExpectSent(1)
	})
}

func TestAnIntentThatCannotBeRecordedNeverLooksSent(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.SlowIntent = 5 * time.Second
		confirmed(s)
		s.History.Break(errDisk)
		s.Pass(3 * time.Second)
		s.ExpectNot("recalled")
		s.Pass(3 * time.Second)
		s.ExpectScreen("Nothing was sent.").ExpectSent(0)
	})
}

// starts confirms deletions of some extensions, which wait for their answers.
func starts(s *uitest.Session, extensions ...string) {
	s.Sender.Wait()
	for _, extension := range extensions {
		s.Type(extension).Review().ExpectConfirm("Delete this conversation?", extension).Accept()
		s.Press(keymap.SendingLeave)
	}
}

func TestOutcomesSecondsApartAllStayUntilTheyAreRead(t *testing.T) {
	for _, size := range sizes {
		journey(t, plain(), func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			starts(s, "8801", "8802")
			s.Sender.Answer(uitest.Unknown())
			s.Pass(2 * time.Second)
			s.Sender.Answer(uitest.Accepted())
			s.Pass(time.Minute)
			first, second := "Record 1, extension 8801, status last: It is not known", "Record 2, extension 8802, status last: Deleted."
			if size[0] < 80 { // a line each
				first, second = "Record 1, 8801: It is not known", "Record 2, 8802: Deleted."
			}
			s.ExpectScreen(first, second)
			s.Press(keymap.ShowHistory, keymap.MoveDown, keymap.ShowDelete).Type("7").Review()
			s.ExpectConfirm("Delete this conversation?", "Extension 7").Cancel()
			s.ExpectScreen("Cancelled; nothing was sent.", first, second)
			s.Press(keymap.NoticesDismiss).ExpectNot(first, second)
		})
	}
}

func TestOutcomesThatHaveNoRoomAreCounted(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		var extensions []string
		for i := range 7 {
			extensions = append(extensions, fmt.Sprint(8801+i))
		}
		starts(s, extensions...)
		for range extensions {
			s.Sender.Answer(uitest.Accepted())
			s.Pass(time.Second)
		}
		s.ExpectScreen("4 earlier outcomes: see the history", "Record 5, 8805: Deleted.", "Record 6, 8806: Deleted.", "Record 7, 8807: Deleted.")
		s.Resize(40, 12).ExpectScreen("5 earlier outcomes: see the history", "Record 6, 8806: Deleted.", "Record 7, 8807: Deleted.")
	})
}

func TestADeletionThatWasNotSentIsAnnouncedByItsName(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.SlowIntent = 5 * time.Second
		s.Type("8801").Review().ExpectConfirm("Delete this conversation?", "8801").Accept()
		s.Press(keymap.SendingLeave).Type("9")
		s.History.Break(&deletion.HistoryError{Op: "record", Path: "h.db", Problem: "is on a full disk"})
		s.Pass(10 * time.Second)
		s.ExpectScreen("Extension 8801, status last: nothing was sent.").ExpectSent(0)
	})
}
