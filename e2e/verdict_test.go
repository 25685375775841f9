package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/simulator"
)

// Why a history is not to be trusted is added when it is closed, after everything was written: no
// command is Good then, and Bad in the next line.
func TestACommandEndsWithOneVerdict(t *testing.T) {
	owner, as := shared(t)
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	p := person{t, t.TempDir(), append(system.environ(), "DELETECALL_HISTORY="+as("distrustful"))}
	person{t, t.TempDir(), append(system.environ(), "DELETECALL_HISTORY="+as("owner"))}.expect(0, "GRANT deletecall_writer TO", "history", "init")
	administrate(t, owner, `CREATE ROLE distrustful LOGIN IN ROLE deletecall_writer`)
	p.expect(0, "Record 1", "send", "--native-id", "TRS26140192", "--yes")
	// This machine remembers a record that the server has not.
	markers, err := filepath.Glob(filepath.Join(p.home, ".config/deletecall/histories/*.marker"))
	if err != nil || len(markers) != 1 {
		t.Fatal(markers, err)
	}
	marker, err := os.ReadFile(markers[0])
	if err == nil {
		err = os.WriteFile(markers[0], []byte(strings.Replace(string(marker), `"highest":1`, `"highest":2`, 1)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{
		{"export", "--out", "all.csv"}, {"backup", "backup.db"}, {"salvage", "salvaged.jsonl"}, {"rebuild"}, {"archive", "--before", "2100-01-01", "archive.db"},
	} {
		code, output := p.run(append([]string{"history"}, command...)...)
		if code != 9 || strings.Contains(output, "Good: ") || strings.Count(output, "Bad: ") != 1 {
			t.Errorf("%v: %d\n%s", command, code, output)
		}
	}
}
