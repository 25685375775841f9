package e2e

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"deletecall/simulator"
)

// office is a console in the history of 60 made-up records, all of them listed.
func office(t *testing.T, arrange func(home string)) (home string, s session) {
	t.Helper()
	home = t.TempDir()
	if out, err := command(t, home, nil, "simulate", "--fill", "60", "--history", historyFile(home)).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if arrange != nil {
		arrange(home)
	}
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	s = openConsole(t, home, system.environ())
	s.keys(f2)
	s.expect("60 of 60 records")
	return home, s
}

// numbersOf are the records' numbers in an exported CSV file, in its order.
func numbersOf(t *testing.T, path string) (numbers []string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.FieldsPerRecord = -1
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, "number") })
	if head < 0 {
		t.Fatalf("there is no column of numbers: %q", rows)
	}
	column := slices.Index(rows[head], "number")
	for _, row := range rows[head+1:] {
		numbers = append(numbers, row[column])
	}
	return numbers
}

// listedBy are the numbers that the command lists.
func listedBy(t *testing.T, home string, query ...string) (numbers []string) {
	t.Helper()
	out, _ := outputs(t, home, nil, append([]string{"history", "list", "--json", "--limit", "0"}, query...)...)
	for line := range strings.Lines(string(out)) {
		var record struct{ Number json.Number }
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, record.Number.String())
	}
	return numbers
}

// exportsTo chooses the CSV export, and names its file.
func (s session) exportsTo(path string) {
	s.t.Helper()
	s.keys("e")
	s.expect("Write which file?", "Export as CSV")
	for !strings.Contains(s.Screen(), "▸Export as CSV") {
		row := chosenRow(s.Screen())
		s.keys(down)
		if err := s.WaitUntil("another row", func(screen string) bool { return chosenRow(screen) != row }); err != nil {
			s.t.Fatal(err)
		}
	}
	s.keys(enter)
	s.expect("▸File", "records.csv")
	s.keys(path + enter)
}

func chosenRow(screen string) string {
	for line := range strings.Lines(screen) {
		if strings.HasPrefix(strings.TrimSpace(line), "▸") && !strings.Contains(line, "▸ ") {
			return line
		}
	}
	return ""
}

func TestAnExportIsExactlyTheViewOfTheConsole(t *testing.T) {
	home, s := office(t, nil)
	s.keys("/outcome:accepted" + enter)
	want := listedBy(t, home, "outcome:accepted", "--sort", "operator")
	s.expect(" of 60 records match")
	s.keys("S") // sorted by another column
	s.expect("by operator")
	s.exportsTo("view.csv")
	s.expect("Written:")
	if got := numbersOf(t, filepath.Join(home, "view.csv")); !slices.Equal(got, want) || len(want) == 0 || len(want) == 60 {
		t.Errorf("exported %v, want %v", got, want)
	}
	s.quit(0)
	if out, _ := outputs(t, home, nil, "history", "log"); !strings.Contains(string(out), "outcome:accepted") {
		t.Errorf("the export is not in the log:\n%s", out)
	}
}

func TestAPaperOfTheConsoleReplacesNothingAndIsWholeOrNotThere(t *testing.T) {
	home, s := office(t, func(home string) {
		writeFile(t, filepath.Join(home, "taken.csv"), "mine", 0o600)
		if err := os.Symlink("nowhere", filepath.Join(home, "link.csv")); err != nil {
			t.Fatal(err)
		}
	})
	s.exportsTo("taken.csv")
	s.expect("A file with this name exists, and was kept. Choose another name.", "taken.csv")
	s.keys("\x15link.csv" + enter)                                        // ctrl+u empties the field
	s.expect("is a symbolic link and is not replaced.", "▸File link.csv") // and asked for again
	s.keys("\x15no/such/folder.csv" + enter)
	s.expect("does not exist; no file was written.", "▸File no/such/folder.csv")
	s.keys("\x15/dev/full" + enter)
	s.expect("is not a regular file and is not replaced.", "▸File /dev/full")
	s.keys(esc)
	s.expect("60 of 60 records")
	s.keys("p")
	s.expect("▸File", "certificate-")
	s.keys("taken.csv" + enter)
	s.expect("A file with this name exists, and was kept.")
	s.keys("\x15page.html" + enter)
	s.expect("Written:")
	s.quit(0)
	if read(t, filepath.Join(home, "taken.csv")) != "mine" {
		t.Error("a file was replaced")
	}
	mustBePrivate(t, filepath.Join(home, "page.html"))
	mustLeaveNothing(t, home, "taken.csv", "link.csv", "page.html")
}

// mustLeaveNothing looks for files besides those in the home folder.
func mustLeaveNothing(t *testing.T, home string, besides ...string) {
	t.Helper()
	entries, err := os.ReadDir(home)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if hidden := entry.IsDir() && strings.HasPrefix(entry.Name(), "."); !hidden && !slices.Contains(besides, entry.Name()) {
			t.Errorf("%s was left", entry.Name())
		}
	}
}

func TestACancelledPaperIsNotWritten(t *testing.T) {
	home, s := office(t, nil)
	s.keys("p")
	s.expect("▸File", "certificate-")
	s.keys("page.html" + esc)
	s.expect("60 of 60 records")
	s.keys("e")
	s.expect("Write which file?")
	s.keys(esc)
	s.expect("60 of 60 records")
	s.quit(0)
	mustLeaveNothing(t, home)
	if out, _ := outputs(t, home, nil, "history", "log"); strings.Contains(string(out), "certificate") {
		t.Errorf("it was recorded:\n%s", out)
	}
}

func TestAChangedRecordGetsNoPaperFromTheConsole(t *testing.T) {
	home, s := office(t, nil)
	number := listedBy(t, home, "outcome:accepted")[0]
	forge(t, home, "UPDATE event SET data = CAST(replace(CAST(canonical(data) AS TEXT), '\"accepted\"', '\"accepted\" ') AS BLOB)"+
		" WHERE seq = (SELECT max(seq) FROM event WHERE number = "+number+")")
	s.keys("/number:" + number + enter)
	s.expect("1 of 60 records match", "! Record "+number+" was changed", "! changed")
	s.keys("p")
	s.expect("Record " + number + " was changed around the program. Open it to see what is wrong: enter")
	s.exportsTo("view.csv")
	s.expect("Written:")
	s.quit(0)
	mustLeaveNothing(t, home, "view.csv")
	if got := read(t, filepath.Join(home, "view.csv")); strings.Contains(got, "accepted") {
		t.Errorf("the changed record was exported without a mark:\n%s", got)
	}
}
