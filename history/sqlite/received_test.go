package sqlite

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	log "deletecall/history/store"
)

var errOfSource = errors.New("terminating connection due to administrator command")

// endingSource is another store that ends while its events are read.
type endingSource struct{ log.Snapshot }

func (endingSource) Events(context.Context) iter.Seq2[proof.StoredEvent, error] {
	return func(yield func(proof.StoredEvent, error) bool) { yield(proof.StoredEvent{}, errOfSource) }
}

// Nobody is sent to look at the disk when it was the server that ended.
func TestWhatTheOtherStoreFailedWithIsNotSaidOfTheFile(t *testing.T) {
	store := openStore(t, filepath.Join(t.TempDir(), "from.db"))
	to := filepath.Join(t.TempDir(), "to.db")
	err := store.Whole(t.Context(), func(from log.Snapshot) error {
		_, err := Receive(t.Context(), to, Options{Memory: t.TempDir()}, "alice", store.Identity(), endingSource{from}, func(int64, int64) {})
		var ofFile *deletion.HistoryError // else the other store explains it
		if !errors.Is(err, errOfSource) || errors.As(err, &ofFile) {
			t.Errorf("%v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(to); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a file: %v", err)
	}
}

// A deletion that begins in the place meanwhile would lose its record.
func TestAMoveIntoAFileAnnouncesItself(t *testing.T) {
	store, to := openStore(t, filepath.Join(t.TempDir(), "from.db")), filepath.Join(t.TempDir(), "to.db")
	if err := store.RecordOutcome(t.Context(), mustIntent(t, store, "8856"), accepted()); err != nil {
		t.Fatal(err)
	}
	received := moveInto(t, store, to, t.TempDir())
	lock := announceElsewhere(t, to, announcement(t, to))
	received.End()
	if _, err := Open(t.Context(), to, Options{BusyTime: time.Millisecond}); !errors.Is(err, history.ErrRestored) || !strings.Contains(err.Error(), "alice") {
		t.Errorf("meanwhile: %v", err)
	}
	_ = lock.Close()
	if err := received.Finish(t.Context()); err != nil {
		t.Error(err)
	}
	for name, again := range map[string]*Store{"the same": store, "another one": openStore(t, filepath.Join(t.TempDir(), "other.db"))} {
		err := again.Whole(t.Context(), func(from log.Snapshot) error {
			_, err := Receive(t.Context(), to, Options{Memory: t.TempDir()}, "alice", again.Identity(), from, quietly)
			return err
		})
		if err == nil || errors.Is(err, log.ErrArrived) != (again == store) {
			t.Errorf("%s once more: %v", name, err)
		}
	}
}

// moveInto moves what a store has into a file, but for the end.
func moveInto(t *testing.T, store *Store, to, memory string) (received Received) {
	t.Helper()
	err := store.Whole(t.Context(), func(from log.Snapshot) (err error) {
		received, err = Receive(t.Context(), to, Options{Memory: memory}, "alice", store.Identity(), from, quietly)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return received
}

// It would be said to have arrived, and be a copy, which takes no deletion.
func TestAMoveIntoAFileThatIsNotRememberedIsRepeated(t *testing.T) {
	store, to, memory := openStore(t, filepath.Join(t.TempDir(), "from.db")), filepath.Join(t.TempDir(), "to.db"), filepath.Join(t.TempDir(), "memory")
	if err := store.RecordOutcome(t.Context(), mustIntent(t, store, "8856"), accepted()); err != nil {
		t.Fatal(err)
	}
	received := moveInto(t, store, to, memory)
	received.End()
	outside(t, `rm -rf "$1"; touch "$1"`, memory) // where nothing can be remembered
	if err := received.Finish(t.Context()); err == nil {
		t.Fatal("it could be remembered")
	}
	outside(t, `rm "$1"`, memory)
	received = moveInto(t, store, to, memory)
	received.End()
	if err := received.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustIntent(t, openWith(t, to, Options{Memory: memory}), "8857")
}
