package sqlite

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/driver"
)

// expiringHistory is a history whose write lock an expiry of another process holds.
func expiringHistory(t *testing.T, waiting func(what string)) (store *Store, end func()) {
	t.Helper()
	path := newPath(t)
	other := openWith(t, path, Options{Now: func() time.Time { return begin }})
	later := func() time.Time { return begin.Add(12 * time.Second) }
	store = openWith(t, path, Options{Now: later, BusyTime: 10 * time.Millisecond, Waiting: waiting})
	announced, err := eventLog{other}.Announce("alice")
	if err != nil {
		t.Fatal(err)
	}
	lock, err := other.writer.tryToBegin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return store, func() {
		_, unlocked := lock.ExecContext(context.Background(), `ROLLBACK`)
		if err := errors.Join(unlocked, lock.Close()); err != nil {
			t.Error(err)
		}
		announced()
	}
}

func TestAnIntentWaitsForAnExpiryAndSaysSo(t *testing.T) {
	var said []string
	var end func() // of the expiry
	var store *Store
	store, end = expiringHistory(t, func(what string) {
		said = append(said, what)
		end() // only now, which is after the busy time or close to it
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if _, err := store.RecordIntent(ctx, intentFor("8856"), deletion.Guards{}); err != nil {
		t.Fatal(err)
	}
	if len(said) != 1 || !strings.HasPrefix(said[0], "the history is held by an expiry that alice began 12 s ago; waiting") {
		t.Errorf("it said %q", said)
	}
}

func TestWaitingForAnExpiryCanBeEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	store, end := expiringHistory(t, func(string) { cancel() })
	defer end()
	if _, err := store.RecordIntent(ctx, intentFor("8856"), deletion.Guards{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// What can't be ended, as recording an outcome can't, has its own time and names the expiry.
func TestWhoDoesNotWaitForAnExpiryNamesIt(t *testing.T) {
	store, end := expiringHistory(t, nil)
	record := func() error {
		_, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
		return err
	}
	var failure *deletion.HistoryError
	if err := record(); !errors.As(err, &failure) || !driver.IsBusy(err) || failure.Problem != "is held by an expiry that alice began 12 s ago" {
		t.Error(err)
	}
	end()
	if err := record(); err != nil {
		t.Error(err)
	}
}

// Of several that waited for an expiry, all but one find the lock taken when it is over.
func TestTheUsualTimeIsLeftWhenAnExpiryIsOver(t *testing.T) {
	path := newPath(t)
	other, store := openWith(t, path, Options{}), openWith(t, path, Options{})
	limit := store.writer.busyTime
	var never seenExpiry
	if store.writer.waitsOn(limit+time.Millisecond, limit, &never) {
		t.Error("without an expiry it waits for longer than the usual time")
	}
	end, err := eventLog{other}.Announce("alice")
	if err != nil {
		t.Fatal(err)
	}
	var seen seenExpiry
	during := limit + time.Second
	if !store.writer.waitsOn(during, limit, &seen) {
		t.Error("it does not wait for the expiry")
	}
	end()
	for _, one := range []struct {
		waited time.Duration
		waits  bool
	}{{during + time.Millisecond, true}, {during + limit - time.Millisecond, true}, {during + limit, false}, {mostExpiring, false}} {
		if store.writer.waitsOn(one.waited, limit, &seen) != one.waits {
			t.Errorf("after %s, %s of them since the expiry was over: waiting on is %t", one.waited, one.waited-during, !one.waits)
		}
	}
}
