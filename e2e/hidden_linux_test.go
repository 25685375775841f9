package e2e

import (
	"bytes"
	"strings"
	"syscall"
	"testing"

	"deletecall/e2e/terminal"
	"deletecall/simulator"
)

const typeTheKey = "Type the API key for lab; it is not shown, enter alone cancels: "

// prompted is a home whose one server has an API key that is typed, and the environment for it.
func prompted(t *testing.T) (home string, system system, environ []string) {
	t.Helper()
	home, system = t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	writeConfiguration(t, home, "[servers.lab]\nurl = \""+system.url+"\"\nconfirm = \"ask\"\napi_key_prompt = true\n")
	return home, system, []string{"TERM=dumb"}
}

func mustShowTyping(t *testing.T, s session) {
	t.Helper()
	if hidden, err := s.IsHidden(); err != nil || hidden {
		t.Errorf("the terminal hides what is typed (%v), %v", hidden, err)
	}
}

func TestACredentialIsTypedUnseen(t *testing.T) {
	for name, args := range map[string][]string{
		"send": sendByNativeID, "lookup": {"lookup", "--native-id", nativeID}, "search": {"search", "--from", "2h"}, "doctor": {"doctor"},
		"send --pin": {"send", "--native-id", nativeID, "--pin", "--yes"}, "console on lines": {"--plain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, system, environ := prompted(t)
			term, err := terminal.StartAs(command(t, home, nil, args...), 100, 30, environ...)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(term.Close)
			s := session{term, t}
			if name == "console on lines" {
				s.expect("deletecall>")
				s.keys("delete\r")
				for _, one := range [][2]string{{"Identifier type, 1 to", "native ID"}, {"Native ID, such as", nativeID}, {"Reason, recorded", "GDPR"}} {
					s.expect(one[0])
					s.keys(one[1] + "\r")
				}
			}
			s.expect(strings.TrimSpace(typeTheKey))
			s.keys("\x1b[200~" + apiKey + "\x1b[201~\r")
			wants := 0
			switch name {
			case "send":
				s.expect("Type y to delete")
				s.keys("y\r")
				wants = 1
			case "send --pin":
				wants = 1
			case "console on lines":
				s.expect("Type y to delete")
				s.keys("n\r")
				s.expect("Cancelled")
				s.keys("quit\r")
			}
			s.ends(0)
			if system.sent() != wants {
				t.Errorf("%d requests arrived, want %d", system.sent(), wants)
			}
			if bytes.Contains(s.Bytes(), []byte(apiKey)) || !bytes.Contains(s.Bytes(), []byte(typeTheKey)) {
				t.Errorf("the key was shown, or nobody was asked: %q", s.Bytes())
			}
		})
	}
}

func TestATerminalShowsWhatIsTypedAgainHoweverTheQuestionEnds(t *testing.T) {
	for name, end := range map[string]func(session, int) error{
		"an empty answer": func(s session, _ int) error { return s.Write("\r") },
		"ctrl+c":          func(s session, _ int) error { return s.Write("\x03") },
		"ctrl+\\":         func(s session, _ int) error { return s.Write("\x1c") },
		"ctrl+d":          func(s session, _ int) error { return s.Write("\x04") },
		"SIGTERM":         func(_ session, pid int) error { return syscall.Kill(pid, syscall.SIGTERM) },
		"kill -9":         func(_ session, pid int) error { return syscall.Kill(pid, syscall.SIGKILL) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, system, _ := prompted(t)
			s, program := besideAShell(t, command(t, home, nil, sendByNativeID...))
			s.expect(strings.TrimSpace(typeTheKey))
			if hidden, err := s.IsHidden(); err != nil || !hidden {
				t.Errorf("the terminal shows what is typed: %v", err)
			}
			if err := end(s, program()); err != nil {
				t.Fatal(err)
			}
			said := "nothing was sent"
			if name == "kill -9" {
				said = "deletecall ended without warning while it asked for a secret. Nothing was sent."
			}
			s.expect(said)
			mustShowTyping(t, s)
			if system.sent() > 0 {
				t.Error("it was sent")
			}
		})
	}
}

// A command that sends nothing asks, too, and is interrupted as any other.
func TestAnInterruptedDoctorShowsWhatIsTypedAgain(t *testing.T) {
	for name, key := range map[string]string{"ctrl+c": "\x03", "ctrl+\\": "\x1c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, _, _ := prompted(t)
			s, _ := besideAShell(t, command(t, home, nil, "doctor"))
			s.expect(strings.TrimSpace(typeTheKey))
			s.keys(key)
			s.expect("interrupted; the rest was not checked")
			mustShowTyping(t, s)
			if bytes.Contains(s.Bytes(), []byte("without warning")) {
				t.Errorf("%q", s.Bytes())
			}
		})
	}
}
