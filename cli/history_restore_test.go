package cli

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// restoring is a history and a backup of it that lacks its last events.
func restoring(t *testing.T) (run func(p Program, args ...string) error, path string) {
	t.Helper()
	home := t.TempDir()
	path = filepath.Join(home, "history.db")
	run = func(p Program, args ...string) error {
		if !slices.Contains(args, "--history") {
			args = append(args, "--history", path)
		}
		p.Args, p.In, p.Environ = args, strings.NewReader(""), []string{"HOME=" + home}
		if p.Now == nil {
			p.Now = time.Now
		}
		if p.Out == nil {
			p.Out = io.Discard
		}
		return p.Run(t.Context())
	}
	for _, args := range [][]string{{"simulate", "--fill", "4"}, {"history", "backup", path + ".backup"}, {"history", "checkpoint"}} {
		if err := run(Program{Err: io.Discard}, args...); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
	}
	return run, path
}

// onText calls act once when something is said.
type onText struct {
	text string
	act  func()
}

func (o *onText) Write(said []byte) (int, error) {
	if o.act != nil && strings.Contains(string(said), o.text) {
		o.act()
		o.act = nil
	}
	return len(said), nil
}

// Ended in the middle, it would leave a history whose end seems to be cut off.
func TestASignalDoesNotEndARestoreThatReplacedTheHistory(t *testing.T) {
	run, path := restoring(t)
	var ending func(os.Signal)
	said := &onText{text: "kept the previous files"}
	said.act = func() {
		if ending == nil {
			t.Fatal("a signal would end the process here")
		}
		ending(os.Interrupt)
	}
	p := Program{Err: said, OnEnding: func(act func(os.Signal)) func() { ending = act; return func() {} }}
	if err := run(p, "history", "restore", path+".backup", "--force"); err != nil || said.act != nil {
		t.Errorf("it ended with %v", err)
	}
	if err := run(Program{Err: io.Discard}, "history", "verify"); err != nil {
		t.Error(err)
	}
}

// Another restore would replace the history in which it is about to be recorded and signed.
func TestARestoreIsAnnouncedUntilItIsRecorded(t *testing.T) {
	run, path := restoring(t)
	announced, now := map[string]bool{}, time.Now().Truncate(time.Second)
	clock := func() time.Time {
		now = now.Add(time.Second)
		locks, _ := filepath.Glob(path + "-instances/*")
		announced[now.UTC().Format(time.RFC3339)] = len(locks) > 0
		return now
	}
	if err := run(Program{Err: io.Discard, Now: clock}, "history", "restore", path+".backup", "--force"); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	if err := run(Program{Err: io.Discard, Out: &log}, "history", "log", "--json"); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(log.String()) {
		var act struct{ What, At string }
		if err := json.Unmarshal([]byte(line), &act); err != nil {
			t.Fatal(err)
		}
		if act.What == "restore" {
			if was, known := announced[act.At]; !was || !known {
				t.Errorf("at %s it was announced: %t, of %v", act.At, was, announced)
			}
			return
		}
	}
	t.Errorf("it is not recorded: %s", log.String())
}

func TestASignalEndsARestoreBeforeItReplacesTheHistory(t *testing.T) {
	run, path := restoring(t)
	p := Program{Err: io.Discard, OnEnding: func(act func(os.Signal)) func() { act(os.Interrupt); return func() {} }}
	if err := run(p, "history", "restore", path+".backup", "--force"); ExitCode(err) != ExitInterrupted || !strings.Contains(err.Error(), "nothing was restored") {
		t.Errorf("it ended with %v", err)
	}
	if left, _ := filepath.Glob(path + ".before-*"); len(left) > 0 {
		t.Errorf("it moved %q", left)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".deletecall-*")); len(left) > 0 {
		t.Errorf("it left %q", left)
	}
}

// Nothing was tampered with where a name was mistyped.
func TestARestoreOfAFileThatDoesNotExistIsAMistypedName(t *testing.T) {
	run, path := restoring(t)
	if err := run(Program{Err: io.Discard}, "history", "restore", path+".bakcup"); ExitCode(err) != ExitUsage || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("it ended with %v", err)
	}
}

// What was written is whole, and was the history when the backup began.
func TestABackupDuringARestoreIsWhole(t *testing.T) {
	run, path := restoring(t)
	said := &onText{text: "keep with it the signing key"} // said once the backup has its name
	said.act = func() {
		if err := run(Program{Err: io.Discard}, "history", "restore", path+".backup", "--force"); err != nil {
			t.Error(err)
		}
	}
	if err := run(Program{Err: said}, "history", "backup", path+".second"); err != nil || said.act != nil {
		t.Errorf("it ended with %v", err)
	}
	// Elsewhere: here it is compared with what was signed since the restore.
	elsewhere := Program{Args: []string{"history", "verify", "--history", path + ".second"}, In: strings.NewReader(""), Out: io.Discard, Err: io.Discard,
		Environ: []string{"HOME=" + t.TempDir()}, Now: time.Now}
	if err := elsewhere.Run(t.Context()); err != nil {
		t.Error(err)
	}
}

// Whoever keeps the history on a server needs another command, whatever the file is called.
func TestARestoreOnAServerSaysFirstWhatToDoThere(t *testing.T) {
	run, path := restoring(t)
	err := run(Program{Err: io.Discard}, "history", "restore", path+".bakcup", "--history", "postgres://admin@127.0.0.1/audit")
	if ExitCode(err) != ExitUsage || !strings.Contains(err.Error(), "deletecall history copy restored.db ") {
		t.Errorf("it ended with %v", err)
	}
}
