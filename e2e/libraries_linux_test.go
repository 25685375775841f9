package e2e

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"deletecall/e2e/terminal"
	"deletecall/simulator"
)

// Bubble Tea and Lip Gloss look into the environment by themselves: they would write what is typed
// into a file, run tmux with the key, and wait for whatever a variable names.
func TestNoLibraryFollowsTheEnvironment(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	ran, traced, pipe := filepath.Join(home, "ran"), filepath.Join(home, "traced"), filepath.Join(home, "pipe")
	kinds := filepath.Join(home, "terminfo", "x")
	if err := os.MkdirAll(kinds, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, filepath.Join(kinds, "xterm")} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tmux := "#!/bin/sh\ntouch " + ran + "\nexec sleep 600\n"
	if err := os.WriteFile(filepath.Join(home, "tmux"), []byte(tmux), 0o700); err != nil {
		t.Fatal(err)
	}
	environ := append(system.environ(), "TMUX=/tmp/tmux-0/default,1,0", "PATH="+home+":"+os.Getenv("PATH"),
		"TERMINFO="+filepath.Join(home, "terminfo"), "TEA_TRACE="+traced, "TEA_DEBUG=1", "TZ=:"+pipe)
	term, err := terminal.StartAs(command(t, home, environ), 80, 24, "TERM=xterm")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Close)
	console := session{term, t}
	console.expect("Find ", "apiKey=")
	console.keys("8856")
	console.expect("extension=8856")
	console.quit(0)
	for _, args := range [][]string{{"simulate", "--fill", "1", "--history", "made-up.db"}, {"history", "list", "--history", "made-up.db"}} {
		if said, err := command(t, home, environ, args...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", args[1], err, said)
		}
	}
	for _, path := range []string{ran, traced} {
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("there is %s", path)
		}
	}
}
