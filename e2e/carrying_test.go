package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/simulator"
	"deletecall/testkit"
)

// configure writes a configuration file with a part about checkpoints.
func configure(t *testing.T, home, text string) {
	t.Helper()
	folder := filepath.Join(home, ".config", "deletecall")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// script makes an executable file.
func script(t *testing.T, home, name, text string) string {
	t.Helper()
	path := filepath.Join(home, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// stalledPlaces are places for checkpoints that never take one.
func stalledPlaces(t *testing.T, home string) map[string]string {
	t.Helper()
	return map[string]string{
		"a command that never ends":           fmt.Sprintf("command = [%q]", script(t, home, "never", "sleep 1000")),
		"a command that ignores signals":      fmt.Sprintf("command = [%q]", script(t, home, "stubborn", "trap '' TERM INT HUP; while :; do sleep 1000; done")),
		"a command that does not read":        fmt.Sprintf("command = [%q]", script(t, home, "deaf", "exec sleep 1000 </dev/null")),
		"a command with a child that goes on": fmt.Sprintf("command = [%q]", script(t, home, "parent", "sleep 1000 & wait")),
	}
}

// inTime is a time limit that a request keeps on a busy machine, too, and that is over before a place for checkpoints
// is given up by itself.
const inTime = "9s"

func TestAPlaceThatTakesNoCheckpointHoldsNothingBack(t *testing.T) {
	type sending struct {
		name, home string
		*process
	}
	var all []sending
	for name := range stalledPlaces(t, t.TempDir()) {
		for _, format := range [][]string{nil, {"--json"}} {
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			configure(t, home, "[checkpoints]\n"+stalledPlaces(t, home)[name]+"\n")
			arguments := append([]string{"send", "--native-id", "nobody", "--yes", "--timeout", inTime}, format...)
			all = append(all, sending{name, home, start(t, command(t, home, system.environ(), arguments...))})
		}
	}
	for _, p := range all { // they wait together
		if code := p.exitCode(t); code != 3 || strings.Count(p.out.String(), "\n") != 1 {
			t.Errorf("%s: exit code %d, stdout %q", p.name, code, p.out.String())
		}
		if !strings.Contains(p.err.String(), "waiting until the checkpoint has reached the command "+p.home) {
			t.Errorf("%s: it does not say what it waits for: %q", p.name, p.err.String())
		}
		if !strings.Contains(p.err.String(), "did not take the checkpoint") || !strings.Contains(p.err.String(), "sends what is missing") {
			t.Errorf("%s: stderr %q", p.name, p.err.String())
		}
		if left := processesIn(t, p.home); len(left) > 0 {
			t.Errorf("%s: left behind: %q", p.name, left)
		}
	}
}

// processesIn are the command lines of the processes that work in a folder.
func processesIn(t *testing.T, folder string) (lines []string) {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil || len(links) == 0 {
		t.Skip("this system has no /proc")
	}
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && target == folder {
			line, _ := os.ReadFile(filepath.Join(filepath.Dir(link), "cmdline"))
			lines = append(lines, string(line))
		}
	}
	return lines
}

func TestASignalEndsASendThatCarriesItsCheckpoint(t *testing.T) {
	for _, signal := range testkit.Some([]syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP, syscall.SIGQUIT}) {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			started := filepath.Join(home, "started")
			if err := syscall.Mkfifo(started, 0o600); err != nil {
				t.Fatal(err)
			}
			configure(t, home, fmt.Sprintf("[checkpoints]\ncommand = [%q]\n", script(t, home, "never", "echo > "+started+"; sleep 1000")))
			p := start(t, command(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--yes", "--timeout", "10m"))
			if _, err := os.ReadFile(started); err != nil { // waits for the command
				t.Fatal(err)
			}
			if err := p.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if code := p.exitCode(t); code != 0 || !strings.Contains(p.out.String(), "Deleted") {
				t.Errorf("exit code %d, stdout %q", code, p.out.String())
			}
		})
	}
}

func TestTheOutcomeIsToldBeforeItsCheckpointIsCarried(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	output := filepath.Join(home, "output")
	configure(t, home, fmt.Sprintf("[checkpoints]\ncommand = [%q]\n", script(t, home, "look", "cp "+output+" "+output+".seen")))
	file, err := os.Create(output)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sending := command(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--yes", "--json")
	sending.Stdout = file
	if code := start(t, sending).exitCode(t); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	if seen, err := os.ReadFile(output + ".seen"); err != nil || !bytes.Contains(seen, []byte(`"outcome":"accepted"`)) {
		t.Errorf("the command saw %q, %v", seen, err)
	}
}

// sizes are those of the checkpoints in a file.
func sizes(t *testing.T, path string) (sizes []string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(content), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "deletecall/history/") && i+1 < len(lines) {
			sizes = append(sizes, lines[i+1])
		}
	}
	return sizes
}

