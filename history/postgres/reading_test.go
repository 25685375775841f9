package postgres

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/history/store"
	"deletecall/query"
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

// Each key in the history gives up the count of the key before it. Its rows do not wait for a new connection.
func TestACountThatIsGivenUpCostsTheRowsNoConnection(t *testing.T) {
	owner, console := newHistory(t)
	s := mustOpen(t, console, Options{})
	look := func() (process int64) {
		t.Helper()
		_, err := s.Find(t.Context(), query.Query{}, query.PageRequest{Limit: 1})
		if err == nil {
			process, err = one[int64](t.Context(), session{statements: s.pool}, `SELECT pg_backend_pid()::bigint`)
		}
		if err != nil {
			t.Fatal(err)
		}
		return process
	}
	before := look()
	others, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer others.Close(context.Background())
	administrateOn(t, others, `BEGIN; LOCK TABLE deletecall.record IN ACCESS EXCLUSIVE MODE`)
	ctx, giveUp := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, _, err := s.Count(ctx, query.Query{})
		ended <- err
	}()
	for waits := false; !waits && len(ended) == 0; {
		if err := others.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)`).Scan(&waits); err != nil {
			t.Fatal(err)
		}
	}
	giveUp()
	if err := <-ended; err == nil {
		t.Error("the count did not wait")
	}
	administrateOn(t, others, `COMMIT`)
	if after := look(); after != before {
		t.Errorf("the rows were read by process %d of the server, after a count that was given up by %d", before, after)
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
