package e2e

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/simulator"
	"deletecall/testkit"
)

// fullPipe is a pipe that takes nothing more and that nobody reads.
func fullPipe(t *testing.T) *os.File {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close(); _ = writer.Close() })
	size, err := unix.FcntlInt(writer.Fd(), unix.F_GETPIPE_SZ, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writer.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	return writer
}

// waitForOutcome returns when the outcome of the only record is on record. Another process writes it and reports
// nothing, so this looks again and again, and leaves the processor to it in between.
func waitForOutcome(t *testing.T, home, outcome string) {
	t.Helper()
	again, end := time.NewTicker(20*time.Millisecond), time.After(patience)
	defer again.Stop()
	for {
		records := recorded(t, home)
		if len(records) == 1 && records[0].Outcome == outcome {
			return
		}
		select {
		case <-again.C:
		case <-end:
			t.Fatalf("recorded %+v, want %s", records, outcome)
		}
	}
}

func TestASignalEndsASendWhoseResultNobodyReads(t *testing.T) {
	for _, signal := range testkit.Some([]syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT}) {
		for name, test := range map[string]struct {
			id, outcome string
			code        int
		}{"accepted": {"TRS26140192", "accepted", 0}, "refused": {"nobody", "refused", 3}} {
			t.Run(signal.String()+", "+name, func(t *testing.T) {
				t.Parallel()
				home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
				sending := command(t, home, system.environ(), "send", "--native-id", test.id, "--yes", "--json")
				sending.Stdout = fullPipe(t)
				p := start(t, sending)
				waitForOutcome(t, home, test.outcome)
				if err := p.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				if code := p.exitCode(t); code != test.code {
					t.Errorf("exit code %d, want %d: %s", code, test.code, p.err.String())
				}
			})
		}
	}
}

// Records leave one by one. A person who sees what is wrong, and interrupts, must not
// get the exit code of an export that only was too long.
func TestAnInterruptedExportThatMetAChangedRecordSaysSo(t *testing.T) {
	const records = "2000" // more than pipe and buffers take
	for name, test := range map[string]struct {
		change string
		code   int
		says   string
	}{
		"changed": {"UPDATE event SET data = CAST(replace(CAST(canonical(data) AS TEXT), '2026-', '2025-') AS BLOB) WHERE number = " + records, 9, "1 record does not match the history; each of these places is marked: " + records},
		"whole":   {"", 130, "may have been written"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			path := filepath.Join(home, ".local/share/deletecall/history.db")
			if output, err := command(t, home, nil, "simulate", "--fill", records, "--history", path).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			forge(t, home, test.change)
			exporting := command(t, home, nil, "history", "export", "--format", "jsonl")
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			exporting.Stdout = writer
			p := start(t, exporting)
			_ = writer.Close()
			if _, err := reader.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			if err := p.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, reader)
			if code := p.exitCode(t); code != test.code || !strings.Contains(p.err.String(), test.says) || !strings.Contains(p.err.String(), "interrupted") {
				t.Errorf("exit code %d, want %d: %s", code, test.code, p.err.String())
			}
		})
	}
}

func TestASignalWhileNobodyReadsWaitsForTheOutcome(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	sending := command(t, home, server.environ(), "send", "--call-id", "1", "--yes")
	sending.Stdout, sending.Stderr = fullPipe(t), fullPipe(t)
	p := start(t, sending)
	server.waitForRequest(t)
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "pending" {
		t.Errorf("recorded %+v", records)
	}
	server.answer <- struct{}{}
	if code := p.exitCode(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	waitForOutcome(t, home, "accepted")
}

func TestASendThatNobodyReadsEndsAtItsTimeLimitAlsoWithoutASignal(t *testing.T) {
	t.Parallel()
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	sending := command(t, home, system.environ(), "send", "--native-id", "nobody", "--yes", "--timeout", inTime)
	sending.Stdout, sending.Stderr = fullPipe(t), fullPipe(t)
	if code := start(t, sending).exitCode(t); code != 3 {
		t.Errorf("exit code %d", code)
	}
	waitForOutcome(t, home, "refused")
}

func TestASignalEndsAListThatNobodyReads(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	if code := start(t, command(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--yes")).exitCode(t); code != 0 {
		t.Fatalf("send ended with %d", code)
	}
	listing := command(t, home, nil, "history", "list", "--json")
	listing.Stdout = fullPipe(t)
	p := start(t, listing)
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.exitCode(t)
}

func TestClosedStreamsCostNothing(t *testing.T) {
	for name, redirection := range map[string]string{"stdout": ">&-", "stderr": "2>&-", "both": ">&- 2>&-", "all": "<&- >&- 2>&-", "full": ">/dev/full 2>/dev/full"} {
		home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
		for id, want := range map[string]int{"TRS26140192": 0, "nobody": 3} {
			program := command(t, home, system.environ(), "send", "--native-id", id, "--yes")
			shell := exec.Command("sh", "-c", `exec "$0" "$@" `+redirection)
			shell.Args, shell.Env, shell.Dir = append(shell.Args, program.Args...), program.Env, program.Dir
			if code := start(t, shell).exitCode(t); code != want {
				t.Errorf("%s closed: %s ended with %d, want %d", name, id, code, want)
			}
		}
		if output, err := command(t, home, nil, "history", "verify").CombinedOutput(); err != nil || len(recorded(t, home)) != 2 {
			t.Errorf("%s closed: %v, %s", name, err, output)
		}
	}
}

func TestASignalEndsAConsoleThatNobodyReadsOrThatIsStopped(t *testing.T) {
	for _, signal := range testkit.Some([]syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT}) {
		for name, silence := range map[string]func(session) error{"nobody reads": session.StopReading, "stopped": session.Stop} {
			t.Run(signal.String()+", "+name, func(t *testing.T) {
				t.Parallel()
				home, server := t.TempDir(), startHeldServer(t)
				console := openConsole(t, home, server.environ())
				console.fill(deletion.CallID, "1", deletion.NoStatus)
				console.confirm("1")
				server.waitForRequest(t)
				if err := silence(console); err != nil {
					t.Fatal(err)
				}
				if err := console.Signal(signal); err != nil {
					t.Fatal(err)
				}
				server.answer <- struct{}{}
				if code, err := console.Wait(); err != nil || code != 0 {
					t.Errorf("it ended with %d, %v", code, err)
				}
				waitForOutcome(t, home, "accepted")
				if raw, err := console.IsRaw(); err != nil || raw {
					t.Errorf("the terminal was left raw (%v), %v", raw, err)
				}
			})
		}
	}
}

func TestATerminalThatIsReadAgainWasGivenBack(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	console := openConsole(t, home, system.environ())
	if err := console.StopReading(); err != nil {
		t.Fatal(err)
	}
	if err := console.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code, err := console.Wait(); err != nil || code != 0 {
		t.Errorf("it ended with %d, %v", code, err)
	}
	before := len(console.Bytes())
	console.GoOn()
	if err := console.WaitUntil("the terminal's screen as it was before", func(string) bool {
		return strings.Contains(string(console.Bytes()[before:]), "\x1b[?1049l")
	}); err != nil {
		t.Error(err)
	}
}
