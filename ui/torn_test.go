package ui_test

import (
	"testing"
	"time"

	"deletecall/keymap"
	"deletecall/testkit"
	"deletecall/ui/uitest"
)

// answers are what a terminal sends late, and what could be taken for it; torn, the
// rest of each would look like keys that confirm.
var answers = []string{
	"\x1b[?2026;2$y", "\x1b[4;2$y", "\x1bOy", "\x1b]11;rgb:1f1f/1f1f/1f1f\x1b\\", "\x1b]lyes\ry\a", "\x1bP1$ry\x1b\\", "\x1b_Gy\ry\x1b\\", "\x1b^y\x1b\\", "\x1bXy\x1b\\", "\x1b[M yy",
}

func TestATornAnswerNeverConfirms(t *testing.T) {
	for _, pause := range []time.Duration{30 * time.Millisecond, 80 * time.Millisecond, 2 * time.Second} {
		journey(t, plain(), func(s *uitest.Session) {
			for _, answer := range testkit.Some(answers) {
				for at := 1; at < len(answer); at++ {
					s.Type("8856").Review().ExpectScreen("Delete this conversation?", "extension=8856").Pass(time.Second)
					s.Bytes(answer[:at]).Pass(pause)
					s.Bytes(answer[at:]).Pass(time.Second)
					if sent := len(s.Sender.Sent()); sent > 0 {
						t.Fatalf("%q, torn at %d for %s, confirms", answer, at, pause)
					}
					s.Press(keymap.ConfirmCancel, keymap.FormClear)
				}
			}
		})
	}
}

