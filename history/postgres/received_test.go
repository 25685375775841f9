package postgres

import (
	"context"
	"errors"
	"iter"
	"testing"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
)

var errOfFile = errors.New("disk I/O error")

// brokenFile is another store of which one thing can't be read.
type brokenFile struct {
	store.Snapshot
	what string
}

func (b brokenFile) Events(ctx context.Context) iter.Seq2[proof.StoredEvent, error] {
	return failing(b.what == "events", b.Snapshot.Events(ctx))
}

func (b brokenFile) ByRecord(ctx context.Context) iter.Seq2[store.Filed, error] {
	return failing(b.what == "records", b.Snapshot.ByRecord(ctx))
}

func (b brokenFile) Checkpoints(ctx context.Context, size int64) iter.Seq2[proof.Checkpoint, error] {
	return failing(b.what == "checkpoints", b.Snapshot.Checkpoints(ctx, size))
}

func (b brokenFile) Keys(ctx context.Context) ([]string, error) {
	if b.what == "keys" {
		return nil, errOfFile
	}
	return b.Snapshot.Keys(ctx)
}

func failing[T any](fails bool, rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	if !fails {
		return rows
	}
	return func(yield func(T, error) bool) {
		var none T
		yield(none, errOfFile)
	}
}

// Nobody is sent to look at the server when it was the file that could not be read.
func TestWhatTheOtherStoreFailedWithIsNotSaidOfTheServer(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{Folder: t.TempDir()})
	deleteWith(t, s, "a call")
	there, _ := newHistory(t)
	for _, what := range []string{"events", "records", "checkpoints", "keys"} {
		err := s.snapshot(t.Context(), func(from session) error {
			_, err := Receive(t.Context(), there, Options{Folder: t.TempDir()}, s.Identity(), brokenFile{logReader{from}, what}, func(int64, int64) {})
			return err
		})
		var ofServer *deletion.HistoryError
		if !errors.Is(err, errOfFile) || errors.As(err, &ofServer) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// receive copies the whole history of a store to another address, on a machine that remembers in a folder.
func receive(t *testing.T, s *Store, address, folder string) (received Received, err error) {
	t.Helper()
	err = s.snapshot(t.Context(), func(from session) (err error) {
		received, err = Receive(t.Context(), address, Options{Folder: folder}, s.Identity(), logReader{from}, func(int64, int64) {})
		return err
	})
	return received, err
}

// Found out only at the end, it would leave the history in no place that takes deletions.
func TestAMoveToWhereThisMachineRemembersAnotherHistoryIsRefusedBeforeIt(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{Folder: t.TempDir()})
	deleteWith(t, s, "a call")
	there, consoleThere := newHistory(t)
	folder := t.TempDir()
	deleteWith(t, mustOpen(t, consoleThere, Options{Folder: folder}), "another call")
	administrate(t, there, `DROP SCHEMA deletecall CASCADE`)
	_, err := receive(t, s, there, folder)
	if !errors.Is(err, store.ErrDistrusted) {
		t.Errorf("%v; want that another history was there", err)
	}
}

func TestOnlyTheSameHistoryHasArrived(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{Folder: t.TempDir()})
	deleteWith(t, s, "a call")
	there, consoleThere := newHistory(t)
	deleteWith(t, mustOpen(t, consoleThere, Options{}), "another call")
	for to, isThere := range map[string]bool{console: true, there: false} {
		_, err := receive(t, s, to, t.TempDir())
		if err == nil || errors.Is(err, store.ErrArrived) != isThere {
			t.Errorf("already there (%t): %v", isThere, err)
		}
	}
}

// The other place has taken its last event by then.
func TestTheEndOfAMoveIsNotCancelled(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{Folder: t.TempDir()})
	deleteWith(t, s, "a call")
	there, consoleThere := newHistory(t)
	administrate(t, there, `DROP SCHEMA deletecall CASCADE`)
	received, err := receive(t, s, there, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := received.Finish(ctx); err != nil {
		t.Error(err)
	}
	if moved := mustOpen(t, consoleThere, Options{Folder: t.TempDir()}); moved.Unwritable() != nil {
		t.Error(moved.Unwritable())
	}
}
