package e2e

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"deletecall/simulator"
	"deletecall/testkit"
)

// evidenceReaders are the commands that read the history. Those that record something come
// last: they sign again.
var evidenceReaders = []string{
	"history verify", "history verify --json", "doctor", "doctor --json", "history list", "history list --json", "history list TRS", "history show 2",
	"history show 2 --json", "history stats", "history stats --json", "history log", "history export", "history export --format ocsf",
	"history prove 2", "history certificate 2", "history checkpoint", "history backup --force $HOME/copy.db",
	"history archive --before 2999-01-01 --force $HOME/archive.db",
}

// damagedHome is a home whose history has two closed deletions and one more, was handed
// out, and is signed. run runs a command in this process.
func damagedHome(t *testing.T) (home string, run func(args ...string) (code int, output string)) {
	t.Helper()
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	run = func(args ...string) (code int, output string) {
		t.Helper()
		code, out, said := inThisProcess(t, home, system.environ(), args...)
		return code, string(out) + string(said)
	}
	for _, args := range [][]string{
		{"send", "--native-id", "TRS26140192", "--reason", "GDPR-1", "--yes"}, {"send", "--call-id", "1", "--yes"},
		{"history", "export"}, {"send", "--call-id", "2", "--yes"}, {"history", "checkpoint"},
	} {
		if code, output := run(args...); code != 0 && code != 3 {
			t.Fatalf("%v: %d, %s", args, code, output)
		}
	}
	return home, run
}

// Whatever was done to the evidence, each command that reads it ends with 9.
func TestDamagedEvidenceEndsEveryCommandWith9(t *testing.T) {
	shell := func(script string) func(*testing.T, string) {
		return func(t *testing.T, home string) {
			t.Helper()
			in := exec.CommandContext(t.Context(), "sh", "-ec", script)
			in.Dir = filepath.Join(home, ".local/share/deletecall")
			if output, err := in.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, output)
			}
		}
	}
	forged := func(statements string) func(*testing.T, string) {
		return func(t *testing.T, home string) { t.Helper(); forge(t, home, statements) }
	}
	// What was changed in one record, without its being missing, concerns those that read it.
	readNotRecord2 := []string{"history stats", "history stats --json", "history log", "history checkpoint"}
	for name, damage := range map[string]struct {
		do     func(*testing.T, string)
		spares []string // commands that don't read it, and end with 0
	}{
		"the file is removed":          {shell(`rm history.db`), nil},
		"the folder is removed":        {shell(`rm -r ../deletecall`), nil},
		"the file is emptied":          {shell(`: > history.db`), nil},
		"cut off in the middle":        {shell(`truncate -s 40960 history.db`), nil},
		"garbage":                      {shell(`yes garbage | head -c 100000 > history.db`), nil},
		"a page of garbage":            {shell(`yes garbage | dd of=history.db bs=4096 count=1 seek=1 conv=notrunc iflag=fullblock status=none`), nil},
		"another history":              {anotherHistory, nil},
		"its log is missing":           {func(t *testing.T, home string) { withoutLog(t, home) }, nil},
		"the log of another history":   {anotherLog, nil},
		"an older copy":                {forged(`DELETE FROM event WHERE seq > 5; DELETE FROM event_hash WHERE seq > 5; DELETE FROM record WHERE number = 3; DELETE FROM checkpoint WHERE size > 5`), nil},
		"a record is deleted":          {forged(`DELETE FROM record WHERE number = 1`), nil},
		"an event is deleted":          {forged(`DELETE FROM event WHERE seq = 3`), nil},
		"the last event is deleted":    {forged(`DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)`), nil},
		"the hash of an event is gone": {forged(`DELETE FROM event_hash WHERE seq = 3`), readNotRecord2},
		"an event is changed":          {forged(`UPDATE event SET data = CAST(replace(CAST(canonical(data) AS TEXT), '-50', '0') AS BLOB) WHERE number = 2`), append(readNotRecord2, "history list TRS")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, run := damagedHome(t)
			damage.do(t, home)
			for _, line := range testkit.Some(evidenceReaders) {
				want := 9
				if slices.Contains(damage.spares, line) {
					want = 0
				}
				args := strings.Fields(strings.ReplaceAll(line, "$HOME", home))
				if code, output := run(args...); code != want {
					t.Errorf("%s ended with %d, not %d: %.400s", line, code, want, output)
				}
			}
		})
	}
}

