package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/testkit"
	"deletecall/ui/uitest"
)

// verbose is a server with much to say, and a history that warns.
func verbose(confirm deletion.ConfirmRule) uitest.Options {
	server := uitest.Production()
	server.Name, server.Confirm, server.ClearText, server.ResponseType = strings.Repeat("branch ", 4), confirm, true, deletion.HTML
	server.Host = strings.Repeat("very-long-label.", 10) + "example.com"
	server.Note = strings.Repeat("Ask the duty officer first, and write down who it was. ", 12)
	server.Endpoint = "https://" + server.Host + "/verba/api"
	return uitest.Options{Servers: []deletion.Server{server}}
}

// verboseReview opens the confirmation of an identifier with a long reason, while outcomes are announced.
func verboseReview(s *uitest.Session, identifier string) {
	s.Sender.Wait()
	for _, other := range []string{"701", "702"} {
		s.Paste(other).Keys("tab", "tab").Type("x").Review()
		s.ExpectConfirm("Delete this conversation?", other).Accept()
		s.Press(keymap.SendingLeave)
	}
	s.Sender.Answer(uitest.Unknown())
	s.Sender.Answer(uitest.Refused(-50, strings.Repeat("no such call; ", 30)))
	s.History.Warn(strings.Repeat("The disk is nearly full. ", 8), strings.Repeat("The clock is not synchronised. ", 8))
	s.Paste(identifier).Keys("tab", "tab").Paste(strings.Repeat("GDPR-2211 ", 45)).Review().Pass(time.Second)
}

func TestTheIdentifierIsNeverBelowTheFoldOfTheConfirmation(t *testing.T) {
	for _, confirm := range []deletion.ConfirmRule{deletion.ConfirmAsk, deletion.ConfirmTyped} {
		for _, identifier := range []string{"8856", "sip:" + strings.Repeat("alice.", 10) + "@example.com"} {
			journey(t, verbose(confirm), func(s *uitest.Session) {
				verboseReview(s, identifier)
				for _, size := range testkit.Some(sizes) {
					s.Resize(size[0], size[1])
					for range 8 { // wherever somebody scrolls to
						if screen := withoutBreaks(s.Screen()); !strings.Contains(screen, withoutBreaks(identifier)) || !strings.Contains(screen, "Cancel") {
							t.Fatalf("at %v %s is not on the screen:\n%s", size, identifier, s.Screen())
						}
						for range 7 {
							s.Send(uitest.Key("down"))
						}
					}
				}
				s.Press(keymap.ConfirmCancel)
			})
		}
	}
}

// withoutBreaks joins the lines of a screen, so that what is wrapped within a word is found.
func withoutBreaks(screen string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", "", "║", "").Replace(screen)), "")
}

func TestTheLongestIdentifierBeginsOnTheScreen(t *testing.T) {
	journey(t, verbose(deletion.ConfirmTyped), func(s *uitest.Session) {
		verboseReview(s, strings.Repeat("0123456789", 25))
		s.Resize(40, 12).ExpectScreen("0123456789012345678901234567890123456", "Cancel", "↓ for more").Press(keymap.ConfirmCancel)
	})
}

func TestTheRequestBeginsWithWhatChoosesTheConversation(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Type("8856").Review()
		screen := s.Screen()
		before := -1
		for _, line := range []string{"POST extension=8856", " status=last", " action=DeleteCall", " apiKey=", " responseType=XML", "to http"} {
			at := strings.Index(screen, line)
			if at <= before {
				t.Fatalf("%q is missing or too early:\n%s", line, screen)
			}
			before = at
		}
	})
}

func TestNothingConfirmsWhatCannotBeRead(t *testing.T) {
	for name, keys := range map[string][]string{"y": {"y"}, "the button": {"tab", "enter"}} {
		for _, small := range [][2]int{{39, 24}, {80, 11}, {10, 3}, {1, 1}} {
			journey(t, plain(), func(s *uitest.Session) {
				s.Type("8856").Review().Pass(time.Second)
				s.Resize(small[0], small[1]).Pass(time.Second)
				s.Keys(keys...).Pass(time.Second)
				s.Keys(keys...).Pass(time.Second)
				s.ExpectSent(0)
				s.Resize(80, 24).Keys(keys...)
				if s.Pass(100 * time.Millisecond); len(s.Sender.Sent()) != 0 {
					t.Errorf("%s at %v: it was not read before it was confirmed", name, small)
				}
				s.Pass(time.Second)
				s.Keys("y").Pass(time.Second)
				s.ExpectSent(1)
			})
		}
	}
}

func TestWhatIsTypedIntoTheSettleDialogIsText(t *testing.T) {
	for _, size := range sizes {
		for _, from := range []func(*uitest.Session){
			ends(uitest.Unknown()),
			then(ends(uitest.Unknown()), presses(keymap.ShowHistory)),
			then(ends(uitest.Unknown()), presses(keymap.ShowHistory, keymap.HistoryOpen)),
		} {
			journey(t, plain(), func(s *uitest.Session) {
				from(s)
				s.Resize(size[0], size[1]).Press(keymap.RecordSettle)
				s.Type("hjklgGqnp?/y").ExpectScreen("▸How did you check?", "hjklgGqnp?/y", "○ Deleted: no longer", "○ Not deleted: still")
				s.Keys("down", "h", "j", "k", "l", "g", "q", "up", "down", "pgdown", "home", "end")
				s.ExpectScreen("▸What did you find?", "hjklgGqnp?/y", "○ 1 Deleted: no longer", "○ 2 Not deleted: still")
				s.Paste("2").Keys("3", "0").ExpectScreen("○ 1 Deleted: no longer", "○ 2 Not deleted: still") // a paste, or no place of one
				s.Keys("2").ExpectScreen("○ 1 Deleted: no longer", "● 2 Not deleted: still")
				s.Keys("right", "right", "left").ExpectScreen("● 1 Deleted: no longer", "○ 2 Not deleted: still")
				s.Keys("tab", "right", "enter").ExpectScreen("is settled")
				settlement := s.History.Records()[0].Settlement
				if settlement == nil || settlement.Finding != deletion.FoundDeleted || settlement.Note != "hjklgGqnp?/y" {
					t.Errorf("at %v settled as %+v", size, settlement)
				}
			})
		}
	}
}

