package sqlite

import (
	"errors"
	"path/filepath"
	"testing"

	"deletecall/deletion"
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
