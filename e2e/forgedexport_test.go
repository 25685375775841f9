package e2e

import (
	"fmt"
	"slices"
	"testing"

	"deletecall/history/export"
	"deletecall/simulator"
)

// Lists and exports hold each record against the tree, without the raw answers: nothing
// they write follows from those. What hands out one record reads them too.
func TestEveryListAndExportNoticesWhatItWritesWasChanged(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	if code, output := run(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--reason", "GDPR-17", "--yes"); code != 0 {
		t.Fatal(code, output)
	}
	if code, output := run(t, home, system.environ(), "send", "--call-id", "1", "--yes"); code != 3 {
		t.Fatal(code, output)
	}
	everyList := [][]string{{"list"}, {"list", "--json"}}
	toFile := []string{"export", "--out", "export", "--force", "--format"}
	everyList = append(everyList, slices.Concat(toFile, []string{"csv", "--raw"}))
	for _, format := range export.Formats() {
		everyList = append(everyList, slices.Concat(toFile, []string{string(format)}))
	}
	everyReader := func(number string) [][]string {
		return [][]string{{"show", number}, {"show", number, "--json"}, {"certificate", number}, {"prove", number}, {"verify"}}
	}
	check := func(commands [][]string, want int) {
		t.Helper()
		for _, args := range commands {
			if code, output := run(t, home, nil, append([]string{"history"}, args...)...); code != want {
				t.Errorf("%v ended with %d, expected %d: %s", args, code, want, output)
			}
		}
	}
	check(everyList, 0)
	check(everyReader("1"), 0)
	for name, test := range map[string]struct {
		number, column, from, to string
		lists                    int
	}{
		"identifier": {"1", "fields", "TRS26140192", "TRS26140193", 9},
		"reason":     {"1", "fields", "GDPR-17", "GDPR-18", 9},
		"message":    {"2", "fields", "Call for callID 1 not found", "Call for callID 1 was found", 9},
		"raw answer": {"1", "answers", "<Verba", "<Werba", 0},
	} {
		t.Run(name, func(t *testing.T) {
			change := func(from, to string) {
				forge(t, home, fmt.Sprintf(`UPDATE event SET %[1]s = unhex(replace(hex(%[1]s), hex('%s'), hex('%s'))) WHERE number = %[4]s AND %[1]s IS NOT NULL`, test.column, from, to, test.number))
			}
			change(test.from, test.to)
			defer change(test.to, test.from)
			check(everyList, test.lists)
			check(everyReader(test.number), 9)
		})
	}
}
