package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/simulator"
)

// A process that goes on, such as an SSH server, has sessions for years.
func TestASessionLeavesNoFileOpen(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	file := filepath.Join(home, "copy.db")
	for _, line := range []string{
		"send --native-id TRS26140192 --yes", "send --call-id 1 --yes --json", "send --call-id 2 --dry-run", "lookup --meeting-id WHBFM6DD",
		"history list", "history show 1", "history export", "history log", "history checkpoint", "history verify", "history prove 1",
		"history backup " + file, "history list --history " + file, "doctor", "config check",
	} {
		code, out, said := inThisProcess(t, home, system.environ(), strings.Fields(line)...)
		if code != 0 && code != 3 {
			t.Errorf("%s ended with %d: %s%s", line, code, out, said)
		}
		if open := openFiles(t, home); len(open) > 0 {
			t.Errorf("%s left open: %s", line, open)
		}
	}
}

// openFiles are this process's open files below a folder.
func openFiles(t *testing.T, folder string) (open []string) {
	t.Helper()
	descriptors, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, descriptor := range descriptors {
		if file, err := os.Readlink("/proc/self/fd/" + descriptor.Name()); err == nil && strings.HasPrefix(file, folder) {
			open = append(open, file)
		}
	}
	return open
}
