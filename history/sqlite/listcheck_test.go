package sqlite

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/sample"
)

// The list is compared with the events while these are read in their order: also a record
// that was settled when its row had long been compared, and whatever row was changed.
func TestAListIsComparedWithEventsThatLieFarApart(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	records := slices.Collect(sample.Records(sample.Options{Seed: 5, Count: 700, Until: begin, Years: 1}))
	first := slices.IndexFunc(records, func(r deletion.Record) bool { return r.Outcome.Kind == deletion.Unknown })
	settled := records[first].Intent.Number
	records[first].Settlement = nil
	if err := store.Fill(t.Context(), slices.Values(records), func(int) {}); err != nil || settled > 200 {
		t.Fatal(settled, err)
	}
	if err := store.RecordSettlement(t.Context(), settled, deletion.Settlement{Finding: deletion.FoundDeleted}); err != nil {
		t.Fatal(err)
	}
	report, err := store.Verify(t.Context(), nil)
	if err != nil || !report.OK() || !report.ListFits {
		t.Fatalf("the list does not fit: %q, %v", report.Findings(), err)
	}
	for name, test := range map[string]struct{ change, back, found string }{
		"the settlement is not in its row": {
			fmt.Sprint(`UPDATE record SET settled = 0 WHERE number = `, settled), fmt.Sprint(`UPDATE record SET settled = 1 WHERE number = `, settled), "differ",
		},
		"a row that was compared early": {
			`UPDATE record SET message = 'x' || message WHERE number = 7`, `UPDATE record SET message = substr(message, 2) WHERE number = 7`,
			"The list and the events of record 7 differ.",
		},
		"the last row": {
			`UPDATE record SET reason = 'x' || reason WHERE number = 700`, `UPDATE record SET reason = substr(reason, 2) WHERE number = 700`,
			"The list and the events of record 700 differ.",
		},
		"a row that is missing": {
			`CREATE TABLE kept AS SELECT * FROM record WHERE number = 600; DELETE FROM record WHERE number = 600`, `INSERT INTO record SELECT * FROM kept; DROP TABLE kept`,
			"Record 600 is missing from the list.",
		},
		"a row before all": {
			`CREATE TABLE more AS SELECT * FROM record LIMIT 1; UPDATE more SET number = -1; INSERT INTO record SELECT * FROM more; DROP TABLE more`,
			`DELETE FROM record WHERE number = -1`, "The list shows a record -1 that has no event.",
		},
		"a row after all": {
			`CREATE TABLE more AS SELECT * FROM record LIMIT 1; UPDATE more SET number = 9999; INSERT INTO record SELECT * FROM more; DROP TABLE more`,
			`DELETE FROM record WHERE number = 9999`, "The list shows a record 9999 that has no event.",
		},
	} {
		inList(t, path, test.change)
		report, err := store.Verify(t.Context(), nil)
		if err != nil || report.ListFits {
			t.Errorf("%s: it fits, %v", name, err)
		}
		if findings, err := store.ListFindings(t.Context()); err != nil || !strings.Contains(strings.Join(findings, "\n"), test.found) {
			t.Errorf("%s: found %q, %v", name, findings, err)
		}
		inList(t, path, test.back)
	}
}
