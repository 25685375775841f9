package ui_test

import (
	"fmt"
	"strings"
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
				s.Type("9001").Review().ExpectConfirm("Delete this conversation?", "9001", "status last").Accept()
				s.ExpectScreen("9001").ExpectSent(2)
				again := s.Sender.Sent()[1]
				if again.Selector.Identifier() != "9001" || again.Reason != "Ticket 4711" {
					t.Errorf("%s at %v sends %+v", name, size, again)
				}
			})
		}
	}
}

func TestAfterAGuardRefusedTheFormBeginsAtItsIdentifierToo(t *testing.T) {
	for _, way := range []keymap.Action{keymap.ResultNext, keymap.ResultAgain, keymap.Back} {
		journey(t, plain(), func(s *uitest.Session) {
			s.History.Hold(deletion.Hold{Number: 1, IdentifierType: deletion.Extension, Identifier: "8856", Reason: "Case 77", Owner: "Legal"})
			s.Type("8856").Keys("tab", "tab").Type("Ticket 4711").Review().ExpectScreen("Nothing was deleted: it is held.").Pass(time.Second)
			// Nothing else than what was typed now is asked for; the history of this test holds everything.
			s.Press(way).Type("9001").Review().ExpectScreen("Identifier extension 9001,", "Ticket 4711").ExpectSent(0)
		})
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
			s.ExpectConfirm("Delete this conversation?", "7").Cancel()
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
		s.ExpectScreen("Record 1, 8801: Deleted.", "Record 2, 8802: Deleted.", "Record 3, 8803: Deleted.", "4 more messages: press ctrl+x")
		s.Resize(40, 12).ExpectScreen("Record 1, 8801: Deleted.", "Record 2, 8802: Deleted.", "5 more messages: press ctrl+x")
	})
}

func TestEveryMessageIsShownBeforeItIsDismissedTheGravestFirst(t *testing.T) {
	for _, size := range sizes {
		journey(t, plain(), func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			starts(s, "8801", "8802", "8803", "8804", "8805", "8806", "8807")
			for i := range 7 {
				outcome := uitest.Accepted()
				if i == 5 {
					outcome = uitest.Unknown()
				}
				s.Sender.Answer(outcome)
				s.Pass(time.Second)
			}
			s.ExpectScreen("Record 6, 8806: It is not known")
			seen := map[int64]bool{}
			for range 8 {
				screen := s.Screen()
				for number := range int64(7) {
					if strings.Contains(screen, fmt.Sprintf("Record %d,", number+1)) {
						seen[number+1] = true
					}
				}
				s.Press(keymap.NoticesDismiss)
			}
			if s.ExpectNot("Record ", "more message"); len(seen) != 7 {
				t.Errorf("at %v only %v were shown", size, seen)
			}
		})
	}
}

// Where one line is left, it says how many there are.
func TestAMessageOverASmallConfirmationIsCounted(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		starts(s, "8801", "8802")
		s.Sender.Answer(uitest.Accepted())
		s.Sender.Answer(uitest.Unknown())
		s.Type("7").Review().Resize(40, 12)
		s.ExpectScreen("1 of 2: Record 2, 8802: It is not …")
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

// The next of a ticket: its digits, enter, y. What is typed too early starts nothing, and no digit
// that follows becomes a number without it.
func TestADigitAfterAResultStartsTheNextDeletion(t *testing.T) {
	for _, size := range sizes {
		journey(t, plain(), func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			s.Type("8856").Keys("tab", "tab").Type("GDPR-2211").Review().ExpectConfirm("Delete this conversation?", "8856").Accept()
			s.Pass(time.Second)
			keys := []string{"8", "8", "5", "1", "enter", "y"}
			for _, key := range keys[:5] {
				s.Keys(key)
			}
			s.ExpectConfirm("Delete this conversation?", "8851").Accept()
			s.Pass(time.Second).ExpectSent(2)
			if sent := s.Sender.Sent()[1]; sent.Selector.Identifier() != "8851" || sent.Reason != "GDPR-2211" || len(keys) > 6 {
				t.Errorf("%d keys send %+v", len(keys), sent)
			}
		})
	}
	journey(t, production(), func(s *uitest.Session) {
		s.Type("8856").Keys("tab", "tab").Type("GDPR-2211").Review().ExpectConfirm("Delete this conversation?", "8856").Accept()
		for _, key := range []string{"8", "8"} {
			s.Send(uitest.Key(key))
			s.Pass(20 * time.Millisecond)
		}
		s.ExpectScreen("✓ Deleted.", "Please read this first.").Pass(time.Second)
		s.Type("51").ExpectScreen("✓ Deleted.", "Too fast; enter goes to the form.")
		s.Keys("enter").Type("8851").ExpectScreen("Extension 8851").ExpectSent(1)
	})
	journey(t, plain(), func(s *uitest.Session) { // held down
		confirmed(s)
		s.Pass(time.Second).Hold(uitest.Key("8"), 2*time.Second, true)
		s.ExpectSent(1).ExpectNot("Delete this conversation?")
	})
}
