package postgres

import (
	"testing"

	"deletecall/deletion"
	"deletecall/history"
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
