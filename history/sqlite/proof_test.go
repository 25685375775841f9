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
	"deletecall/history/storetest"
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
			recorded, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
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
	findings, err := storetest.Findings(context.Background(), store)
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
		t.Errorf("an unchanged history is signed again: %v", err)
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
	file, err := store.Prove(context.Background(), 7, checkpoints[2], nil, key.Public())
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
	if _, err := store.Prove(context.Background(), 99, checkpoints[2], nil, key.Public()); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
}
