package e2e

import (
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/simulator"
)

func TestALateAnswerOfTheTerminalThatIsTornDoesNotConfirm(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	for begin, rest := range map[string]string{"\x1b[?2026;2$": "y", "\x1b[<0;4;18": "y", "\x1bP1$r": "y\x1b\\", "\x1b]11;": "y\a"} {
		console := openConsole(t, home, system.environ())
		console.fill(deletion.CallID, "1", deletion.NoStatus)
		console.keys(enter)
		console.expect("Delete this conversation?", "One moment")
		console.keys(begin)
		// The reading time is longer than anybody's patience with a sequence.
		if err := console.WaitUntil("the reading time's end", func(screen string) bool { return !strings.Contains(screen, "One moment") }); err != nil {
			t.Fatal(err)
		}
		console.keys(rest + tab) // a y that had confirmed would be too fast now
		console.expect("[ Delete ]")
		if strings.Contains(console.Screen(), "Too fast") {
			t.Errorf("%q was taken for a key behind %q:\n%s", rest, begin, console.Screen())
		}
		console.quit(0)
	}
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

func TestWhatAPasteMustNotHoldIsRefusedAndNotLost(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	for pasted, refusal := range map[string][2]string{"8\x9b856": {"character 2", `\x9b`}, "88\x1b[31m56": {"character 3", `\x1b`}, "885\u009b6": {"character 4", `\u009b`}} {
		console.keys("\x1b[200~" + pasted + "\x1b[201~")
		console.expect("not pasted: its "+refusal[0], refusal[1])
	}
	console.keys("\x1b[200~8856\x1b[201~")
	console.expect("extension=8856")
	console.quit(0)
}

func TestEscAndCtrlCEndAPasteThatHasNoEnd(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	console.keys("\x1b[200~8856\r")
	console.keys(esc)
	console.expect("not pasted: its character 5", `\r`)
	console.keys("8856")
	console.expect("extension=8856")
	console.keys("\x1b[200~7\r")
	console.quit(0)
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}
