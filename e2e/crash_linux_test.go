package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"deletecall/deletion"
	"deletecall/e2e/terminal"
	"deletecall/simulator"
	"deletecall/testkit"
)

func TestACrashIsNotToldAsNothingWasSent(t *testing.T) {
	for name := range crashes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, server := t.TempDir(), startHeldServer(t)
			// The limit on core files is as high as it can be.
			sending := command(t, home, append(server.environ(), "CRASH="+name), "send", "--call-id", "1", "--yes")
			shell := exec.Command("sh", "-c", `ulimit -c $(ulimit -H -c); exec "$0" "$@"`)
			shell.Args, shell.Env, shell.Dir = append(shell.Args, sending.Args...), sending.Env, sending.Dir
			p := start(t, shell)
			server.waitForRequest(t)
			if err := p.Process.Signal(syscall.SIGUSR2); err != nil {
				t.Fatal(err)
			}
			p.exitCode(t)
			status := p.ProcessState.Sys().(syscall.WaitStatus)
			if !status.Signaled() || status.Signal() != syscall.SIGABRT || status.CoreDump() {
				t.Errorf("it ended with %s, not by SIGABRT; stderr %.300s", p.ProcessState, p.err.String())
			}
			if strings.Contains(p.out.String()+p.err.String(), apiKey) {
				t.Error("the key was printed")
			}
			if cores, _ := filepath.Glob(filepath.Join(home, "*core*")); len(cores) > 0 {
				t.Errorf("core files: %v", cores)
			}
			if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "unknown" || records[0].Cause != "interrupted" {
				t.Errorf("recorded %+v", records)
			}
		})
	}
}

func TestAFatalSignalFromOutsideWaitsForTheOutcome(t *testing.T) {
	for _, signal := range testkit.Some([]syscall.Signal{
		syscall.SIGABRT, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGSEGV, syscall.SIGSYS, syscall.SIGTRAP, syscall.SIGSTKFLT,
		syscall.SIGALRM, syscall.SIGVTALRM, syscall.SIGPROF, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGXCPU, syscall.SIGXFSZ, syscall.SIGIO, syscall.SIGPWR, syscall.SIGPIPE,
	}) {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			home, server := t.TempDir(), startHeldServer(t)
			p := start(t, command(t, home, server.environ(), "send", "--call-id", "1", "--yes"))
			server.waitForRequest(t)
			for range 3 {
				if err := p.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
			}
			server.answer <- struct{}{}
			if code := p.exitCode(t); code != 0 || !strings.Contains(p.out.String(), "Deleted") {
				t.Errorf("exit code %d, stdout %q, stderr %.300s", code, p.out.String(), p.err.String())
			}
			if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "accepted" {
				t.Errorf("recorded %+v", records)
			}
		})
	}
}

func TestAFatalSignalEndsAConsoleAfterTheOutcome(t *testing.T) {
	for _, signal := range testkit.Some([]syscall.Signal{syscall.SIGABRT, syscall.SIGSEGV, syscall.SIGBUS}) {
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
			server.answer <- struct{}{}
			if code, err := console.Wait(); err != nil || code != 0 {
				t.Errorf("it ended with %d, %v", code, err)
			}
			waitForOutcome(t, home, "accepted")
		})
	}
}

func TestATerminalIsGivenBackHoweverTheProgramDies(t *testing.T) {
	ways := map[string]syscall.Signal{"killed": syscall.SIGKILL}
	for name := range crashes {
		ways[name] = syscall.SIGUSR2
	}
	for name, signal := range ways {
		for _, screen := range []string{"the console", "the question of send"} {
			t.Run(name+", "+screen, func(t *testing.T) {
				t.Parallel()
				home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
				environ := append(system.environ(), "CRASH="+name)
				arguments, shown := []string(nil), "Find the conversation by"
				if screen != "the console" {
					arguments, shown = []string{"send", "--native-id", "TRS26140192"}, "Delete this conversation?"
				}
				console, program := besideAShell(t, command(t, home, environ, arguments...))
				console.expect(shown)
				if err := syscall.Kill(program(), signal); err != nil {
					t.Fatal(err)
				}
				console.expect("deletecall ended without warning.")
				if raw, err := console.IsRaw(); err != nil || raw {
					t.Errorf("the terminal was left raw (%v), %v", raw, err)
				}
				for _, want := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"} {
					if !strings.Contains(string(console.Bytes()), want) {
						t.Errorf("the terminal did not get %q", want)
					}
				}
				if system.sent() != 0 {
					t.Errorf("%d requests arrived", system.sent())
				}
			})
		}
	}
}

// besideAShell runs a program in a terminal that belongs to a shell, which is still there
// when the program is not. The function returns the program's process.
func besideAShell(t *testing.T, program *exec.Cmd) (session, func() int) {
	t.Helper()
	shell := exec.Command("sh", "-c", `"$0" "$@"; read -r line`)
	shell.Args, shell.Env, shell.Dir = append(shell.Args, program.Args...), program.Env, program.Dir
	term, err := terminal.Start(shell, 80, 24)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Close)
	return session{term, t}, func() int {
		children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", term.Process(), term.Process()))
		if err != nil {
			t.Skip("this system does not tell whose child a process is")
		}
		child, err := strconv.Atoi(strings.Fields(string(children) + " 0")[0])
		if err != nil {
			t.Fatal(err)
		}
		return child
	}
}