// What is derived can be wrong without any evidence being so: only what looks at it says so.
func TestWhatIsDerivedIsCheckedByVerify(t *testing.T) {
	for name, statements := range map[string]string{
		"a row of the list is changed": `UPDATE record SET outcome = 'accepted' WHERE number = 2`,
		"all checkpoints are deleted":  `DELETE FROM checkpoint`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, run := damagedHome(t)
			forge(t, home, statements)
			for _, line := range []string{"history verify", "history verify --json", "doctor"} {
				if code, output := run(strings.Fields(line)...); code != 9 {
					t.Errorf("%s ended with %d: %.400s", line, code, output)
				}
			}
		})
	}
}

func TestADamagedCopyIsNotRestored(t *testing.T) {
	home, run := damagedHome(t)
	backup := filepath.Join(home, "backup.db")
	for name, change := range map[string]string{
		"whole": `true`, "missing": `rm "$1"`, "emptied": `: > "$1"`, "cut off": `truncate -s 20000 "$1"`, "garbage": `yes garbage | head -c 100000 > "$1"`,
	} {
		if code, output := run("history", "backup", "--force", backup); code != 0 {
			t.Fatal(output)
		}
		if output, err := exec.CommandContext(t.Context(), "sh", "-ec", change, "sh", backup).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, output)
		}
		want := map[string]int{"whole": 0, "missing": 2, "emptied": 9, "cut off": 9, "garbage": 9}[name]
		if code, output := run("history", "restore", "--force", backup); code != want {
			t.Errorf("%s: restore ended with %d, not %d: %s", name, code, want, output)
		}
		if code, output := run("history", "list"); code != 0 {
			t.Errorf("%s: afterwards the list ended with %d: %s", name, code, output)
		}
	}
}

func historyFile(home string) string {
	return filepath.Join(home, ".local/share/deletecall/history.db")
}

// anotherHistory puts the content of another history into the file.
func anotherHistory(t *testing.T, home string) {
	t.Helper()
	other, _ := damagedHome(t)
	replaceContent(t, historyFile(other), historyFile(home))
}

// withoutLog leaves the history without the -wal that holds its newest record, as it may be
// after a crash, and returns that.
func withoutLog(t *testing.T, home string) (log []byte) {
	t.Helper()
	reader, err := sql.Open("sqlite3", historyFile(home))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	tx, err := reader.Begin() // nobody can fold the log in meanwhile
	if err != nil {
		t.Fatal(err)
	}
	var events int
	if err := tx.QueryRow(`SELECT count(*) FROM event`).Scan(&events); err != nil {
		t.Fatal(err)
	}
	if code := start(t, command(t, home, []string{"DELETECALL_URL=http://127.0.0.1:1", "DELETECALL_API_KEY=x"}, "send", "--call-id", "3", "--yes")).exitCode(t); code != 6 {
		t.Fatalf("send ended with %d", code)
	}
	content, err := os.ReadFile(historyFile(home))
	if err != nil {
		t.Fatal(err)
	}
	if log, err = os.ReadFile(historyFile(home) + "-wal"); err != nil || len(log) == 0 {
		t.Fatalf("there is no log: %v", err)
	}
	if err := errors.Join(tx.Rollback(), reader.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(historyFile(home), content, 0o600); err != nil { // the last one who closed folded the log in
		t.Fatal(err)
	}
	for _, file := range []string{"-wal", "-shm"} {
		_ = os.Remove(historyFile(home) + file)
	}
	return log
}

// anotherLog puts the -wal of another history next to this one, which needs its own.
func anotherLog(t *testing.T, home string) {
	t.Helper()
	other, _ := damagedHome(t)
	log := withoutLog(t, other)
	withoutLog(t, home)
	if err := os.WriteFile(historyFile(home)+"-wal", log, 0o600); err != nil {
		t.Fatal(err)
	}
}

func replaceContent(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil || len(content) == 0 {
		t.Fatal(err, len(content))
	}
}