func TestTheCursorStandsInTheSettleDialogAtOnce(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		ends(uitest.Unknown())(s)
		s.Press(keymap.RecordSettle)
		cursor := s.Model().View().Cursor
		if cursor == nil || !strings.Contains(strings.Split(s.Screen(), "\n")[cursor.Y], "How did you check?") {
			t.Errorf("the cursor is at %v:\n%s", cursor, s.Screen())
		}
	})
}

func TestTheSettleDialogNamesItsRecordWhateverElseIsSaid(t *testing.T) {
	for _, size := range sizes {
		journey(t, plain(), func(s *uitest.Session) {
			refusedBeside(s)
			s.Resize(size[0], size[1]).Press(keymap.ShowHistory, keymap.RecordSettle)
			s.ExpectScreen("Record 1: extension 8856, status last", "▸How did you check?", "Not deleted: still in Verba", "Settle")
		})
	}
}

// refusedBeside leaves a refused review and an announced unknown outcome on the screen.
func refusedBeside(s *uitest.Session) {
	s.Sender.Wait()
	confirmed(s)
	s.Press(keymap.SendingLeave).Review()
	s.Sender.Answer(uitest.Unknown())
	s.ExpectScreen("Nothing was sent. In progress:", "Record 1, 8856: It is not known")
}

func TestARefusalAndAnOutcomeAreDismissedTogether(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		refusedBeside(s)
		s.ExpectScreen("dismiss").Press(keymap.NoticesDismiss).ExpectNot("Nothing was sent", "Record 1, 8856", "dismiss")
	})
}

func TestAWarningIsWholeWhereThereIsRoomForIt(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.Warn("A new key signs the history from here on: " + strings.Repeat("k", 100) + ". Give this line to everybody.")
		s.Press(keymap.ShowHistory).Resize(80, 24).ExpectScreen("A new key signs", "Give this line to everybody.")
		s.Press(keymap.ShowDelete).ExpectScreen("Give this line to everybody.", "▸Extension", "Reason")
		s.Resize(40, 12).ExpectScreen("A new key signs", "… F1", "▸Extension")
		s.Press(keymap.ShowHelp).ExpectScreen("Messages", "A new key signs", "Give this line to everybody.")
	})
}

func TestWhatTheFormHasNoRoomForIsInTheHelp(t *testing.T) {
	held := strings.Repeat("a very long case ", 12) + "to its end"
	for size, pages := range map[[2]int]int{{40, 12}: 2, {80, 17}: 0} {
		journey(t, plain(), func(s *uitest.Session) {
			s.History.Hold(deletion.Hold{Number: 1, IdentifierType: deletion.Extension, Identifier: "88561", Reason: held, Owner: "Legal", Added: uitest.Records()[0].Intent.Confirmed})
			s.Resize(size[0], size[1]).Type("88561").Pass(rests).ExpectScreen("… F1").ExpectNot("to its end")
			s.Press(keymap.ShowHelp).ExpectScreen("Messages", "What will happen").Press(slices.Repeat([]keymap.Action{keymap.FilterPageDown}, pages)...).ExpectScreen("to its end")
		})
	}
}

func TestANoticeThatIsCutOffIsInTheHelp(t *testing.T) {
	options := uitest.Options{Width: 40, Height: 12, Notice: "An interrupted deletion was found: " + strings.Repeat("look in Verba, ", 9) + "then settle it."}
	journey(t, options, func(s *uitest.Session) {
		s.ExpectScreen("An interrupted deletion", "… F1").ExpectNot("then settle it.")
		s.Press(keymap.ShowHelp).ExpectScreen("Messages", "An interrupted deletion", "then settle it.")
		if said := strings.Count(s.Screen(), "An interrupted deletion"); said != 1 {
			t.Errorf("it is said %d times:\n%s", said, s.Screen())
		}
	})
}

func TestManyWarningsLeaveRoomForTheScreen(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.Warn(strings.Split(strings.Repeat("The disk is nearly full.\n", 20), "\n")...)
		ends(uitest.Unknown())(s)
		s.Resize(40, 12).ExpectScreen("? It is not known", "! The disk is nearly full. … F1")
		s.Press(keymap.RecordSettle).ExpectScreen("▸How did you check?", "Not deleted: still in Verba", "Settle")
		s.Press(keymap.DialogCancel, keymap.ShowDelete).ExpectScreen("▸Extension", "Reason")
	})
}

func TestOutcomesThatTheHelpBeginsWithAreNotBelowItToo(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		starts(s, "8801", "8802")
		s.Sender.Answer(uitest.Accepted())
		s.Pass(time.Minute).ExpectScreen("Record 1, extension 8801").Press(keymap.ShowHelp).ExpectScreen("Messages", "Record 1, extension 8801")
		if said := strings.Count(s.Screen(), "Record 1,"); said != 1 {
			t.Errorf("it is said %d times:\n%s", said, s.Screen())
		}
		s.Sender.Answer(uitest.Unknown()) // one that comes while the help is read is not in it
		s.Pass(time.Minute).ExpectScreen("Record 2, extension 8802")
	})
}
