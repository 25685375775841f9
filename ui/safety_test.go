package ui_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

func TestBytesThatArriveInOneReadNeverConfirm(t *testing.T) {
	for name, bytes := range map[string]string{
		"y and enter":                   "y\r",
		"y and a line feed":             "y\n",
		"a word":                        "yes\r",
		"tab and enter":                 "\t\r",
		"right and enter":               "\x1b[C\r",
		"a marked paste":                "\x1b[200~y\r\x1b[201~",
		"two marked pastes":             "\x1b[200~y\x1b[201~\x1b[200~\r\x1b[201~",
		"the identifier and enter":      "8856\r",
		"a late answer and y and enter": "\x1b]11;rgb:1f1f/1f1f/1f1f\x07\x1b[?2026;2$yy\r",
		"an answer that ends in y":      "\x1b[?2027;0$y",
		"a mouse click":                 "\x1b[<0;4;18M\x1b[<0;4;18m",
		"ctrl+l and y":                  "\x0cy",
		"y and ctrl+l":                  "y\x0c",
	} {
		for _, options := range []uitest.Options{plain(), production()} {
			journey(t, options, func(s *uitest.Session) {
				s.Type("8856").Press(keymap.FormNext, keymap.FormNext).Type("GDPR")
				s.Review()
				s.Bytes(bytes) // within the reading time
				s.ExpectConfirm("Delete this conversation?", "extension=8856")
				s.Pass(time.Second)
				s.Bytes(bytes) // and after it
				s.Pass(time.Second)
				if sent := len(s.Sender.Sent()); sent != 0 {
					t.Errorf("%s sent %d requests", name, sent)
				}
			})
		}
	}
}

func TestAHeldDownEnterNeverSendsFromTheFormOn(t *testing.T) {
	for _, marked := range []bool{false, true} {
		for _, options := range []uitest.Options{plain(), production()} {
			journey(t, options, func(s *uitest.Session) {
				s.Type("8856").Press(keymap.FormNext, keymap.FormNext).Type("GDPR")
				s.Hold(uitest.Key("enter"), 3*time.Second, marked)
				s.Pass(time.Second)
				s.ExpectSent(0)
				if s.Hold(uitest.Key("y"), 2*time.Second, marked); len(s.Sender.Sent()) > 0 {
					t.Error("a held-down y sends")
				}
			})
		}
	}
}

func TestOneConfirmationSendsOnce(t *testing.T) {
	for _, options := range []uitest.Options{plain(), production()} {
		journey(t, options, func(s *uitest.Session) {
			s.Sender.Wait()
			s.Type("8856").Press(keymap.FormNext, keymap.FormNext).Type("GDPR").Review()
			s.ExpectConfirm("Delete this conversation?", "extension=8856").Accept()
			s.ExpectSent(1)
			s.Keys("y", "enter", "y", "enter", "space", "tab", "enter").Bytes("y\ry\r").Hold(uitest.Key("y"), time.Second, false)
			s.ExpectSent(1).ExpectScreen("Sending to")
			s.Sender.Answer(uitest.Accepted())
			s.ExpectScreen("✓ Deleted.")
			s.Keys("y", "enter", "y", "enter").ExpectSent(1)
		})
	}
}

func TestTheDestructiveKeyMeansNothingElsewhere(t *testing.T) {
	for _, scene := range scenes() {
		if !scene.styled || strings.HasPrefix(scene.name, "confirm") {
			continue // one of each screen is enough
		}
		uitest.Run(t, scene.options, func(s *uitest.Session) {
			scene.arrange(s)
			before := len(s.Sender.Sent())
			s.Keys("y", "y").Pass(time.Second)
			if sent := len(s.Sender.Sent()) - before; sent != 0 {
				t.Errorf("y on %s sends %d requests", scene.name, sent)
			}
		})
	}
}

func TestTheConfirmationStandsOverEverythingElse(t *testing.T) {
	journey(t, withRecords(), func(s *uitest.Session) {
		s.Type("8801").Review().ExpectConfirm("Delete this conversation?", "8801")
		s.Press(keymap.ShowHistory, keymap.ShowHelp, keymap.ShowDelete, keymap.ChooseServer)
		s.ExpectScreen("Delete this conversation?", "[ Cancel ]").ExpectSent(0)
	})
}

func TestAReviewThatComesLateDoesNotTakeTheKeysOfAnotherScreen(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Prepared = func(deletion.Request) error { time.Sleep(2 * time.Second); return nil }
		s.Type("8856").Review()
		s.Type("99").ExpectScreen("Extension 8856") // the form stays as it is reviewed
		s.Press(keymap.ShowHistory, keymap.HistoryFind)
		for range 100 {
			s.Send(uitest.Key("y")) // typed into the filter, then into the dialog that opens
			s.Pass(70 * time.Millisecond)
		}
		s.ExpectScreen("Delete this conversation?", "Please read this first.").ExpectSent(0)
	})
}

