package sqlite

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/storetest"
	"deletecall/query"
)

// A trigger acts within the program's own transactions, and whatever it does seems to go well.
const dropsOutcomes = `CREATE TRIGGER x BEFORE INSERT ON event WHEN NEW.kind = 'outcome' BEGIN SELECT RAISE(IGNORE); END`

func TestNothingIsSentFromAHistoryWithATriggerOfSomebodyElse(t *testing.T) {
	for _, trigger := range []string{
		dropsOutcomes,
		`CREATE TRIGGER x AFTER INSERT ON event BEGIN UPDATE record SET message = 'forged' WHERE number = NEW.number; END`,
		`DROP TRIGGER event_is_the_next_one; CREATE TRIGGER event_is_the_next_one AFTER INSERT ON event BEGIN SELECT 1; END`,
	} {
		path := newPath(t)
		store := openStore(t, path)
		if err := store.RecordOutcome(t.Context(), mustIntent(t, store, "8801"), accepted()); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := store.writer.Exec(trigger); err != nil {
			t.Fatal(err)
		}
		if _, err := openStore(t, path).Ready(t.Context()); !isDamage(err) {
			t.Errorf("%s: %v", trigger, err)
		}
	}
}

// Somebody may add it while a request is in progress.
func TestAnOutcomeThatATriggerDropsIsPutAside(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	intent := mustIntent(t, store, "8801")
	if _, err := store.writer.Exec(dropsOutcomes); err != nil {
		t.Fatal(err)
	}
	var aside *deletion.OutcomeNotRecordedError
	err := store.RecordOutcome(t.Context(), intent, accepted())
	if !errors.As(err, &aside) || filepath.Dir(aside.SideFile) != filepath.Dir(path) {
		t.Errorf("%v", err)
	}
	if _, err := store.writer.Exec(`DROP TRIGGER x`); err != nil {
		t.Fatal(err)
	}
	if err := store.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if record, err := store.Record(t.Context(), intent.Number); err != nil || record.Outcome.Kind != deletion.Accepted {
		t.Errorf("afterwards it is %s, %v", record.Outcome.Kind, err)
	}
}

// The digest in the code is that of the migrations: when one is added, this says what it is.
func TestTheDigestIsThatOfTheSchema(t *testing.T) {
	store := openStore(t, newPath(t))
	schema, err := schemaOf(t.Context(), store.writer)
	if err != nil {
		t.Fatal(err)
	}
	if digest := digestOf(schema); digest != schemaDigest {
		t.Errorf("schemaDigest should be %q", digest)
	}
	if changes, err := schemaChanges(t.Context(), store.writer); err != nil || len(changes) > 0 {
		t.Errorf("%v, %v", changes, err)
	}
}

// What was dropped no longer refuses a change, or makes every list slow; what was added may hide rows.
func TestIndexesAndTriggersThatWereChangedAreFoundByEveryReadingAndMadeAgain(t *testing.T) {
	for change, found := range map[string]string{
		`DROP TRIGGER event_is_never_removed`:                   "the trigger event_is_never_removed was dropped from the database",
		`DROP INDEX event_of_number`:                            "the index event_of_number was dropped from the database",
		`CREATE INDEX "a ""b" ON record (reason)`:               "was added to the database",
		`CREATE VIEW x AS SELECT 1`:                             "the view x was added to the database",
		`CREATE TABLE x (y)`:                                    "the table x was added to the database",
		dropsOutcomes:                                           "the trigger x was added to the database",
		`DROP TRIGGER event_is_never_removed; ` + dropsOutcomes: ", and 1 more",
		`DROP INDEX event_of_number; CREATE TABLE event_of_number (y); CREATE INDEX x ON event_of_number (y)`: ", and 2 more",
		`DROP INDEX event_of_number; CREATE INDEX event_of_number ON event (seq)`:                             "the index event_of_number of the database was changed",
	} {
		whole, key, _ := regular(t)
		path := whole.place.Path()
		if err := whole.CheckTree(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := whole.Close(); err != nil {
			t.Fatal(err)
		}
		inList(t, path, change)
		changed := openStore(t, path)
		if _, err := changed.Ready(t.Context()); !isDamage(err) || !strings.Contains(err.Error(), found) {
			t.Errorf("%s: before an intent it says %v", change, err)
		}
		if err := changed.CheckTree(t.Context()); !isDamage(err) || !strings.Contains(err.Error(), found) || !strings.Contains(err.Error(), "deletecall history rebuild") {
			t.Errorf("%s: reading says %v", change, err)
		}
		if err := changed.Close(); err != nil { // what was met stays known to it
			t.Fatal(err)
		}
		changed = openStore(t, path)
		done, err := changed.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: begin}, nil, key.Public())
		if err != nil || len(done.Findings) > 0 || len(done.Before) == 0 {
			t.Errorf("%s: rebuilding does %+v, %v", change, done, err)
		}
		if err := changed.CheckTree(t.Context()); err != nil {
			t.Errorf("%s: after rebuilding, reading says %v", change, err)
		}
		if err := changed.Close(); err != nil {
			t.Fatal(err)
		}
		expectSound(t, path, change)
	}
}

