package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/store"
)

// testPatience has one process hold the write lock while another one asks for it.
func testPatience(t *testing.T, s Store) {
	held, waits := &faults{}, &faults{}
	openWith(t, s, held)
	openWith(t, s, waits)
	update := func(ctx context.Context) error {
		return waits.Log.Update(ctx, store.Work{Op: "wait"}, func(store.Tx) error { return nil })
	}
	ctx := t.Context()
	must(t, held.Log.Update(ctx, store.Work{Op: "hold the lock"}, func(store.Tx) error {
		waits.Log.Patience(ctx, time.Millisecond)
		// Only a store that waits for its own limit lets this end first.
		others, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		if err := update(others); !errors.As(err, new(*store.BusyError)) {
			t.Errorf("of little patience, it ends with %v", err)
		}
		waits.Log.Patience(ctx, 0)
		others, cancel = context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		if err := update(others); err == nil || errors.As(err, new(*store.BusyError)) {
			t.Errorf("of the store's own patience, it ends before who waits gives up: %v", err)
		}
		return nil
	}))
	must(t, update(ctx))
}

// testAnnounce looks during an expiry at what another process knows of it.
func testAnnounce(t *testing.T, s Store) {
	if s.Awaited == nil {
		return
	}
	h, other := open(t, s), open(t, s)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8856"), outcome(deletion.Accepted)))
	expiry := expiryOf(deletion.AllData(), 1)
	for _, isDry := range []bool{true, false} {
		expiry[0].DryRun = isDry
		during, want := "nothing was asked", "dora"
		if isDry {
			want = ""
		}
		_, err := h.Expire(t.Context(), expiry, func(int64, int64) { during = s.Awaited(other) })
		must(t, err)
		if after := s.Awaited(other); during != want || after != "" {
			t.Errorf("dry run %v: others wait for %q, afterwards for %q; want %q", isDry, during, after, want)
		}
	}
}
