package postgres

import (
	"testing"

	"deletecall/history/store"
)

// Counts of a console leave the other processors of the server to those who wait for rows.
func TestAReadingTakesOneProcessor(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{ReadOnly: true})
	err := s.snapshot(t.Context(), func(from session) error {
		for _, setting := range []struct{ name, wanted string }{{"max_parallel_workers_per_gather", "0"}, {"jit", "off"}, {"transaction_isolation", "repeatable read"}, {"transaction_read_only", "on"}} {
			found, err := one[string](t.Context(), from, `SELECT current_setting($1)`, setting.name)
			if err != nil || found != setting.wanted {
				t.Errorf("%s is %q, not %q (%v)", setting.name, found, setting.wanted, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A count right after a copy reads an index alone: every page of the list is known to be seen by all.
func TestACopyLeavesWhatTheServerKnows(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{Folder: t.TempDir()})
	deleteWith(t, s, "a call")
	owner, _ := newHistory(t) // without events, so it gives way
	ctx, to := t.Context(), Options{Folder: t.TempDir()}
	err := s.snapshot(ctx, func(from session) error {
		received, err := Receive(ctx, owner, to, store.Identity{FingerprintKey: s.fingerprintKey}, logReader{from}, func(int64, int64) {})
		if err == nil {
			err = received.Finish(ctx)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	there, err := connect(ctx, owner, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer there.pool.Close()
	seen, err := one[bool](ctx, session{statements: there.pool}, `SELECT bool_and(relpages > 0 AND relallvisible = relpages) FROM pg_class
		WHERE oid IN ('deletecall.event'::regclass, 'deletecall.record'::regclass)`)
	if err != nil || !seen {
		t.Errorf("the server has looked at the tables: %t (%v)", seen, err)
	}
}