// expectSound opens a history again, from which a rebuild has removed a change, and finds nothing wrong.
func expectSound(t *testing.T, path, change string) {
	t.Helper()
	rebuilt := openStore(t, path)
	if _, err := rebuilt.Ready(t.Context()); err != nil {
		t.Errorf("%s: after rebuilding, before an intent it says %v", change, err)
	}
	if findings, err := storetest.Findings(t.Context(), rebuilt); err != nil || len(findings) > 0 {
		t.Errorf("%s: after rebuilding, verifying finds %q, %v", change, findings, err)
	}
}

// The list is made of the events, and its tables with it. One that is gone, or that can't be read any more, is said to be so.
func TestATableOfOursThatWasChangedIsMadeAgainOrNamed(t *testing.T) {
	for change, c := range map[string]struct {
		found    string
		isMended bool
	}{
		`ALTER TABLE record ADD COLUMN x TEXT`:                                                     {"the table record of the database was changed", true},
		`CREATE TABLE y AS SELECT number FROM late; DROP TABLE late; ALTER TABLE y RENAME TO late`: {"the table late of the database was changed", true},
		`DROP TABLE record`:                   {"the table record was dropped from the database, and 12 more", false},
		`DROP TABLE late`:                     {"the table late was dropped from the database", false},
		`ALTER TABLE event ADD COLUMN x TEXT`: {"the table event of the database was changed", false},
		`DROP TABLE public_key`:               {"the table public_key was dropped from the database", false},
	} {
		whole, key, _ := regular(t)
		path := whole.place.Path()
		if err := whole.Close(); err != nil {
			t.Fatal(err)
		}
		inList(t, path, change)
		changed := openStore(t, path)
		if err := changed.CheckTree(t.Context()); !isDamage(err) || !strings.Contains(err.Error(), c.found) {
			t.Errorf("%s: reading says %v", change, err)
		}
		if _, err := changed.Find(t.Context(), query.Query{}, query.PageRequest{Limit: 10}); err != nil && !isDamage(err) {
			t.Errorf("%s: a list says %v", change, err)
		}
		if err := changed.Close(); err != nil { // what was met stays known to it
			t.Fatal(err)
		}
		changed = openStore(t, path)
		done, err := changed.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: begin}, nil, key.Public())
		if !c.isMended {
			if !isDamage(err) || !strings.Contains(err.Error(), c.found) || !strings.Contains(err.Error(), "restore a backup") {
				t.Errorf("%s: rebuilding does %+v, %v", change, done, err)
			}
			continue
		}
		if err != nil || len(done.Findings) > 0 || len(done.Before) == 0 {
			t.Errorf("%s: rebuilding does %+v, %v", change, done, err)
		}
		if err := changed.Close(); err != nil {
			t.Fatal(err)
		}
		expectSound(t, path, change)
	}
}

func TestAHistoryWithoutATableThatOpeningNeedsIsToBeRestored(t *testing.T) {
	for _, table := range []string{"meta", "event"} {
		whole, _, _ := regular(t)
		path := whole.place.Path()
		if err := whole.Close(); err != nil {
			t.Fatal(err)
		}
		inList(t, path, "DROP TABLE "+table)
		var problem *deletion.HistoryError
		if _, err := Open(t.Context(), path, Options{}); !errors.As(err, &problem) || !strings.Contains(problem.Problem, "no such table: "+table) || !strings.Contains(problem.Advice, "restore a backup") {
			t.Errorf("without %s: %v", table, err)
		}
	}
}
