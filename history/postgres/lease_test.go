package postgres

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/query"
)

func TestALeaseShowsThatAProcessIsSending(t *testing.T) {
	_, console := newHistory(t)
	s, other := mustOpen(t, console, Options{}), mustOpen(t, console, Options{})
	if _, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{}); err != nil {
		t.Fatal(err)
	}
	owner := history.Owner{Instance: s.leases.instance}
	if lives, known, err := other.leases.IsSending("", owner); err != nil || !lives || !known {
		t.Errorf("a process that sends: lives %t, known %t, %v", lives, known, err)
	}
	if around, err := other.Surroundings(); err != nil || around.Processes != 1 {
		t.Errorf("%d others, %v", around.Processes, err)
	}
	if commits, err := one[string](t.Context(), session{statements: s.pool}, `SELECT current_setting('synchronous_commit')`); err != nil || commits != "on" {
		t.Errorf("after a lease, synchronous_commit is %s, %v", commits, err)
	}
	die(t, s)
	if lives, known, err := other.leases.IsSending("", owner); err != nil || lives || !known {
		t.Errorf("one whose lease ran out: lives %t, known %t, %v", lives, known, err)
	}
	dead := other.leases.Dead()
	if len(dead) != 1 {
		t.Fatalf("%d are dead", len(dead))
	}
	if err := s.leases.renew(); err != nil { // it was only slow
		t.Fatal(err)
	}
	other.leases.Sweep(dead)
	if lives, _, err := other.leases.IsSending("", owner); err != nil || !lives {
		t.Errorf("a lease that was renewed was swept: %v", err)
	}
	if _, known, _ := other.leases.IsSending("", history.Owner{Instance: "a lock file"}); known {
		t.Error("a process with a lock file is known here")
	}
}

// Any console may write leases, and a server's clock may be set back.
func TestALeaseThatWouldNeverRunOutKeepsNoDeletionInProgress(t *testing.T) {
	for _, until := range []string{`'infinity'`, `'9999-12-31'`, `now() + interval '1 day'`} {
		owner, console := newHistory(t)
		s := mustOpen(t, console, Options{})
		intent, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
		if err != nil {
			t.Fatal(err)
		}
		die(t, s)
		administrate(t, owner, `UPDATE deletecall.lease SET until = `+until)
		other := mustOpen(t, console, Options{})
		record, err := other.Record(t.Context(), intent.Number)
		if err != nil || record.Outcome.Cause != deletion.CauseInterrupted {
			t.Errorf("with a lease until %s, the deletion of a dead process is %s, %v", until, record.Outcome.Kind, err)
		}
		if left, err := one[int64](t.Context(), session{statements: other.pool}, `SELECT count(*) FROM deletecall.lease`); err != nil || left != 0 {
			t.Errorf("%d leases until %s are left, %v", left, until, err)
		}
	}
}

func TestAProcessThatEndsInOrderLeavesNoLease(t *testing.T) {
	_, console := newHistory(t)
	s, look := mustOpen(t, console, Options{}), mustOpen(t, console, Options{})
	leases := func() int64 {
		t.Helper()
		count, err := one[int64](t.Context(), session{statements: look.pool}, `SELECT count(*) FROM deletecall.lease`)
		if err != nil {
			t.Fatal(err)
		}
		return count
	}
	intent, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
	if err == nil {
		err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
	}
	if err != nil || leases() != 1 {
		t.Fatalf("%d leases, %v", leases(), err)
	}
	if err := s.Close(); err != nil || leases() != 0 {
		t.Errorf("%d leases are left, %v", leases(), err)
	}
}

