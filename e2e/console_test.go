package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"deletecall/deletion"
	"deletecall/e2e/terminal"
	"deletecall/simulator"
	"deletecall/testkit"
)

// session is a person at the console, in a real pseudo-terminal.
type session struct {
	*terminal.Terminal
	t testing.TB
}

func openConsole(t testing.TB, home string, environ []string, args ...string) session {
	t.Helper()
	return onTerminal(t, command(t, home, environ, args...))
}

// onTerminal starts a command that opens the console, and waits for the form.
func onTerminal(t testing.TB, console *exec.Cmd) session {
	t.Helper()
	term, err := terminal.Start(console, 80, 24)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Close)
	s := session{term, t}
	s.expect("Find ", "apiKey=") // what a warning leaves no room for is written shorter
	if err := s.WaitUntil("the terminal to have been asked", func(string) bool {
		written := string(s.Bytes())
		return strings.Contains(written, "\x1b]11;?") && strings.Contains(written, "\x1b[?u")
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s session) expect(texts ...string) {
	s.t.Helper()
	if err := s.WaitFor(texts...); err != nil {
		s.t.Fatal(err)
	}
}

func (s session) keys(keys string) {
	s.t.Helper()
	if err := s.Write(keys); err != nil {
		s.t.Fatal(err)
	}
}

// keysSay types keys, and waits for what they let the program say, for a moment at least.
func (s session) keysSay(keys, text string) {
	s.t.Helper()
	said := s.Watch(text)
	s.keys(keys)
	if err := said(); err != nil {
		s.t.Fatal(err)
	}
}

const (
	enter = "\r"
	tab   = "\t"
	up    = "\x1b[A"
	down  = "\x1b[B"
	right = "\x1b[C"
	esc   = "\x1b"
	f2    = "\x1bOQ"
	ctrlC = "\x03"
)

// fill writes the form for one deletion, beginning at the identifier's field of
// the empty form.
func (s session) fill(identifierType deletion.IdentifierType, identifier string, status deletion.Status) {
	s.t.Helper()
	for i, row := range deletion.Identifiers() {
		if row.Type == identifierType && i > 0 {
			s.keys(up + strings.Repeat(right, i) + tab) // to the types, through them, and back
		}
	}
	s.keys(identifier)
	s.expect(identifier)
	for i, row := range deletion.StatusCombinations() {
		if row.Status == status {
			s.keys(tab + strings.Repeat(right, i))
			s.expect("status=" + string(status))
		}
	}
}

// confirm goes through the confirmation as a person does: it reads first.
func (s session) confirm(identifier string) {
	s.t.Helper()
	s.keys(enter)
	s.expect("Delete this conversation?", identifier, "apiKey=••••c3c8")
	s.confirmShown()
}

// confirmShown reads the confirmation that is shown, and confirms it.
func (s session) confirmShown() {
	s.t.Helper()
	s.expectRead()
	s.keys("y")
}

// expectRead waits for the end of the confirmation's reading time. A screen is drawn from top to bottom:
// it is whole when its last line says how to cancel, and no longer how to skip the look-up.
func (s session) expectRead() {
	s.t.Helper()
	if err := s.WaitUntil("the reading time's end", func(screen string) bool {
		screen = strings.TrimRight(screen, "\n")
		last := screen[strings.LastIndex(screen, "\n")+1:]
		isWhole := strings.Contains(last, "cancel") && !strings.Contains(last, "skip")
		return isWhole && !strings.Contains(screen, "Please read this") && !strings.Contains(screen, "Looking up")
	}); err != nil {
		s.t.Fatal(err)
	}
}

func (s session) quit(wantCode int) {
	s.t.Helper()
	s.keys(ctrlC)
	if code, err := s.Wait(); err != nil || code != wantCode {
		s.t.Errorf("it ended with %d, %v: %q", code, err, lastOf(s.Bytes()))
	}
}

func TestAPersonDeletesByEachOfTheSelectorsAndFindsItAfterARestart(t *testing.T) {
	for _, row := range deletion.Identifiers() {
		t.Run(string(row.Type), func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			console := openConsole(t, home, system.environ())
			status := deletion.NoStatus
			if row.TakesStatus {
				status = deletion.Last
			}
			console.fill(row.Type, row.Example, status)
			console.confirm(row.Example)
			console.expect("✓ Deleted", "Record     1")
			console.quit(0)
			if len(system.Deleted()) != 1 || system.sent() != 1 {
				t.Errorf("%d deleted, %d requests", len(system.Deleted()), system.sent())
			}
			again := openConsole(t, home, system.environ())
			again.keys(f2)
			again.expect("1 of 1 record", "✓ accepted")
			again.keys(enter)
			again.expect("Result", string(row.Example))
			again.quit(0)
		})
	}
}

