package e2e

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"deletecall/deletion"
	"deletecall/e2e/terminal"
	"deletecall/simulator"
)

func TestNoSizeOfATerminalCostsLifeOrMemory(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	for range 200 {
		for _, size := range [][2]int{{1, 1}, {0, 0}, {65535, 65535}, {3, 65535}, {65535, 2}, {40, 12}} {
			if err := console.ResizeTerminal(size[0], size[1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := console.Resize(80, 24); err != nil {
		t.Fatal(err)
	}
	console.keys("8856")
	console.expect("8856")
	if peak := peakMemory(t, console.Process()); peak > 200<<20 {
		t.Errorf("it took %d MiB", peak>>20)
	}
	console.quit(0)
}

func TestATerminalThatIsHugeAtTheStartIsRefused(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	for _, args := range [][]string{nil, {"--demo"}, {"send", "--native-id", "TRS26140192"}} {
		shell := exec.Command("sh", "-c", `stty cols 65535 rows 65535; exec "$0" "$@"`)
		program := command(t, home, system.environ(), args...)
		shell.Args, shell.Env, shell.Dir = append(shell.Args, program.Args...), program.Env, program.Dir
		term, err := terminal.Start(shell, 80, 24)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(term.Close)
		if code, err := term.Wait(); err != nil || code != 2 {
			t.Errorf("%v: it ended with %d, %v: %s", args, code, err, term.Bytes())
		}
		if err := term.WaitUntil("the reason", func(string) bool { return strings.Contains(string(term.Bytes()), "65535x65535 cells") }); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

// peakMemory is the most memory that a process ever held, in bytes.
func peakMemory(t *testing.T, pid int) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		t.Skip("this system has no /proc")
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kilobytes << 10
		}
	}
	t.Fatal("the process does not report its memory")
	return 0
}

func TestAStoppedConsoleGoesOnWhereItWas(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := openConsole(t, home, server.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("1")
	server.waitForRequest(t)
	for _, signal := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		if err := console.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	server.answer <- struct{}{}
	console.expect("✓ Deleted")
	console.quit(0)
}

func TestAConsoleThatWasStoppedTakesTheTerminalBackFromTheShell(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := openConsole(t, home, server.environ())
	console.keys("88")
	console.expect("extension=88")
	if err := console.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if err := console.Cook(); err != nil { // as a shell does, which also writes over the screen
		t.Fatal(err)
	}
	before := len(console.Bytes())
	if err := console.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := console.WaitUntil("the screen again", func(string) bool {
		return strings.Contains(string(console.Bytes()[before:]), "Find the conversation by")
	}); err != nil {
		t.Fatal(err)
	}
	console.keys("56") // without the line's end that a shell's modes wait for
	console.expect("extension=8856")
	console.quit(0)
}

// inShell is a console under a shell that brings it back as soon as it has stopped.
func inShell(t *testing.T, home string, environ []string) session {
	t.Helper()
	program := command(t, home, environ)
	shell := exec.Command("sh", "-mc", program.Path+"; echo stopped; fg")
	shell.Env, shell.Dir = program.Env, program.Dir
	term, err := terminal.Start(shell, 80, 24)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Close)
	console := session{term, t}
	console.expect("Find the conversation by", "apiKey=")
	return console
}

func (s session) ctrlZ() {
	s.t.Helper()
	s.keys("\x1a")
	if err := s.WaitUntil("the shell to have had the terminal", func(string) bool {
		return strings.Contains(string(s.Bytes()), "stopped")
	}); err != nil {
		s.t.Fatal(err)
	}
}

func TestCtrlZGoesToTheShellAndBack(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := inShell(t, home, server.environ())
	console.keys("8856")
	console.expect("8856")
	console.ctrlZ()
	console.expect("8856", "Find the conversation by")
	console.keys("7")
	console.expect("88567")
	console.quit(0)
}

func TestCtrlZWhileARequestIsUnderWayCostsNothing(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := inShell(t, home, server.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("1")
	server.waitForRequest(t)
	console.ctrlZ()
	console.expect("Sending to")
	server.answer <- struct{}{}
	console.expect("✓ Deleted")
	console.quit(0)
	waitForOutcome(t, home, "accepted")
	if server.requests() != 1 {
		t.Errorf("%d requests arrived", server.requests())
	}
}

func TestCtrlZWithoutAShellSaysSoAndGoesOn(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := openConsole(t, home, server.environ())
	console.keys("8856\x1a")
	console.expect("8856", "no shell to return to")
	console.quit(0)
}

func TestTheTerminalIsGivenBackAsItWas(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	for name, end := range map[string]func(session){
		"quit":    func(s session) { s.keys(ctrlC) },
		"SIGTERM": func(s session) { _ = s.Signal(syscall.SIGTERM) },
	} {
		console := openConsole(t, home, system.environ())
		end(console)
		if code, err := console.Wait(); err != nil || code != 0 {
			t.Errorf("%s: it ended with %d, %v", name, code, err)
		}
		written := string(console.Bytes())
		for _, sequence := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"} {
			if !strings.Contains(written[strings.LastIndex(written, "\x1b[?1049h")+1:], sequence) {
				t.Errorf("%s: %q was not written", name, sequence)
			}
		}
	}
}

func TestAFullOutputDoesNotCostTheRecord(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	home, server := t.TempDir(), startHeldServer(t)
	sending := command(t, home, server.environ(), "send", "--call-id", "1", "--yes")
	sending.Stdout = full
	p := start(t, sending)
	server.waitForRequest(t)
	server.answer <- struct{}{}
	if code := p.exitCode(t); code != 0 || !strings.Contains(p.err.String(), "could not be written") {
		t.Errorf("an accepted deletion ended with %d and wrote %q", code, p.err.String())
	}
	if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "accepted" {
		t.Errorf("recorded %+v", records)
	}
}
