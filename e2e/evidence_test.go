package e2e

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/history/sqlite/forger"
	"deletecall/simulator"
)

// forge changes the history around the product, and leaves its rules as they were.
func forge(t *testing.T, home, statements string) {
	t.Helper()
	database, err := sql.Open(forger.Driver, filepath.Join(home, ".local/share/deletecall/history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	database.SetMaxOpenConns(1)
	rows, err := database.QueryContext(t.Context(), `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`)
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]string{}
	for rows.Next() {
		var name, rule string
		if err := rows.Scan(&name, &rule); err != nil {
			t.Fatal(err)
		}
		rules[name] = rule
	}
	script := []string{}
	for name := range rules {
		script = append(script, "DROP TRIGGER "+name)
	}
	script = append(script, statements)
	for _, rule := range rules {
		script = append(script, rule)
	}
	for _, statement := range script {
		if _, err := database.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestNothingLeavesAForgedHistoryAsEvidence(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	run := func(args ...string) (code int, output string) {
		text, err := command(t, home, system.environ(), args...).CombinedOutput()
		var status *exec.ExitError
		if errors.As(err, &status) {
			return status.ExitCode(), string(text)
		} else if err != nil {
			t.Fatal(err)
		}
		return 0, string(text)
	}
	if code, output := run("send", "--native-id", "TRS26140192", "--yes"); code != 0 {
		t.Fatal(output)
	}
	if code, output := run("send", "--call-id", "1", "--yes"); code != 3 {
		t.Fatal(output)
	}
	// A refused deletion becomes an accepted one, in its event and in its row.
	forge(t, home, `UPDATE event SET data = CAST(replace(replace(CAST(canonical(data) AS TEXT), '"refused"', '"accepted"'), '-50', '0') AS BLOB) WHERE number = 2;
		UPDATE record SET outcome = 'accepted', code = 0 WHERE number = 2`)
	for _, args := range [][]string{
		{"history", "show", "2"}, {"history", "show", "2", "--json"}, {"history", "certificate", "2"}, {"history", "certificate", "2", "--format", "text"},
		{"history", "prove", "2"}, {"history", "export"}, {"history", "verify"}, {"history", "verify", "--json"},
	} {
		code, output := run(args...)
		if code != 9 || strings.Contains(output, "CERTIFICATE") || strings.Contains(output, "<html") {
			t.Errorf("%v ended with %d: %s", args, code, output)
		}
		if args[1] != "verify" && (!strings.Contains(output, "2") || !strings.Contains(output, "deletecall history verify")) {
			t.Errorf("%v does not say where to look: %s", args, output)
		}
	}
	// The other record is what it was, and can be read.
	if code, output := run("history", "show", "1"); code != 0 {
		t.Errorf("record 1: %d: %s", code, output)
	}
}

// copyHistory copies the history of one home into another one, with its markers.
func copyHistory(t *testing.T, from, to string) {
	t.Helper()
	script := `for d in .local/share/deletecall .config/deletecall/histories; do rm -rf "$2/$d"; mkdir -p "$2/$d"; chmod 700 "$2/$d"; cp -Rp "$1/$d/." "$2/$d"; done`
	if output, err := exec.CommandContext(t.Context(), "sh", "-c", script, "sh", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}

// readings are commands of the history that show records, or hand them out.
var readings = [][]string{{"list"}, {"show", "1"}, {"stats"}, {"log"}, {"export"}, {"prove", "1"}, {"certificate", "1"}, {"checkpoint"}}

// Two histories that go on from the same record: one of them is not what was signed.
func TestNoRecordIsShownThatContradictsWhatWasSignedHere(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	run := func(args ...string) (code int, output string) {
		text, err := command(t, home, system.environ(), args...).CombinedOutput()
		var status *exec.ExitError
		if errors.As(err, &status) {
			return status.ExitCode(), string(text)
		} else if err != nil {
			t.Fatal(err)
		}
		return 0, string(text)
	}
	saved := t.TempDir()
	run("send", "--native-id", "TRS26140192", "--yes")
	copyHistory(t, home, saved)
	run("send", "--call-id", "2", "--yes")
	copyHistory(t, saved, home)
	sent := system.sent()
	if code, output := run("send", "--call-id", "3", "--yes"); code != 8 || !strings.Contains(output, "is not what was signed") {
		t.Fatalf("%d: %s", code, output)
	}
	if system.sent() != sent {
		t.Error("it was sent")
	}
	for _, args := range readings {
		code, output := run(append([]string{"history"}, args...)...)
		if code != 9 {
			t.Errorf("%v of an older copy ended with %d: %s", args, code, output)
		}
	}
	// Where the last checkpoint is put away, it is taken for the history.
	last, err := filepath.Glob(filepath.Join(home, ".config/deletecall/keys/*.key.last"))
	if err != nil || len(last) != 1 || os.Rename(last[0], last[0]+".away") != nil {
		t.Fatal(last, err)
	}
	if code, output := run("send", "--call-id", "3", "--yes"); code != 3 {
		t.Fatalf("%d: %s", code, output)
	}
	if err := os.Rename(last[0]+".away", last[0]); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"show", "2"}, {"show", "2", "--json"}, {"certificate", "2"}, {"prove", "2"}, {"verify"}} {
		if code, output := run(append([]string{"history"}, args...)...); code != 9 || args[0] == "show" && strings.Contains(output, "Call ID") {
			t.Errorf("%v ended with %d: %s", args, code, output)
		}
	}
}

// Whatever is wrong with the files of a history ends every command that reads with 9, and shows what it can.
func TestWhatIsWrongWithTheFilesEndsEveryReading(t *testing.T) {
	const history = ".local/share/deletecall/history.db"
	for name, spoil := range map[string]func(t *testing.T, home string){
		"an older backup in its place": func(t *testing.T, home string) {
			if err := os.Rename(filepath.Join(home, "older.db"), filepath.Join(home, history)); err != nil {
				t.Fatal(err)
			}
		},
		"a newest backup in its place": func(t *testing.T, home string) {
			if err := os.Rename(filepath.Join(home, "newest.db"), filepath.Join(home, history)); err != nil {
				t.Fatal(err)
			}
		},
		"a rollback journal": func(t *testing.T, home string) {
			if err := os.WriteFile(filepath.Join(home, history+"-journal"), []byte("of another program"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"a newest checkpoint that can't be read": func(t *testing.T, home string) {
			forge(t, home, `UPDATE checkpoint SET note = CAST(replace(CAST(note AS TEXT), '—', '-') AS BLOB) WHERE size = (SELECT max(size) FROM checkpoint)`)
		},
		"a newest checkpoint under another size": func(t *testing.T, home string) {
			forge(t, home, `UPDATE checkpoint SET size = size + 100 WHERE size = (SELECT max(size) FROM checkpoint)`)
		},
		"a dropped rule": func(t *testing.T, home string) { forge(t, home, `DROP INDEX event_of_number`) },
	} {
		t.Run(name, func(t *testing.T) {
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			for _, args := range [][]string{
				{"send", "--native-id", "TRS26140192", "--yes"}, {"history", "backup", "older.db"}, {"send", "--native-id", "TRS26140192", "--again", "1", "--yes"}, {"history", "backup", "newest.db"},
			} {
				if code, output := run(t, home, system.environ(), args...); code != 0 && args[0] != "send" {
					t.Fatalf("%v ends with %d: %s", args, code, output)
				}
			}
			for _, args := range append(readings, []string{"verify"}) {
				if code, output := run(t, home, system.environ(), append([]string{"history"}, args...)...); code != 0 {
					t.Fatalf("before, %v ends with %d: %s", args, code, output)
				}
			}
			spoil(t, home)
			for _, args := range append(readings, []string{"verify"}) {
				code, output := run(t, home, system.environ(), append([]string{"history"}, args...)...)
				if code != 9 {
					t.Errorf("%v ends with %d: %s", args, code, output)
				}
				if args[0] == "list" && !strings.Contains(output, "TRS26140192") {
					t.Errorf("it does not show what can be read: %s", output)
				}
			}
			if code, output := run(t, home, system.environ(), "send", "--call-id", "3", "--yes"); code != 8 {
				t.Errorf("send ends with %d: %s", code, output)
			}
		})
	}
}

func TestAnArchiveOfAnEventThatWasChangedIsRefusedAsThat(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	run(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--yes")
	forge(t, home, `UPDATE event SET fields = NULL WHERE seq = 1`)
	code, output := run(t, home, nil, "history", "archive", "--before", "2100-01-01", "archive.db")
	if code != 9 || !strings.Contains(output, "is not as it was recorded: record 1: ") || !strings.Contains(output, "deletecall history verify") {
		t.Errorf("it ends with %d: %s", code, output)
	}
}

// A change of key is an event and is announced, also the change back to one that signed before.
func TestAnotherKeyIsAnnouncedAlsoWhenItComesBack(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	send := func(id string) string {
		t.Helper()
		_, output := run(t, home, system.environ(), "send", "--call-id", id, "--yes")
		return output
	}
	send("1")
	found, err := filepath.Glob(filepath.Join(home, ".config/deletecall/keys/*.key"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	key := found[0]
	// exchange puts the other key in the place of the one that signs, if there is one yet.
	exchange := func() {
		t.Helper()
		aside, other := key+"-aside", key+"-other"
		err := os.Rename(key, aside)
		if _, missing := os.Stat(other); missing == nil {
			err = errors.Join(err, os.Rename(other, key))
		}
		if err = errors.Join(err, os.Rename(aside, other)); err != nil {
			t.Fatal(err)
		}
	}
	const comesBack = "an earlier key signs the history again from here on: "
	exchange()
	if output := send("2"); !strings.Contains(output, "a new key signs the history from here on: ") {
		t.Errorf("with a new key: %s", output)
	}
	if output := send("3"); strings.Contains(output, "from here on") {
		t.Errorf("with the same key again: %s", output)
	}
	exchange()
	if output := send("4"); !strings.Contains(output, comesBack) {
		t.Errorf("with the first key again: %s", output)
	}
	if output := send("5"); strings.Contains(output, "from here on") {
		t.Errorf("with the first key still: %s", output)
	}
	exchange()
	if _, output := run(t, home, nil, "history", "checkpoint"); !strings.Contains(output, comesBack) {
		t.Errorf("a checkpoint with the second key: %s", output)
	}
	if code, output := run(t, home, nil, "history", "log"); code != 0 || strings.Count(output, " key ") != 3 {
		t.Errorf("the log ends with %d: %s", code, output)
	}
	if code, output := run(t, home, nil, "history", "verify"); code != 0 {
		t.Errorf("verify ends with %d: %s", code, output)
	}
}