func TestAPersonTriesEachStatusCombination(t *testing.T) {
	for _, row := range deletion.StatusCombinations() {
		t.Run(string(row.Status), func(t *testing.T) {
			t.Parallel()
			// Where nothing can be looked up, the status is sent as typed.
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1, Window: 1, LookUps: simulator.LookUps{Missing: true}})
			system.Begin(simulator.Call{CallID: "going-on", From: "8899", To: "4001"})
			console := openConsole(t, home, system.environ())
			console.fill(deletion.Extension, "8899", row.Status)
			console.confirm("8899")
			switch row.Status {
			case deletion.Last, deletion.Next:
				console.expect("✗ Nothing was deleted", "-50")
			case deletion.LastOngoing:
				console.expect("✓ Deleted, or marked for deletion")
			default:
				console.expect("✓ Marked for deletion.")
			}
			console.quit(0)
			requests := system.Requests()
			if system.sent() != 1 || !strings.Contains(fmt.Sprintf("%+v", requests[len(requests)-1]), string(row.Status)) {
				t.Errorf("arrived: %+v", requests)
			}
		})
	}
}

func TestCancellingSendsNothingAndRecordsNothing(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	console.fill(deletion.CallID, "a8343631-9f35-4a3a-83f0-9e81592339fb", deletion.NoStatus)
	console.keys(enter)
	console.expect("Delete this conversation?", "[ Cancel ]")
	console.keys(esc)
	console.expect("Cancelled; nothing was sent.", "a8343631-9f35-4a3a-83f0-9e81592339fb")
	console.keys(f2)
	console.expect("0 of 0 records")
	console.quit(0)
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

func TestAPasteOfYesNeverConfirms(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.keys(enter)
	console.expect("Delete this conversation?")
	console.keys("\x1b[200~y\r\x1b[201~")
	console.expect("Pasting does not confirm")
	console.keys("\t\ry\r\ty\r") // a terminal that does not mark a paste
	console.keys(esc)
	console.expect("Cancelled; nothing was sent.")
	console.quit(0)
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

func TestAListPastedFromATicketIsConfirmedOneByOne(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	console.keys("\x1b[200~8856\r\n8857,\tBudapest\r\n\r\n8856\r\n\x1b[201~")
	console.expect("Queue: 0 of 2 done, next 8856", "left out")
	console.keys(enter)
	console.expect("Delete this conversation? 1 of 2", "8856")
	console.confirmShown()
	console.expect("Record     1", "Queue: 1 of 2 done, next 8857")
	console.keys(ctrlC)
	console.expect("1 of 2 in the queue is not done.")
	console.quit(0)
	if system.sent() != 1 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

func TestQuittingWaitsForTheOutcomeAndTellsIt(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := openConsole(t, home, server.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("1")
	server.waitForRequest(t)
	console.keys(ctrlC)
	console.expect("is in progress; waiting for its outcome")
	console.keys(ctrlC)
	server.answer <- struct{}{}
	if code, err := console.Wait(); err != nil || code != 0 {
		t.Errorf("it ended with %d, %v", code, err)
	}
	console.expect("record 1: Deleted")
	if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "accepted" {
		t.Errorf("recorded %+v", records)
	}
}

// loseTerminal hangs up while a request waits for its answer: the console records the outcome, and ends.
func loseTerminal(t *testing.T, console session, home string, server *heldServer) {
	t.Helper()
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("1")
	server.waitForRequest(t)
	if err := console.HangUp(); err != nil {
		t.Fatal(err)
	}
	server.answer <- struct{}{}
	if _, err := console.Wait(); err != nil {
		t.Error(err)
	}
	if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "accepted" {
		t.Errorf("recorded %+v", records)
	}
}

func TestALostTerminalDoesNotCostTheOutcome(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := openConsole(t, home, server.environ())
	loseTerminal(t, console, home, server)
}

// Where the leader of its session ignores SIGHUP, as strace does, the system tells a console of a
// lost terminal by nothing but the end of the input.
func TestALostTerminalEndsTheConsoleWithoutASignal(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh")
	}
	home, server := t.TempDir(), startHeldServer(t)
	inShell := command(t, home, server.environ())
	inShell.Path, inShell.Args = shell, append([]string{"sh", "-c", `trap "" HUP; "$@"; true`, "sh"}, inShell.Args...)
	console := onTerminal(t, inShell)
	loseTerminal(t, console, home, server)
}

func TestEverySignalLetsTheConsoleRecordTheOutcome(t *testing.T) {
	for _, signal := range testkit.Some([]syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP}) {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			home, server := t.TempDir(), startHeldServer(t)
			console := openConsole(t, home, server.environ())
			console.fill(deletion.CallID, "1", deletion.NoStatus)
			console.confirm("1")
			server.waitForRequest(t)
			if err := console.Signal(signal); err != nil {
				t.Fatal(err)
			}
			console.expect("waiting for its outcome")
			server.answer <- struct{}{}
			if code, err := console.Wait(); err != nil || code != 0 {
				t.Errorf("it ended with %d, %v", code, err)
			}
			if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "accepted" {
				t.Errorf("recorded %+v", records)
			}
		})
	}
}