func TestAReviewOfTheFormerServerIsDropped(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Prepared = func(deletion.Request) error { time.Sleep(5 * time.Second); return nil }
		s.Type("8856").Review().Press(keymap.ChooseServer, keymap.MoveDown, keymap.DialogAccept)
		s.Pass(10 * time.Second)
		s.ExpectScreen("production verba.example.com", "Find the conversation by").ExpectNot("Delete this conversation?")
		s.Type("1").ExpectScreen("Extension 88561") // and the form can be written again
	})
}

func TestTheReadingTimeOfAFormerConfirmationDoesNotCount(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Type("8856").Review().Press(keymap.ConfirmCancel) // its reading time still runs
		s.Pass(200 * time.Millisecond)
		s.Review().Pass(150 * time.Millisecond) // and would be over by now
		s.Keys("y").Pass(2 * time.Second)
		s.ExpectSent(0).ExpectScreen("Delete this conversation?", "[ Cancel ]")
	})
}

func TestTheQuestionOfACommandKeepsTheSameRules(t *testing.T) {
	for _, c := range []struct {
		name      string
		act       func(send func(tea.Msg), pass func(time.Duration))
		confirmed bool
	}{
		{"y", func(send func(tea.Msg), pass func(time.Duration)) {
			pass(time.Second)
			send(uitest.Key("y"))
		}, true},
		{"y too early", func(send func(tea.Msg), _ func(time.Duration)) { send(uitest.Key("y")) }, false},
		{"a paste", func(send func(tea.Msg), pass func(time.Duration)) {
			pass(time.Second)
			send(tea.PasteMsg{Content: "y\n"})
		}, false},
		{"a burst", func(send func(tea.Msg), pass func(time.Duration)) {
			pass(time.Second)
			send(uitest.Key("y"))
			send(uitest.Key("enter"))
		}, false},
		{"a burst with ctrl+l", func(send func(tea.Msg), pass func(time.Duration)) {
			pass(time.Second)
			send(uitest.Key("ctrl+l"))
			send(uitest.Key("y"))
		}, false},
		{"enter", func(send func(tea.Msg), pass func(time.Duration)) {
			pass(time.Second)
			send(uitest.Key("enter"))
		}, false},
		{"ctrl+c after y", func(send func(tea.Msg), pass func(time.Duration)) {
			pass(time.Second)
			send(uitest.Key("y"))
			send(uitest.Key("ctrl+c"))
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			question := uitest.Ask(t, c.act)
			if _, confirmed := question.(ui.Question).Confirmed(); confirmed != c.confirmed {
				t.Errorf("confirmed: %v", !c.confirmed)
			}
		})
	}
}

// meanwhile records that dave deletes the extension 8856, at this moment.
func meanwhile(s *uitest.Session) deletion.Intent {
	intent := uitest.Records()[0].Intent
	intent.Operator.Name, intent.Confirmed = "dave", time.Now()
	intent, err := s.History.RecordIntent(s.Context(), intent, deletion.Guards{})
	if err != nil {
		s.Fatal(err)
	}
	return intent
}

// A deletion of the same target that begins while a person reads, by anybody, is said there, and
// what was reviewed before it can't be confirmed any more.
func TestWhatHappensToTheTargetMeanwhileIsSaidAndKeepsFromConfirming(t *testing.T) {
	for _, size := range sizes {
		journey(t, plain(), func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			s.Type("8856").Review().ExpectConfirm("Delete this conversation?", "8856")
			intent := meanwhile(s)
			s.Pass(2*time.Second).ExpectScreen("! In progress: dave has been deleting this since", "This has changed meanwhile. Cancel")
			s.Keys("y").Pass(time.Second)
			s.Keys("tab", "enter").Pass(time.Second)
			s.ExpectScreen("This has changed meanwhile.").ExpectSent(0)
			if err := s.History.RecordOutcome(t.Context(), intent, uitest.Accepted()); err != nil {
				t.Fatal(err)
			}
			s.Keys("esc", "enter").ExpectConfirm("! This deletes another call", "dave deleted one of this extension").Accept()
			s.ExpectSent(1)
		})
	}
}

func TestADeletionThatEndsMeanwhileIsSaidToo(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Type("8856").Review().Pass(time.Second)
		if err := s.History.RecordOutcome(t.Context(), meanwhile(s), uitest.Accepted()); err != nil {
			t.Fatal(err)
		}
		s.Pass(2 * time.Second).ExpectScreen("! This deletes another call: dave deleted one")
		s.Keys("y").Pass(time.Second).ExpectSent(0)
	})
}
