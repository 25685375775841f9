package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// dumped reports whether the system wrote a core dump of a process that has ended
// by a signal, into a file or into a pipe.
func dumped(t *testing.T, state *os.ProcessState) bool {
	t.Helper()
	status := state.Sys().(syscall.WaitStatus)
	if !status.Signaled() {
		t.Fatalf("it ended with %d and not by a signal", status.ExitStatus())
	}
	return status.CoreDump()
}

// unlimited is a command whose core dump may have any size.
func unlimited(command *exec.Cmd) *exec.Cmd {
	shell := exec.Command("sh", "-c", `ulimit -c unlimited && exec "$0" "$@"`)
	shell.Args, shell.Env, shell.Dir = append(shell.Args, command.Args...), append(command.Environ(), "GOTRACEBACK=crash"), command.Dir
	return shell
}

func TestACrashLeavesNoCoreDump(t *testing.T) {
	t.Parallel() // the runtime takes its time to crash
	folder := t.TempDir()
	other := exec.Command("sh", "-c", "kill -ABRT $$")
	other.Dir = folder
	control := start(t, unlimited(other))
	control.exitCode(t)
	if !dumped(t, control.ProcessState) {
		t.Skip("this system writes no core dumps")
	}
	home, server := t.TempDir(), startHeldServer(t)
	p := start(t, unlimited(command(t, home, server.environ(), "send", "--call-id", "1", "--yes")))
	server.waitForRequest(t)
	if err := p.Process.Signal(syscall.SIGABRT); err != nil {
		t.Fatal(err)
	}
	p.exitCode(t)
	if cores, _ := filepath.Glob(filepath.Join(home, "core*")); dumped(t, p.ProcessState) || len(cores) > 0 {
		t.Errorf("a core dump was written: %v", cores)
	}
}

func TestACommandThatGivesACredentialMayDumpItsOwnCore(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	configuration := filepath.Join(home, "config.toml")
	text := fmt.Sprintf("[servers.test]\nurl = %q\napi_key_command = [\"sh\", \"-c\", \"ulimit -c >limit; echo key\"]\n", server.URL)
	if err := os.WriteFile(configuration, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, unlimited(command(t, home, nil, "send", "--config", configuration, "--call-id", "1", "--yes")))
	server.waitForRequest(t)
	server.answer <- struct{}{}
	if code := p.exitCode(t); code != 0 {
		t.Fatalf("it ended with %d: %s", code, p.err.String())
	}
	if limit, err := os.ReadFile(filepath.Join(home, "limit")); err != nil || string(limit) != "unlimited\n" {
		t.Errorf("its limit is %q, %v", limit, err)
	}
}