func TestAnInterruptedDeletionIsTheFirstThingOnTheNextScreen(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := openConsole(t, home, server.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("1")
	server.waitForRequest(t)
	if err := console.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_, _ = console.Wait()
	again := openConsole(t, home, server.environ())
	again.expect("1 unknown outcome to settle")
	again.keys(f2)
	again.expect("? unknown")
	again.keys("s")
	again.expect("What did you find?")
	again.keys("looked in Verba" + down + right + enter)
	again.expect("Record 1 is settled. Deleted: no longer in Verba.")
	again.expect("?→ deleted")
	if err := again.WaitUntil("no warning", func(screen string) bool { return !strings.Contains(screen, "to settle") }); err != nil {
		t.Error(err)
	}
	again.quit(0)
}

func TestTheDemonstrationNeedsNothing(t *testing.T) {
	home := t.TempDir()
	console := openConsole(t, home, nil, "--demo")
	console.expect("practice", "nothing here is real")
	console.keys("8856")
	console.confirm("8856")
	console.expect("✓ Deleted.")
	console.keys(f2)
	console.expect("1 of 1 record")
	console.quit(0)
}

func TestAScriptOnATerminalIsAskedToo(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	for _, test := range []struct {
		key  string
		code int
		sent int
	}{{esc, 130, 0}, {ctrlC, 130, 0}, {"y", 0, 1}} {
		term, err := terminal.Start(command(t, home, system.environ(), "send", "--native-id", "TRS26140192"), 80, 24)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(term.Close)
		person := session{term, t}
		person.expect("Delete this conversation?", "TRS26140192")
		person.expectRead()
		person.keys(test.key)
		if code, err := person.Wait(); err != nil || code != test.code || system.sent() != test.sent {
			t.Errorf("%q: it ended with %d, %v; %d requests; want %d and %d", test.key, code, err, system.sent(), test.code, test.sent)
		}
	}
}

// lastOf is the end of what a program wrote: where it says why it ended.
func lastOf(written []byte) []byte { return written[max(0, len(written)-500):] }
