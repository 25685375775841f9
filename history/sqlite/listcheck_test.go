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
		"a text in the column after its own": {
			`CREATE TABLE kept AS SELECT operator, login FROM record WHERE number = 8; UPDATE record SET operator = '', login = operator || login WHERE number = 8`,
			`UPDATE record SET (operator, login) = (SELECT operator, login FROM kept) WHERE number = 8; DROP TABLE kept`,
			"The list and the events of record 8 differ.",
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

// While the list is compared as texts, a value of another type that reads the same shows no
// difference. It does not fit the table, which the database says.
func TestAValueOfAnotherTypeInTheListIsFound(t *testing.T) {
	for column, as := range map[string]string{"identifier": "BLOB", "settled": "TEXT", "confirmed": "REAL", "code": "TEXT", "uuid": "TEXT"} {
		t.Run(column, func(t *testing.T) {
			path := newPath(t)
			store := openStore(t, path)
			fillSample(t, store, 20)
			inList(t, path, `CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = 'record'; PRAGMA writable_schema = ON;
				UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql, ' STRICT', ''), ' TEXT', ''), ' INTEGER NOT', ' NOT'), ' INTEGER,', ',') WHERE name = 'record'; PRAGMA writable_schema = RESET;
				UPDATE record SET `+column+` = CAST(`+column+` AS `+as+`) WHERE number = 7;
				PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = (SELECT sql FROM kept) WHERE name = 'record'; PRAGMA writable_schema = RESET`)
			findings, err := store.Findings(t.Context())
			if err != nil || !strings.Contains(strings.Join(findings, "\n"), "value in record."+column) {
				t.Errorf("found %q, %v", findings, err)
			}
		})
	}
}