// damaged are bytes that no terminal means, and what could be torn, beside the answers.
var damaged = []string{
	"\xc2\x9b", "\xc2\x90", "\xc2\x9d", "\xc2\x9f", "\xc2\x98", "\xc2\x8f", "\xc2\x85", "\xc2\x9b?2026;2$", "\xc2\x9d11;rgb:1f", "\x9b", "\x9d", "\x90", "\x8f", "\x85", "\x9c",
	"\x80", "\xbf\xbf", "\xc1\xb9", "\xe0\x81\xb9", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xfe\xff", "ü", "漢", "😀", "\x00", "\x00\x00", "\x7f", "\x1b[[", "\x1bO", "\x1b[?2026;2\x18",
}

func TestAKeyThatComesWithSomethingTornNeverConfirms(t *testing.T) {
	for _, way := range testkit.Some([]struct {
		options uitest.Options
		key     string
	}{{plain(), "\r"}, {plain(), "y"}, {production(), "\r"}}) { // where the identifier is typed, y confirms nothing
		journey(t, way.options, func(s *uitest.Session) {
			s.Type("8856").Press(keymap.FormNext, keymap.FormNext).Type("GDPR")
			for _, whole := range testkit.Some(append(damaged, answers...)) {
				s.Bytes("\x1b").Pass(time.Second)
				s.Bytes("\x1b").Pass(time.Second) // the first may have ended a sequence only
				for at := 1; at <= len(whole); at++ {
					expectNoConfirmation(s, whole[:at], way.key, whole[at:])
				}
			}
			s.Bytes("\x1b").Pass(time.Second)
			s.Bytes("\x1b").Pass(time.Second)
			askToDelete(s)
			s.Bytes(way.key).Pass(time.Second)
			s.ExpectSent(1) // so it was the torn bytes that kept it from confirming
		})
	}
}

// expectNoConfirmation sends a key with the two parts of something torn around it, in
// one write and in two.
func expectNoConfirmation(s *uitest.Session, before, key, after string) {
	s.Helper()
	writes := [][]string{{before + key}, {before, key}, {key + before}, {before + key + after}}
	if after != "" {
		writes = append(writes, []string{key + after}, []string{after + key}, []string{after, key})
	}
	for _, writes := range writes {
		askToDelete(s)
		for _, bytes := range writes {
			s.Bytes(bytes)
		}
		s.Pass(700 * time.Millisecond)
		if sent := len(s.Sender.Sent()); sent > 0 {
			s.Fatalf("%q confirms", writes)
		}
	}
}

// askToDelete is at the button that deletes, with the confirmation open and read.
func askToDelete(s *uitest.Session) {
	for range 3 {
		if s.Shows("[ Delete the call ]") {
			return
		}
		if s.Shows("Delete this conversation?") {
			s.Bytes("\x1b").Pass(time.Second) // it may have to end something before
			continue
		}
		s.Review().Pass(time.Second)
		if s.Shows("Type 8856") {
			s.Type("8856").Press(keymap.ButtonNext)
		}
		s.Press(keymap.ButtonNext).Pass(time.Second)
	}
	s.Helper()
	s.Fatalf("no confirmation:\n%s", s.Screen())
}

func TestAnAnswerTornBehindItsEscCancelsAndItsRestDoesNotConfirmTheNext(t *testing.T) {
	for _, answer := range testkit.Some(answers) {
		journey(t, plain(), func(s *uitest.Session) {
			for at := 2; at < len(answer); at++ {
				s.Type("8856").Review().Pass(time.Second)
				s.Bytes("\x1b").Pass(time.Second)
				s.ExpectScreen("Cancelled; nothing was sent.")
				s.Review().ExpectScreen("Delete this conversation?", "extension=8856").Pass(time.Second)
				s.Bytes(answer[1:at]).Pass(80 * time.Millisecond)
				s.Bytes(answer[at:]).Pass(time.Second)
				if sent := len(s.Sender.Sent()); sent > 0 {
					t.Fatalf("%q, torn at 1 and %d, confirms", answer, at)
				}
				s.Press(keymap.ConfirmCancel, keymap.FormClear)
			}
		})
	}
}

func TestAPersonWhoPressesYStillConfirmsAtOnce(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Type("8856").Review().Pass(time.Second)
		s.Bytes("\x1b[?2026;2$").Pass(time.Second)
		s.Bytes("y").Pass(time.Second)
		s.ExpectSent(0) // it was taken for the answer's end
		s.Bytes("y").Pass(100 * time.Millisecond)
		s.ExpectSent(1)
	})
}

func TestAPasteWithoutAnEndConfirmsNothingAndEscEndsIt(t *testing.T) {
	for _, options := range []uitest.Options{plain(), production()} {
		journey(t, options, func(s *uitest.Session) {
			s.Type("8856").Press(keymap.FormNext, keymap.FormNext).Type("GDPR").Review().Pass(time.Second)
			s.Bytes("\x1b[200~8856")
			for _, key := range []string{"y", "\r", "\t", "\r", "y", "\x1b[A"} {
				s.Bytes(key).Pass(time.Second)
			}
			s.Bytes("\x1b").Pass(time.Second)
			s.ExpectScreen("Delete this conversation?", "Pasting does not confirm. Type it.").ExpectSent(0)
			s.Bytes("\x1b").Pass(time.Second)
			s.ExpectScreen("Cancelled; nothing was sent.").ExpectSent(0)
		})
	}
}

func TestAPasteWithoutAnEndIsRefusedInTheForm(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Type("88").Bytes("\x1b[200~56").Pass(time.Minute)
		s.ExpectNot("8856")
		s.Bytes("\x1b").Pass(time.Second)
		s.ExpectScreen("✗ Not pasted: character 3 is \\x1b (escape)", "Extension 88").ExpectNot("8856")
		s.Type("56").ExpectScreen("Extension 8856").ExpectNot("Not pasted")
	})
}

func TestCtrlCQuitsOutOfAPasteWithoutAnEnd(t *testing.T) {
	for _, key := range []string{"\x03", "\x1b[99;5u", "\x1b[27;5;99~"} {
		journey(t, plain(), func(s *uitest.Session) {
			s.Type("8856").Review().Pass(time.Second)
			s.Bytes("\x1b[200~y\r").Pass(time.Second)
			s.Bytes(key)
			if err := s.End(); err != nil {
				t.Errorf("%q: %v", key, err)
			}
			s.ExpectSent(0)
		})
	}
}
