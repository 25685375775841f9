package sqlite

import (
	"database/sql"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"deletecall/history"
	"deletecall/history/store"
	"deletecall/history/storetest"
	"deletecall/query"
)

// inList runs statements on the history around the program.
func inList(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

// The index was made while the list said something else: it has the seal of what it holds,
// and would hide record 5.
func TestARebuildMakesAnIndexAgainThatIsSealedAndWrong(t *testing.T) {
	if withoutFTS5() {
		t.Skip("this build has no FTS5; make test has")
	}
	path := newPath(t)
	filled := openStore(t, path)
	fill(t, filled, rand.New(rand.NewPCG(3, 4)), indexedRecords, "accepted", "refused", "unknown")
	if err := filled.Close(); err != nil {
		t.Fatal(err)
	}
	want := scanned(t, path)
	inList(t, path, `CREATE TABLE kept AS SELECT * FROM record WHERE number = 5; UPDATE record SET identifier = 'x', reason = 'x', operator = 'x' WHERE number = 5`)
	opened := openStore(t, path)
	if err := errors.Join(opened.Index(t.Context()), opened.Close()); err != nil {
		t.Fatal(err)
	}
	inList(t, path, `DELETE FROM record WHERE number = 5; INSERT INTO record SELECT * FROM kept; DROP TABLE kept`)

	opened = openStore(t, path)
	if findings, err := storetest.Findings(t.Context(), opened); err != nil || len(findings) != 1 || !strings.Contains(findings[0], "it leads to other records than it should") {
		t.Fatalf("found %q, %v", findings, err)
	}
	done, err := opened.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: begin}, nil)
	if err != nil || len(done.Before) != 1 || done.Records < indexedRecords {
		t.Errorf("it did %+v, %v", done, err)
	}
	if findings, err := storetest.Findings(t.Context(), opened); err != nil || len(findings) > 0 {
		t.Errorf("afterwards found %q, %v", findings, err)
	}
	if upTo := indexedUpTo(t, opened); upTo < indexedRecords {
		t.Errorf("the index goes up to %d", upTo)
	}
	for i, words := range searches {
		if got := foundBy(t, opened, words); !slices.Equal(got, want[i]) {
			t.Errorf("%q finds %v, want %v", words, got, want[i])
		}
	}
}

func TestNoListIsMadeOfEventsThatCantFollowOneAnother(t *testing.T) {
	opened := openStore(t, indexedHistory(t)) // an outcome was added to record 7
	size, _, err := opened.TreeHead(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done, err := opened.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: begin}, nil)
	if err != nil || len(done.Findings) != 1 || !strings.Contains(done.Findings[0], "can't follow the earlier events of record 7") {
		t.Errorf("it did %+v, %v", done, err)
	}
	if after, _, err := opened.TreeHead(t.Context()); err != nil || after != size {
		t.Errorf("it had %d events, and has %d, %v", size, after, err)
	}
}

func TestAListSaysWhichRecordIsMissingOrWasAdded(t *testing.T) {
	for forgery, want := range map[string]string{
		`DELETE FROM record WHERE number = 1`:                                            "the list has 3 of 4 records, record 1 is missing from it",
		`DELETE FROM record WHERE number = 3`:                                            "the list has 3 of 4 records, record 3 is missing from it",
		`DELETE FROM record WHERE number = 4`:                                            "the list has 3 of 4 records, record 4 is missing from it",
		`DELETE FROM record`:                                                             "the list has 0 of 4 records, record 1 is missing from it",
		`UPDATE record SET number = 9 WHERE number = 4`:                                  "the list has a record 9 that has no event",
		`UPDATE record SET number = 0 WHERE number = 2`:                                  "the list has a record 0 that has no event",
		`UPDATE record SET number = -5 WHERE number = 2; INSERT INTO late VALUES (77)`:   "the list has a record -5 that has no event",
		`UPDATE record SET number = 7 WHERE number = 1; DELETE FROM late WHERE number=1`: "the list has a record 7 that has no event",
	} {
		path := newPath(t)
		opened := openStore(t, path)
		for range 4 {
			if err := opened.RecordOutcome(t.Context(), mustIntent(t, opened, "8856"), accepted()); err != nil {
				t.Fatal(err)
			}
		}
		if err := opened.Close(); err != nil {
			t.Fatal(err)
		}
		inList(t, path, forgery)
		opened = openStore(t, path)
		if matching, total, err := opened.Count(t.Context(), query.Query{}); err != nil || matching != 4 || total != 4 {
			t.Errorf("%s: it counts %d of %d, %v", forgery, matching, total, err)
		}
		page, err := opened.Find(t.Context(), query.Query{}, query.PageRequest{Limit: 10})
		if err != nil || len(page.Records) != 4 {
			t.Errorf("%s: it shows %d records, %v", forgery, len(page.Records), err)
		}
		var list *store.ListError
		if err := opened.Damage(); !errors.As(err, &list) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "deletecall history rebuild") {
			t.Errorf("%s: it says %v", forgery, err)
		}
	}
}

// An index in whose place something else is, or that others can change, is opened by nobody: it can't be emptied.
func TestARebuildMakesAnIndexAgainThatNobodyOpens(t *testing.T) {
	if withoutFTS5() {
		t.Skip("this build has no FTS5; make test has")
	}
	for what, put := range map[string]string{
		"a pipe": `mkfifo "$1"`, "a folder": `mkdir "$1" && : > "$1/x"`, "a link": `ln -s /dev/zero "$1"`, "what others can write": `: > "$1"; chmod 666 "$1"`,
	} {
		path := newPath(t)
		filled(t, path)
		outside(t, `rm -f "$1" "$1"-*; `+put, path+"-search")
		opened := openStore(t, path)
		if findings, err := opened.SearchFindings(t.Context()); err != nil || len(findings) != 1 || !strings.Contains(findings[0], "is not used: "+path+"-search ") {
			t.Errorf("%s: found %q, %v", what, findings, err)
		}
		_ = opened.Index(t.Context()) // as a console does, which can't
		if _, err := opened.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: begin}, nil); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if findings, err := opened.SearchFindings(t.Context()); err != nil || len(findings) > 0 {
			t.Errorf("%s, afterwards: found %q, %v", what, findings, err)
		}
		if upTo := indexedUpTo(t, opened); upTo < 3 {
			t.Errorf("%s: the index goes up to %d", what, upTo)
		}
	}
}
