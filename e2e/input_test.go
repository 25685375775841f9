package e2e

import (
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
		console.expect("Delete this conversation?")
		console.keys(begin)
		console.expectRead()
		console.keysSay(rest, "Please read this")
		console.expectRead() // what was torn begins the reading time again
		console.keys(tab)
		console.expect("[ Delete")
		console.quit(0)
	}
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

func TestAKeyThatComesWithSomethingTornDoesNotConfirm(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.keys(enter)
	console.expect("Delete this conversation?")
	for _, bytes := range []string{"\xc2y", "\x85y", "y\xc2", "\xc2\x85y", "\xffy", "\x1bO\ry"} {
		console.expectRead()
		console.keysSay(bytes, "Please read this")
	}
	console.quit(0)
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

func TestWhatAPasteMustNotHoldIsRefusedAndNotLost(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	for pasted, refusal := range map[string][2]string{"8\x9b856": {"character 2", `\x9b`}, "88\x1b[31m56": {"character 3", `\x1b`}, "885\u009b6": {"character 4", `\u009b`}} {
		console.keys("\x1b[200~" + pasted + "\x1b[201~")
		console.expect("Not pasted: "+refusal[0], refusal[1])
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
	console.expect(`Not pasted: character 6 is \x1b`)
	console.keys("8856")
	console.expect("extension=8856")
	console.keys("\x1b[200~7\r")
	console.quit(0)
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}
