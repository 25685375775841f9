package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/simulator"
	"deletecall/testkit"
)

// process is a command of the program under way.
type process struct {
	*exec.Cmd
	out, err bytes.Buffer
	ended    chan struct{}
}

func start(t *testing.T, command *exec.Cmd) *process {
	t.Helper()
	p := &process{Cmd: command, ended: make(chan struct{})}
	if command.Stdout == nil {
		command.Stdout = &p.out
	}
	command.Stderr = &p.err
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = command.Wait(); close(p.ended) }()
	t.Cleanup(func() { _ = command.Process.Kill(); <-p.ended })
	return p
}

func (p *process) exitCode(t *testing.T) int {
	t.Helper()
	select {
	case <-p.ended:
		return p.ProcessState.ExitCode()
	case <-time.After(patience):
		t.Fatalf("the process has not ended; it wrote %s%s", p.out.String(), p.err.String())
		return 0
	}
}

type recordOnPaper struct {
	Number  int64  `json:"number"`
	Outcome string `json:"outcome"`
	Cause   string `json:"cause"`
}

// recorded reads the history as a script does.
func recorded(t *testing.T, home string) []recordOnPaper {
	t.Helper()
	code, output, said := inThisProcess(t, home, nil, "history", "list", "--json")
	if code != 0 {
		t.Fatalf("history list ended with %d: %s", code, said)
	}
	var records []recordOnPaper
	for line := range strings.Lines(string(output)) {
		var record recordOnPaper
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		records = append(records, record)
	}
	return records
}

func TestAnEndingSignalWaitsForTheOutcome(t *testing.T) {
	for _, signal := range testkit.Some([]syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT}) {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			home, server := t.TempDir(), startHeldServer(t)
			p := start(t, command(t, home, server.environ(), "send", "--call-id", "1", "--yes"))
			server.waitForRequest(t)
			if err := p.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			server.answer <- struct{}{}
			if code := p.exitCode(t); code != 0 {
				t.Errorf("exit code %d, stderr %s", code, p.err.String())
			}
			if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "accepted" {
				t.Errorf("recorded %+v", records)
			}
			if server.requests() != 1 {
				t.Errorf("%d requests arrived", server.requests())
			}
		})
	}
}

// moveHistory takes the history away while a request is under way.
func moveHistory(t *testing.T, home string) {
	t.Helper()
	path := filepath.Join(home, ".local", "share", "deletecall", "history.db")
	if err := os.Rename(path, path+".elsewhere"); err != nil {
		t.Fatal(err)
	}
}

func TestAnOutcomeThatCouldNotBeRecordedIsSaidWhateverItIs(t *testing.T) {
	for name, answer := range map[string]string{
		"Deleted":              success,
		"Nothing was deleted":  strings.Replace(success, `code="0"`, `code="-50"`, 1),
		"It is not known whet": "no XML",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				moveHistory(t, home)
				_, _ = io.WriteString(w, answer)
			}))
			defer server.Close()
			p := start(t, command(t, home, []string{"DELETECALL_URL=" + server.URL, "DELETECALL_API_KEY=" + apiKey},
				"send", "--call-id", "1", "--yes"))
			code := p.exitCode(t)
			if code != 10 || !strings.Contains(p.out.String(), name) || !strings.Contains(p.err.String(), "could not be written to the history") {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, p.out.String(), p.err.String())
			}
		})
	}
}

