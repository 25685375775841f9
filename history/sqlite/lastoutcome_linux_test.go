//go:build amd64 || arm64

package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
)

// command records a whole deletion as a command does, which is a process.
func command(t *testing.T, path, identifier string) (*Store, deletion.Intent) {
	t.Helper()
	store := openStore(t, path)
	store.EndsAfterOutcome()
	if _, err := store.Ready(context.Background()); err != nil {
		t.Fatal(err)
	}
	intent := mustIntent(t, store, identifier)
	if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
		t.Fatal(err)
	}
	return store, intent
}

// reads has another process read, so that the log can't be folded.
func reads(t *testing.T, path string) (end func()) {
	t.Helper()
	tx, err := openStore(t, path).reader.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := anyEvent(context.Background(), tx); err != nil {
		t.Fatal(err)
	}
	return func() { _ = tx.Rollback() }
}

func TestTheOutcomeOfACommandSurvivesALossOfPower(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	for name, prevent := range map[string]func(t *testing.T, path string) (end func()){
		"alone":                       func(*testing.T, string) (end func()) { return func() {} },
		"while another process reads": reads,
	} {
		path := filepath.Join(root, name, "history.db")
		first, _ := command(t, path, "8855")
		first.Leave()
		end := prevent(t, path)
		store, intent := command(t, path, "8856")
		lost := filepath.Join(loseThePower(root), name, "history.db")
		end()
		if synchronous, err := one[int](context.Background(), store.writer, `PRAGMA synchronous`); err != nil || synchronous != 2 {
			t.Errorf("%s: what is recorded after it is not durable: %d, %v", name, synchronous, err)
		}
		if record := mustRecord(t, openStore(t, atHome(t, lost)), intent.Number); record.Outcome.Kind != deletion.Accepted {
			t.Errorf("%s: the outcome became %q", name, record.Outcome.Kind)
		}
	}
}

func TestACommandSyncsFiveTimes(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	path := filepath.Join(root, "data", "history.db")
	first, _ := command(t, path, "8855") // a history is not made by every command
	first.Leave()
	for _, most := range []struct {
		syncs int
		met   bool
	}{{5, true}, {6, false}} {
		arm(rule{kind: syncs, n: most.syncs})
		store, _ := command(t, path, "8856")
		store.Leave()
		if met := disarm(); met != most.met {
			t.Errorf("%d syncs: %v", most.syncs, met)
		}
		if records := alone(t, path); records == 0 {
			t.Error("the file alone has no record")
		}
	}
}

func TestALogThatCouldNotBeSyncedOnceIsNotTrustedAgain(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	store.EndsAfterOutcome()
	intent := mustIntent(t, store, "8856")
	end := reads(t, path)
	store.writer.unsynced = unix.EIO
	var aside *deletion.OutcomeNotRecordedError
	if err := store.RecordOutcome(context.Background(), intent, accepted()); !errors.As(err, &aside) || aside.SideFile == "" {
		t.Errorf("in a log that may have lost it: %v", err)
	}
	end()
	if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
		t.Errorf("in the database itself: %v", err)
	}
}