func TestWhatWasNotCarriedIsCarriedLaterInItsOrder(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	file, kept := filepath.Join(home, "elsewhere", "checkpoints"), filepath.Join(home, "by-command")
	configure(t, home, fmt.Sprintf("[checkpoints]\nfile = %q\ncommand = [%q]\n", file,
		script(t, home, "keep", "test -e "+filepath.Dir(file)+" && { cat; echo; } >> "+kept)))
	send := func(want string) {
		t.Helper()
		p := start(t, command(t, home, system.environ(), "send", "--native-id", "nobody", "--yes"))
		if code := p.exitCode(t); code != 3 || strings.Contains(p.err.String(), "did not take the checkpoint") != (want != "") || !strings.Contains(p.err.String(), want) {
			t.Errorf("exit code %d, stderr %q", code, p.err.String())
		}
	}
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	send("")
	if err := os.Rename(filepath.Dir(file), filepath.Dir(file)+".gone"); err != nil { // unmounted
		t.Fatal(err)
	}
	send("no such file or directory")
	send("exit status 1")
	if err := os.Rename(filepath.Dir(file)+".gone", filepath.Dir(file)); err != nil {
		t.Fatal(err)
	}
	send("")
	for _, path := range []string{file, kept} {
		if got := sizes(t, path); strings.Join(got, " ") != "2 4 6 8" {
			t.Errorf("%s has the checkpoints over %v events", filepath.Base(path), got)
		}
	}
	if output, err := command(t, home, nil, "history", "verify", "--checkpoint", file).CombinedOutput(); err != nil {
		t.Errorf("verify: %v, %s", err, output)
	}
}

func TestTheConsoleCarriesWhatASendCouldNot(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	file := filepath.Join(home, "elsewhere", "checkpoints")
	configure(t, home, fmt.Sprintf("[checkpoints]\nfile = %q\n", file))
	start(t, command(t, home, system.environ(), "send", "--native-id", "nobody", "--yes")).exitCode(t)
	console := openConsole(t, home, system.environ())
	console.expect("! The file") // its long path begins the next line
	console.quit(0)
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	console = openConsole(t, home, system.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("1")
	console.expect("Nothing was deleted")
	console.quit(0)
	if got := sizes(t, file); len(got) == 0 || got[len(got)-1] != "4" {
		t.Errorf("the file has the checkpoints over %v events", got)
	}
}

// A console that ends says what it still waits for, and stops at the next ctrl+c.
func TestAConsoleSaysWhichPlaceItWaitsFor(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	configure(t, home, fmt.Sprintf("[checkpoints]\ncommand = [%q]\n", script(t, home, "never", "sleep 1000")))
	console := openConsole(t, home, system.environ())
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("1")
	console.expect("Nothing was deleted")
	console.keys("\x03")
	console.expect("waiting until the checkpoint has reached the command ", "Press ctrl+c to stop waiting")
	console.keys("\x03")
	console.expect("did not take the checkpoint")
	console.ends(0)
}

// held locks a file for as long as the test runs, as a process that was stopped would.
func held(t *testing.T, path string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
}

func TestAKeyThatAnotherProcessHoldsDoesNotHoldTheOutcomeBack(t *testing.T) {
	t.Parallel()
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	send := func() *process {
		return start(t, command(t, home, system.environ(), "send", "--native-id", "nobody", "--yes", "--timeout", inTime))
	}
	send().exitCode(t)
	keys, err := filepath.Glob(filepath.Join(home, ".config", "deletecall", "keys", "*.key"))
	if err != nil || len(keys) != 1 {
		t.Fatalf("keys %v, %v", keys, err)
	}
	held(t, keys[0])
	p := send()
	if code := p.exitCode(t); code != 3 || !strings.Contains(p.out.String(), "Record 2") || !strings.Contains(p.err.String(), "not signed in time") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, p.out.String(), p.err.String())
	}
}