func TestTheConsoleSaysAtItsEndThatAnOutcomeCouldNotBeRecorded(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := openConsole(t, home, server.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("1")
	server.waitForRequest(t)
	moveHistory(t, home)
	console.keys(ctrlC)
	console.expect("is in progress; waiting for its outcome")
	server.answer <- struct{}{}
	if code, err := console.Wait(); err != nil || code != 10 {
		t.Errorf("it ended with %d, %v; want 10", code, err)
	}
	console.expect("record 1: Deleted", "could not be written to the history")
}

func TestAReaderWhoWentAwayDoesNotCostTheRecord(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	sending := command(t, home, server.environ(), "send", "--call-id", "1", "--yes")
	sending.Stdout = writer
	p := start(t, sending)
	server.waitForRequest(t)
	_ = reader.Close()
	_ = writer.Close()
	server.answer <- struct{}{}
	p.exitCode(t)
	if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "accepted" {
		t.Errorf("recorded %+v", records)
	}
}

// Where nothing needs an end of its own, ctrl+\ ends a command as ctrl+c does: not with the stacks of
// Go's runtime, nor with the code of a crash.
func TestQuittingACommandThatReadsIsNoCrash(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	if output, err := command(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--yes").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	reading := command(t, home, nil, "history", "verify", "--checkpoint", "-")
	input, err := reading.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p := start(t, reading)
	if _, err := input.Write(bytes.Repeat([]byte("\n"), 1<<18)); err != nil { // more than a pipe takes: it is being read
		t.Fatal(err)
	}
	if err := p.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	p.exitCode(t)
	if state := p.ProcessState.Sys().(syscall.WaitStatus); !state.Signaled() || state.Signal() != syscall.SIGINT || p.err.Len() > 0 {
		t.Errorf("%v\n%s", p.ProcessState, p.err.String())
	}
}

// unread runs a command whose standard output nobody reads any more.
func unread(t *testing.T, home string, environ []string, args ...string) (code int, said string) {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = reader.Close()
	defer writer.Close()
	var messages bytes.Buffer
	running := command(t, home, environ, args...)
	running.Stdout, running.Stderr = writer, &messages
	if err := running.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return running.ProcessState.ExitCode(), messages.String() // -1 where a signal ended it
}

func TestACommandWhoseReaderWentAwayEndsQuietly(t *testing.T) {
	home, system := t.TempDir(), startOfficeOf(t, 3, simulator.LookUps{})
	for _, id := range []string{"found-0", "found-1"} {
		if output, err := command(t, home, system.environ(), "send", "--call-id", id, "--yes").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
	}
	for _, args := range []string{
		"search --number 8857", "lookup --call-id found-2", "history list", "history list --json", "history show 1", "history log", "history stats",
		"history export", "history export --format xlsx", "history verify", "history checkpoint", "history prove 1", "history certificate 1",
		"hold list", "config paths", "doctor", "version", "--help", "help history", "completion bash", "completion fish", "completion zsh",
	} {
		t.Run(args, func(t *testing.T) {
			if code, said := unread(t, home, system.environ(), strings.Fields(args)...); code != 141 || said != "" {
				t.Errorf("exit code %d\n%s", code, said)
			}
		})
	}
}

// A command reports what it has done or found, even when nobody reads standard output.
func TestWhatWasDoneIsSaidThoughTheReaderWentAway(t *testing.T) {
	home, system := t.TempDir(), startOfficeOf(t, 2, simulator.LookUps{})
	for _, test := range []struct {
		args string
		code int
		says string
	}{
		{"send --call-id found-0 --yes", 0, "record 1 holds the result"},
		{"hold add --extension 8801 --owner legal --reason claim --json", 141, "hold 1: extension 8801 is held for legal"},
		{"history recheck 1", 0, "record 1 holds what was found"},
	} {
		if code, said := unread(t, home, system.environ(), strings.Fields(test.args)...); code != test.code || !strings.Contains(said, test.says) {
			t.Errorf("%s: exit code %d, want %d\n%s", test.args, code, test.code, said)
		}
	}
	if err := os.Chmod(filepath.Join(home, ".local/share/deletecall/history.db"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"history verify", "doctor"} {
		if code, said := unread(t, home, system.environ(), strings.Fields(args)...); code != 9 || said == "" {
			t.Errorf("%s: exit code %d, want 9\n%s", args, code, said)
		}
	}
}

func TestAKilledProcessLeavesAnUnknownOutcome(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	p := start(t, command(t, home, server.environ(), "send", "--call-id", "1", "--yes"))
	server.waitForRequest(t)
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	p.exitCode(t)
	for range 2 { // the second start finds it as the first one left it
		records := recorded(t, home)
		if len(records) != 1 || records[0].Outcome != "unknown" || records[0].Cause != "interrupted" {
			t.Errorf("recorded %+v", records)
		}
	}
}

func TestASecondDeletionOfTheSameTargetIsRefusedWhileTheFirstIsUnderWay(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	first := start(t, command(t, home, server.environ(), "send", "--extension", "8856", "--status", "last", "--yes"))
	server.waitForRequest(t)

	if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "pending" {
		t.Errorf("a start while another process sends made of it %+v", records)
	}
	second := start(t, command(t, home, server.environ(), "send", "--extension", "8856", "--status", "last", "--yes"))
	if code := second.exitCode(t); code != 5 || !strings.Contains(second.err.String(), "has been deleting this since") {
		t.Errorf("exit code %d, stderr %s", code, second.err.String())
	}
	other := start(t, command(t, home, server.environ(), "send", "--extension", "8857", "--status", "last", "--yes"))
	server.waitForRequest(t)
	server.answer <- struct{}{}
	server.answer <- struct{}{}
	if code := first.exitCode(t); code != 0 {
		t.Errorf("the first ended with %d: %s", code, first.err.String())
	}
	if code := other.exitCode(t); code != 0 {
		t.Errorf("another target was prevented: %d, %s", code, other.err.String())
	}
	if server.requests() != 2 {
		t.Errorf("%d requests arrived", server.requests())
	}
}

func TestTheTimeLimitEndsTheProcess(t *testing.T) {
	t.Parallel()
	home, server := t.TempDir(), startHeldServer(t)
	p := start(t, command(t, home, server.environ(), "send", "--call-id", "1", "--yes", "--timeout", inTime))
	if code := p.exitCode(t); code != 7 {
		t.Errorf("exit code %d, stderr %s", code, p.err.String())
	}
	if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "unknown" || records[0].Cause != "time" {
		t.Errorf("recorded %+v", records)
	}
}

func TestAHistoryThatCannotBeWrittenMeansThatNothingIsSent(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	if err := os.WriteFile(home+"/history.db", []byte("this is not a database, and longer than a header would be, much longer than one hundred bytes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, command(t, home, server.environ(), "send", "--call-id", "1", "--yes", "--history", home+"/history.db"))
	if code := p.exitCode(t); code != 8 || !strings.Contains(p.err.String(), home+"/history.db") {
		t.Errorf("exit code %d, stderr %s", code, p.err.String())
	}
	if server.requests() != 0 {
		t.Errorf("%d requests arrived", server.requests())
	}
}

func TestTheKeyIsInNoArgumentNoOutputAndNoFile(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	p := start(t, command(t, home, server.environ(), "send", "--call-id", "1", "--yes", "--json"))
	server.waitForRequest(t)
	arguments, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.Process.Pid))
	if err != nil {
		t.Skip("this system has no /proc")
	}
	server.answer <- struct{}{}
	p.exitCode(t)
	seen := string(arguments) + p.out.String() + p.err.String()
	files, err := exec.Command("sh", "-c", "find '"+home+"' -type f -exec cat {} +").Output()
	if err != nil || len(files) == 0 {
		t.Fatalf("can't read the files: %v", err)
	}
	if strings.Contains(seen+string(files), apiKey) {
		t.Error("the API key was left somewhere")
	}
}