// A command records one outcome. What nobody may keep it from is not worth a round trip of its own.
func TestTheLastOutcomeTakesTheLeaseAlong(t *testing.T) {
	owner, console := newHistory(t)
	others, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer others.Close(context.Background())
	for _, isHeld := range []bool{false, true} {
		s := mustOpen(t, console, Options{})
		s.EndsAfterOutcome()
		intent, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
		if err != nil {
			t.Fatal(err)
		}
		if isHeld {
			administrateOn(t, others, `BEGIN; UPDATE deletecall.lease SET until = until`)
		}
		if err := s.RecordOutcome(t.Context(), intent, acceptedOutcome()); err != nil {
			t.Fatal(err)
		}
		left, err := one[int64](t.Context(), session{statements: s.pool}, `SELECT count(*) FROM deletecall.lease`)
		if err != nil || left != 0 != isHeld {
			t.Errorf("%d leases are left, held by others: %t (%v)", left, isHeld, err)
		}
	}
}

// What a transaction waited for the head is not taken from its lease.
func TestALeaseCountsFromWhenItIsTaken(t *testing.T) {
	owner, console := newHistory(t)
	s := mustOpen(t, console, Options{BusyTime: time.Minute})
	others, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer others.Close(context.Background())
	administrateOn(t, others, `BEGIN; SELECT deletecall.lock_head()`)
	recorded := make(chan error, 1)
	go func() {
		_, err := s.RecordIntent(context.Background(), intentOn("1"), deletion.Guards{})
		recorded <- err
	}()
	var released time.Time
	for waits := false; !waits; {
		if len(recorded) > 0 {
			t.Fatal("it did not wait for the head")
		}
		if err := others.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted), clock_timestamp()`).Scan(&waits, &released); err != nil {
			t.Fatal(err)
		}
	}
	administrateOn(t, others, `COMMIT`)
	if err := <-recorded; err != nil {
		t.Fatal(err)
	}
	until, err := one[time.Time](t.Context(), session{statements: s.pool}, `SELECT until FROM deletecall.lease`)
	if err != nil || until.Before(released.Add(leaseTime)) {
		t.Errorf("a lease from %v on lasts until %v, %v", released, until, err)
	}
}

// Who has the head waits for nobody longer than for the head.
func TestALeaseThatOthersHoldKeepsNobodyWaiting(t *testing.T) {
	owner, console := newHistory(t)
	s := mustOpen(t, console, Options{BusyTime: 50 * time.Millisecond})
	others, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer others.Close(context.Background())
	administrateOn(t, others, `BEGIN; INSERT INTO deletecall.lease (instance, until) VALUES ('`+s.leases.instance+`', now())`)
	_, err = s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
	expectProblem(t, err, "in use by others")
}

func administrateOn(t *testing.T, connection *pgx.Conn, statements string) {
	t.Helper()
	if _, err := connection.PgConn().Exec(context.Background(), statements).ReadAll(); err != nil {
		t.Fatal(statements, err)
	}
}

// A full disk on the server keeps nobody from reading, also where opening has something to write.
func TestAHistoryThatTakesNothingIsRead(t *testing.T) {
	owner, console := newHistory(t)
	other := mustOpen(t, console, Options{})
	if _, err := other.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{}); err != nil {
		t.Fatal(err)
	}
	die(t, other)
	administrate(t, owner, `CREATE FUNCTION public.nospace() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
		CREATE TRIGGER nospace BEFORE INSERT ON deletecall.event FOR EACH ROW EXECUTE FUNCTION public.nospace()`)
	s := mustOpen(t, console, Options{})
	if matching, _, err := s.Count(t.Context(), query.Query{}); err != nil || matching != 1 {
		t.Errorf("%d records, %v", matching, err)
	}
	if warnings := s.Warnings(t.Context(), nil); len(warnings) != 1 || !strings.Contains(warnings[0], "has no room left") {
		t.Errorf("%q", warnings)
	}
	if _, err := s.Ready(t.Context()); err == nil {
		t.Error("it is ready")
	}
	administrate(t, owner, `DROP FUNCTION public.nospace() CASCADE`)
	s = mustOpen(t, console, Options{})
	if kind := state(t, s, 1); kind != deletion.Unknown {
		t.Errorf("with room again, the record is %q", kind)
	}
	if warnings := s.Warnings(t.Context(), nil); len(warnings) > 0 {
		t.Errorf("%q", warnings)
	}
}
