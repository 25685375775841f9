package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/proof"
)

// signed is a history of some records with a checkpoint after each third of them.
func signed(t *testing.T) (store *Store, key *proof.Key, checkpoints [][]byte) {
	t.Helper()
	store = openStore(t, newPath(t))
	origin, err := proof.Origin(store.ID())
	if err != nil {
		t.Fatal(err)
	}
	if key, _, err = proof.OpenKey(filepath.Join(t.TempDir(), "key"), origin); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 3 {
		for n := range 10 {
			intent := intentFor(fmt.Sprint(8000 + 10*i + n))
			recorded, err := store.RecordIntent(context.Background(), intent)
			if err != nil {
				t.Fatal(err)
			}
			if random.IntN(4) > 0 {
				if err := store.RecordOutcome(context.Background(), recorded, accepted()); err != nil {
					t.Fatal(err)
				}
			}
		}
		checkpoint, err := store.Sign(context.Background(), key)
		if err != nil {
			t.Fatal(err)
		}
		checkpoints = append(checkpoints, checkpoint.Note)
	}
	return store, key, checkpoints
}

// verified is everything that verifying finds.
func verified(t *testing.T, store *Store, given ...[]byte) []string {
	t.Helper()
	var named []proof.NamedCheckpoint
	for _, note := range given {
		named = append(named, proof.NamedCheckpoint{Name: "given", Note: note})
	}
	report, err := store.Verify(context.Background(), named)
	if err != nil {
		t.Fatal(err)
	}
	findings, err := store.Findings(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return append(report.Findings(), findings...)
}

func TestAnUntouchedHistoryVerifies(t *testing.T) {
	store, key, checkpoints := signed(t)
	if findings := verified(t, store, checkpoints...); len(findings) > 0 {
		t.Error(strings.Join(findings, "\n"))
	}
	if keys, err := store.PublicKeys(context.Background()); err != nil || !slices.Equal(keys, []string{key.Public()}) {
		t.Errorf("%v, %v", keys, err)
	}
	if again, err := store.Sign(context.Background(), key); err != nil || string(again.Note) != string(checkpoints[2]) {
		t.Errorf("an unchanged history is signed anew: %v", err)
	}
}

func TestEveryTamperingWithPlainSQLIsFound(t *testing.T) {
	const open = `DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed; DROP TRIGGER event_is_the_next_one;
		DROP TRIGGER hash_is_never_changed; DROP TRIGGER hash_is_never_removed; DROP TRIGGER hash_is_the_next_one;`
	for name, test := range map[string]struct{ statement, found string }{
		"an edited identifier": {open + `UPDATE event SET data = CAST(replace(CAST(data AS TEXT), '"8001"', '"9001"') AS BLOB) WHERE kind = 'intent'`, "event"},
		"a deleted event":      {open + `DELETE FROM event WHERE seq = 5`, ""},
		"an inserted event": {open + `UPDATE event SET seq = -seq - 1 WHERE seq > 5; UPDATE event SET seq = -seq WHERE seq < 0;
			INSERT INTO event SELECT 6, number, kind, data, answers FROM event WHERE seq = 3`, ""},
		"swapped events":       {open + `UPDATE event SET seq = -3 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 5; UPDATE event SET seq = 5 WHERE seq = -3`, ""},
		"a changed answer":     {open + `UPDATE event SET answers = x'00' WHERE answers IS NOT NULL AND seq < 9`, "answer"},
		"a changed list":       {`UPDATE record SET outcome = 'refused' WHERE number = 4`, "record 4"},
		"a removed list entry": {`DELETE FROM record WHERE number = 7`, "Record 7 is missing"},
		"an invented list entry": {`INSERT INTO record SELECT 99, outcome, settled, code, type, status, confirmed, target, identifier, operator, server, reason, message
			FROM record WHERE number = 1`, "record 99"},
		"a dropped trigger": {`DROP TRIGGER event_is_never_removed`, "event_is_never_removed was dropped"},
		"a changed trigger": {`DROP TRIGGER event_is_never_removed; CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event BEGIN SELECT 1; END`, "was changed"},
		"an added trigger":  {`CREATE TRIGGER quiet AFTER INSERT ON record BEGIN DELETE FROM record; END`, "quiet was added"},
		"a cut tail": {open + `DELETE FROM event WHERE seq > 20; DELETE FROM event_hash WHERE seq > 20;
			DROP TRIGGER checkpoint_is_never_removed; DELETE FROM checkpoint WHERE size > 20;
			DELETE FROM record WHERE number NOT IN (SELECT number FROM event)`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			store, _, checkpoints := signed(t)
			for _, statement := range strings.Split(test.statement, ";\n") {
				if _, err := store.writer.Exec(statement); err != nil && !strings.Contains(err.Error(), "BLOB") {
					t.Fatal(err)
				}
			}
			findings := verified(t, store, checkpoints[2])
			if len(findings) == 0 || !strings.Contains(strings.Join(findings, "\n"), test.found) {
				t.Errorf("found %q", findings)
			}
		})
	}
}

func TestACutTailContradictsTheKeysOwnMemory(t *testing.T) {
	store, key, _ := signed(t)
	if _, err := store.writer.Exec(`DROP TRIGGER event_is_never_removed; DELETE FROM event WHERE seq > 20;
		DROP TRIGGER checkpoint_is_never_removed; DELETE FROM checkpoint`); err != nil {
		t.Fatal(err)
	}
	var contradiction *proof.ContradictionError
	if _, err := store.Sign(context.Background(), key); !errors.As(err, &contradiction) {
		t.Errorf("it is signed: %v", err)
	}
}

func TestOneDeletionIsProvedWithoutTheOthers(t *testing.T) {
	store, key, checkpoints := signed(t)
	file, err := store.Prove(context.Background(), 7, checkpoints[2], false)
	if err != nil {
		t.Fatal(err)
	}
	proved, err := proof.CheckProof(file, key.Public())
	if err != nil || proved.Record.Intent.Identifier != "8006" {
		t.Errorf("%+v, %v", proved, err)
	}
	if strings.Contains(string(file), "8005") || strings.Contains(string(file), "8007") {
		t.Error("the proof shows another deletion")
	}
	var missing *deletion.NoRecordError
	if _, err := store.Prove(context.Background(), 99, checkpoints[2], false); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
}