func TestAProcessThatWasStoppedWhileItCarriedHoldsNobodyBack(t *testing.T) {
	t.Parallel()
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	file := filepath.Join(home, "checkpoints")
	configure(t, home, fmt.Sprintf("[checkpoints]\nfile = %q\n", file))
	send := func() *process {
		return start(t, command(t, home, system.environ(), "send", "--native-id", "nobody", "--yes", "--timeout", inTime))
	}
	send().exitCode(t)
	states, err := filepath.Glob(filepath.Join(home, ".config", "deletecall", "keys", "*.key.file-*"))
	if err != nil || len(states) != 1 {
		t.Fatalf("states %v, %v", states, err)
	}
	held(t, states[0])
	p := send()
	if code := p.exitCode(t); code != 3 || !strings.Contains(p.err.String(), "another process holds it") {
		t.Errorf("exit code %d, stderr %q", code, p.err.String())
	}
	if got := sizes(t, file); strings.Join(got, " ") != "2" {
		t.Errorf("carried over %v events", got)
	}
}

func TestAPipeInPlaceOfASigningKeyHoldsNothingBack(t *testing.T) {
	for _, suffix := range []string{"", ".last"} {
		t.Run("key"+suffix, func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			send := func() *process {
				return start(t, command(t, home, system.environ(), "send", "--native-id", "nobody", "--yes", "--timeout", inTime))
			}
			send().exitCode(t)
			keys, err := filepath.Glob(filepath.Join(home, ".config", "deletecall", "keys", "*.key"))
			if err != nil || len(keys) != 1 {
				t.Fatalf("keys %v, %v", keys, err)
			}
			_ = os.Remove(keys[0] + suffix)
			if err := syscall.Mkfifo(keys[0]+suffix, 0o600); err != nil {
				t.Fatal(err)
			}
			p := send()
			if code := p.exitCode(t); code != 3 || !strings.Contains(p.out.String(), "Record 2") || !strings.Contains(p.err.String(), "sign") {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, p.out.String(), p.err.String())
			}
		})
	}
}

func TestAFileForCheckpointsThatIsSomethingElseIsRefused(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	start(t, command(t, home, system.environ(), "send", "--native-id", "nobody", "--yes")).exitCode(t)
	pipe := filepath.Join(home, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(home, ".config", "deletecall")
	keys, _ := filepath.Glob(filepath.Join(folder, "keys", "*"))
	link, hard := filepath.Join(home, "link"), filepath.Join(home, "hard")
	others := append(keys, filepath.Join(folder, "config.toml"), filepath.Join(home, ".local/share/deletecall/history.db"),
		filepath.Join(home, ".local/share/deletecall/history.db-search"), link, hard, pipe, home, "/dev/null", "/dev/zero", script(t, home, "program", "exit"), filepath.Join(home, "log"))
	for _, path := range others {
		configure(t, home, fmt.Sprintf("[log]\nfile = %q\n[checkpoints]\nfile = %q\n", filepath.Join(home, "log"), path))
		if path == link {
			_ = os.Symlink(filepath.Join(folder, "config.toml"), link)
		}
		if path == hard {
			_ = os.Link(filepath.Join(folder, "config.toml"), hard)
		}
		before, _ := exec.Command("sha256sum", filepath.Join(folder, "config.toml")).Output()
		p := start(t, command(t, home, system.environ(), "send", "--native-id", "nobody", "--yes"))
		if code := p.exitCode(t); code != 2 || !strings.Contains(p.err.String(), "can't take checkpoints") {
			t.Errorf("%s: exit code %d, stderr %q", path, code, p.err.String())
		}
		if after, _ := exec.Command("sha256sum", filepath.Join(folder, "config.toml")).Output(); !bytes.Equal(before, after) {
			t.Errorf("%s: the configuration was changed", path)
		}
	}
	if system.sent() != 1 {
		t.Errorf("%d requests arrived", system.sent())
	}
}
