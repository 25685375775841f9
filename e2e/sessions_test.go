package e2e

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"deletecall/cli"
	"deletecall/deletion"
	"deletecall/e2e/terminal"
	"deletecall/simulator"
)

// desk is a console in this process, and the person at its terminal.
type desk struct {
	session
	ended chan error
	said  *bytes.Buffer // on standard error; to be read when it has ended
}

// sitDown opens a console for an operator, as an SSH server would: nothing of it comes
// from this process.
func sitDown(t *testing.T, operator string, environ []string) desk {
	t.Helper()
	shown, pipe := terminal.Open(80, 24)
	d := desk{session{shown, t}, make(chan error, 1), new(bytes.Buffer)}
	program := cli.Program{
		In: pipe, Out: pipe, Err: d.said, Now: time.Now, Environ: environ,
		Operator: func(string) deletion.Operator { return deletion.Operator{Name: operator, SSHKey: "SHA256:" + operator} },
	}
	go func() {
		err := program.Run(context.Background())
		_ = pipe.Close()
		d.ended <- err
	}()
	if err := d.WaitFor("Find the conversation by", operator); err != nil {
		_ = pipe.Close()
		t.Fatalf("%v\nit ended with %v, and said %s", err, <-d.ended, d.said)
	}
	return d
}

func (d desk) leave() {
	d.t.Helper()
	d.keys(ctrlC)
	if err := <-d.ended; err != nil {
		d.t.Errorf("it ended with %v", err)
	}
}

// Two people at two consoles in one process share the history, and nothing else.
func TestTwoConsolesInOneProcessShareOnlyTheHistory(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	system.AddCall(simulator.Call{CallID: "b8343631-9f35-4a3a-83f0-9e81592339fb", MeetingID: "MEET42", From: "4002", To: "4003"})
	environ := append(system.environ(), "HOME="+home, "TZ=UTC", "LANG=C.UTF-8")
	alice := sitDown(t, "alice", append(environ, "TERM=xterm-256color", "COLORTERM=truecolor"))
	bob := sitDown(t, "bob", append(environ, "TERM=xterm-256color", "NO_COLOR=1"))

	alice.fill(deletion.Extension, "8856", deletion.Last)
	bob.fill(deletion.MeetingID, "MEET42", deletion.NoStatus)
	if screen := bob.Screen(); strings.Contains(screen, "extension=8856") || strings.Contains(screen, "alice") {
		t.Errorf("bob sees alice's work:\n%s", screen)
	}
	alice.confirm("8856")
	alice.expect("✓ Deleted", "Record     1")
	if screen := bob.Screen(); strings.Contains(screen, "Deleted") || !strings.Contains(screen, "meetingID=MEET42") {
		t.Errorf("bob sees alice's result:\n%s", screen)
	}
	bob.confirm("MEET42")
	bob.expect("Record     2")
	if screen := alice.Screen(); strings.Contains(screen, "Record     2") || strings.Contains(screen, "bob") {
		t.Errorf("alice sees bob's result:\n%s", screen)
	}
	alice.leave()

	bob.keys(f2)
	bob.expect("2 of 2 records", "alice", "bob")
	bob.leave()
	if !strings.Contains(string(alice.Bytes()), "38;5;") || strings.Contains(string(bob.Bytes()), "38;5;") {
		t.Error("a console draws with the colours of another one's environment")
	}
	if said := alice.said.String() + bob.said.String(); said != "" {
		t.Errorf("they say %s", said)
	}
	wantOperators(t, environ, "alice", "bob")
}

// wantOperators reads the history with a third program, and looks for who recorded what.
func wantOperators(t *testing.T, environ []string, operators ...string) {
	t.Helper()
	var out, said bytes.Buffer
	program := cli.Program{Args: []string{"history", "list", "--json", "--reverse"}, In: strings.NewReader(""), Out: &out, Err: &said, Now: time.Now, Environ: environ}
	if err := program.Run(context.Background()); err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(operators) {
		t.Fatalf("%d records:\n%s", len(lines), out.String())
	}
	for i, operator := range operators {
		if !strings.Contains(lines[i], `"operator":"`+operator+`"`) || !strings.Contains(lines[i], `"outcome":"accepted"`) {
			t.Errorf("record %d is not %s's: %s", i+1, operator, lines[i])
		}
	}
}
