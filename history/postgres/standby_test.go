package postgres

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
)

// standbyOf is a server whose commits wait for a standby that does not exist.
type standbyOf struct {
	testing.TB
	owner string
	on    *pgx.Conn // of an administrator
}

// missStandby returns once commits wait.
func missStandby(t *testing.T, owner string) standbyOf {
	t.Helper()
	on, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	s := standbyOf{t, owner, on}
	s.do(`ALTER SYSTEM SET synchronous_standby_names = 'nobody'`)
	s.do(`SELECT pg_reload_conf()`)
	t.Cleanup(func() { s.comeBack(); _ = on.Close(context.Background()) })
	for { // the server takes a new configuration in its own time
		probed := make(chan error, 1)
		go func() {
			probe, err := pgx.Connect(context.Background(), owner)
			if err == nil {
				_, err = probe.Exec(context.Background(), `SELECT deletecall.lock_head()`)
				_ = probe.Close(context.Background())
			}
			probed <- err
		}()
		if s.cancelUntil(probed) {
			return s
		}
	}
}

func (s standbyOf) do(statement string) (changed int64) {
	s.Helper()
	tag, err := s.on.Exec(context.Background(), statement)
	if err != nil {
		s.Fatal(statement, err)
	}
	return tag.RowsAffected()
}

// cancelOne ends the wait of a commit, if one waits.
func (s standbyOf) cancelOne() bool {
	s.Helper()
	return s.do(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' LIMIT 1`) > 0
}

// cancelUntil ends the wait of every commit until something is done, and reports whether there
// was one.
func (s standbyOf) cancelUntil(done chan error) (waited bool) {
	s.Helper()
	for {
		select {
		case err := <-done:
			if err != nil {
				s.Fatal(err)
			}
			return waited
		default:
			waited = s.cancelOne() || waited
		}
	}
}

// comeBack has no commit wait any more.
func (s standbyOf) comeBack() {
	s.Helper()
	s.do(`ALTER SYSTEM RESET synchronous_standby_names`)
	s.do(`SELECT pg_reload_conf()`)
}

// What only the primary has is lost when the standby takes over.
func TestWhatTheStandbyDoesNotHaveIsNotSaidToBeRecorded(t *testing.T) {
	owner, console := newHistory(t)
	// The server says so by a warning, which it may be told to keep to itself.
	administrate(t, owner, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET client_min_messages = error', current_database()); END $$`)
	folder := t.TempDir()
	s := mustOpen(t, console, Options{Folder: folder})
	sent, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
	if err != nil {
		t.Fatal(err)
	}
	standby := missStandby(t, owner)
	recording := func(record func() error) (err error) {
		t.Helper()
		done := make(chan error, 1)
		go func() { err = record(); done <- nil }()
		if !standby.cancelUntil(done) {
			t.Fatal("nothing waited for the standby")
		}
		return err
	}
	var aside *deletion.OutcomeNotRecordedError
	if err = recording(func() error { return s.RecordOutcome(context.Background(), sent, acceptedOutcome()) }); !errors.As(err, &aside) || aside.SideFile == "" {
		t.Errorf("an outcome: %v", err)
	}
	err = recording(func() error {
		_, err := s.RecordIntent(context.Background(), intentOn("2"), deletion.Guards{})
		return err
	})
	expectProblem(t, err, "its standby")
	standby.comeBack()
	after := mustOpen(t, console, Options{Folder: folder})
	if first, second := state(t, after, 1), state(t, after, 2); first != deletion.Accepted || second != deletion.NotSent {
		t.Errorf("the outcomes are %q and %q", first, second)
	}
	expectWhole(t, after)
}

// Where the standby is there again, nothing is lost.
func TestAnIntentThatTheStandbyHasInTheEndIsRecorded(t *testing.T) {
	owner, console := newHistory(t)
	s := mustOpen(t, console, Options{})
	standby := missStandby(t, owner)
	recorded := make(chan error, 1)
	go func() {
		_, err := s.RecordIntent(context.Background(), intentOn("1"), deletion.Guards{})
		recorded <- err
	}()
	for !standby.cancelOne() {
		if len(recorded) > 0 {
			t.Fatal("it did not wait for the standby")
		}
	}
	standby.comeBack()
	if err := <-recorded; err != nil || state(t, s, 1) != deletion.Pending {
		t.Errorf("%v, %q", err, state(t, s, 1))
	}
}
