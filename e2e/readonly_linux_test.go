package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/simulator"
)

// A read-only disk is how an auditor gets a history. To mount one takes privileges.
func TestAHistoryOnAReadOnlyDiskIsReadAndVerified(t *testing.T) {
	home, folder, system := t.TempDir(), t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	file := filepath.Join(folder, "history.db")
	if code, output := run(t, home, nil, "simulate", "--fill", "20", "--history", file); code != 0 {
		t.Fatal(output)
	}
	if output, err := exec.Command("unshare", "-m", "mount", "--bind", folder, folder).CombinedOutput(); err != nil {
		t.Skipf("no mounts here: %v, %s", err, output)
	}
	for _, test := range []struct {
		arguments string
		code      int
		says      string
	}{
		{"history verify", 0, "40 events of 20 records were read"},
		{"history list --limit 1", 0, "The history can be read only: " + folder + " is on a read-only file system"},
		{"history show 20", 0, "Record"},
		{"history stats", 0, "20 records"},
		{"history export --out " + filepath.Join(home, "records.csv"), 0, "this is not recorded in the history"},
		{"history checkpoint", 1, "can't open the history"},
		{"history rebuild", 1, "nothing was rebuilt"},
		{"send --call-id 5 --yes", 8, "Nothing was sent."},
	} {
		inside := onReadOnlyDisk(folder, command(t, home, system.environ(), append(strings.Fields(test.arguments), "--history", file)...))
		output, _ := inside.CombinedOutput()
		text := string(output)
		if code := inside.ProcessState.ExitCode(); code != test.code || !strings.Contains(text, test.says) || strings.Contains(text, "search index") {
			t.Errorf("%s ends with %d: %s", test.arguments, code, text)
		}
	}

	console := onTerminal(t, onReadOnlyDisk(folder, command(t, home, system.environ(), "--history", file)))
	console.keys("\x1bOQ") // F2
	console.expect("Nothing can be sent.", "Lists may lack the newest records", "20 of 20 records")
	console.exportsTo(filepath.Join(home, "view.csv"))
	console.expect("Written:", "Warning: this is not recorded in the history")
	if screen := console.Screen(); strings.Contains(screen, "eletecall: ") || strings.Count(screen, "Lists may lack") != 1 {
		t.Errorf("the screen repeats what it said, or names who says it:\n%s", screen)
	}
	console.quit(0)
}

// onReadOnlyDisk is a command for which a folder is on a read-only disk.
func onReadOnlyDisk(folder string, inside *exec.Cmd) *exec.Cmd {
	script := `mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"`
	outer := exec.Command("unshare", append([]string{"-m", "sh", "-c", script, folder, inside.Path}, inside.Args[1:]...)...)
	outer.Env, outer.Dir = inside.Env, inside.Dir
	return outer
}
