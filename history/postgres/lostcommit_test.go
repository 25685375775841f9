package postgres

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/history/storetest"
	"deletecall/testkit/pgserver"
)

func intentOn(identifier string) deletion.Intent {
	now := time.Now()
	return deletion.Intent{
		ID: uuid.NewString(), IdentifierType: deletion.CallID, Identifier: identifier,
		Server: "production", Endpoint: "https://verba.example.com/api", Method: "POST", Operator: deletion.Operator{Name: "alice"},
		Confirmed: now, Deadline: now.Add(time.Minute),
	}
}

func acceptedOutcome() deletion.Outcome {
	return deletion.Outcome{Kind: deletion.Accepted, Cause: deletion.CauseAnswered, Answered: time.Now()}
}

func mustOpen(t *testing.T, address string, options Options) *Store {
	t.Helper()
	if options.Folder == "" {
		options.Folder = t.TempDir()
	}
	s, err := Open(t.Context(), address, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// state is the outcome of a record, empty where there is none.
func state(t *testing.T, s *Store, number int64) deletion.OutcomeKind {
	t.Helper()
	record, err := s.Record(t.Context(), number)
	var none *deletion.NoRecordError
	if err != nil && !errors.As(err, &none) {
		t.Fatal(err)
	}
	return record.Outcome.Kind
}

// expectWhole wants a history in which everything fits.
func expectWhole(t *testing.T, s *Store) {
	t.Helper()
	findings, err := storetest.Findings(t.Context(), s)
	report, verifyErr := s.Verify(t.Context(), nil)
	if err != nil || verifyErr != nil || len(findings) > 0 || len(report.Findings()) > 0 {
		t.Errorf("%q, %v, %v, %v", findings, report.Findings(), err, verifyErr)
	}
}

func TestACommitWhoseAnswerWasLostIsReadBack(t *testing.T) {
	_, console := newHistory(t)
	through, address := newProxy(t, console)
	s, other := mustOpen(t, address, Options{}), mustOpen(t, console, Options{})

	through.atCommit.Store(lostAfter)
	intent, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
	if err != nil || intent.Number != 1 || state(t, other, 1) != deletion.Pending {
		t.Fatalf("an intent that is there: %d, %v, %q", intent.Number, err, state(t, other, 1))
	}
	through.atCommit.Store(lostAfter)
	if err := s.RecordOutcome(t.Context(), intent, acceptedOutcome()); err != nil || state(t, other, 1) != deletion.Accepted {
		t.Errorf("an outcome that is there: %v", err)
	}
	through.atCommit.Store(lostBefore)
	if _, err := s.RecordIntent(t.Context(), intentOn("2"), deletion.Guards{}); err == nil || state(t, other, 2) != "" {
		t.Errorf("an intent that is not there: %v", err)
	}
	intent, err = s.RecordIntent(t.Context(), intentOn("2"), deletion.Guards{})
	if err != nil || intent.Number != 2 {
		t.Fatalf("the next one: %d, %v", intent.Number, err)
	}
	through.atCommit.Store(lostBefore)
	err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
	var aside *deletion.OutcomeNotRecordedError
	if !errors.As(err, &aside) || aside.SideFile == "" || state(t, other, 2) != deletion.Pending {
		t.Fatalf("an outcome that is not there: %v", err)
	}
	if err := s.Recover(t.Context()); err != nil || state(t, other, 2) != deletion.Accepted {
		t.Errorf("an outcome that was put aside: %v", err)
	}
	expectWhole(t, other)
}

// A primary that is gone takes its address along.
func TestAnOutcomeThatWasPutAsideIsImportedUnderAnotherAddress(t *testing.T) {
	_, console := newHistory(t)
	through, address := newProxy(t, console)
	folder := t.TempDir()
	s := mustOpen(t, address, Options{Folder: folder})
	intent, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
	if err != nil {
		t.Fatal(err)
	}
	through.atCommit.Store(lostBefore)
	var aside *deletion.OutcomeNotRecordedError
	if err := s.RecordOutcome(t.Context(), intent, acceptedOutcome()); !errors.As(err, &aside) || aside.SideFile == "" {
		t.Fatal(err)
	}
	kept, err := os.ReadFile(aside.SideFile)
	if err != nil {
		t.Fatal(err)
	}

	_, elsewhere := newHistory(t)
	another := mustOpen(t, elsewhere, Options{Folder: folder})
	if warnings, err := another.Ready(t.Context()); err != nil || len(warnings) > 0 {
		t.Errorf("another history: %q, %v", warnings, err)
	}
	if now, err := os.ReadFile(aside.SideFile); err != nil || !bytes.Equal(now, kept) {
		t.Errorf("it left %q, %v", now, err)
	}

	after := mustOpen(t, console, Options{Folder: folder})
	if warnings, err := after.Ready(t.Context()); err != nil || len(warnings) > 0 || state(t, after, 1) != deletion.Accepted {
		t.Errorf("the same history: %q, %v, %q", warnings, err, state(t, after, 1))
	}
	if now, err := os.ReadFile(aside.SideFile); err != nil || len(now) > 0 {
		t.Errorf("%q, %v", now, err)
	}
}

// The server still waits for the commit, so nobody knows yet what becomes of it.
func TestAnIntentWhoseCommitIsInDoubtIsNotSentAndSaysSo(t *testing.T) {
	_, console := newHistory(t)
	through, address := newProxy(t, console)
	folder := t.TempDir()
	s := mustOpen(t, address, Options{Folder: folder, BusyTime: 100 * time.Millisecond})
	through.atCommit.Store(heldBack)
	if _, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{}); err == nil {
		t.Fatal("it is said to be recorded")
	}
	through.letGo(t)
	after := mustOpen(t, address, Options{Folder: folder})
	if kind := state(t, after, 1); kind != deletion.NotSent {
		t.Errorf("the intent that was committed after all has the outcome %q", kind)
	}
	expectWhole(t, after)
}

// A history that was made must not be reported as missing, nor a missing one as made.
func TestMakingAHistorySaysWhenItMayBeThere(t *testing.T) {
	for fate, mayBe := range map[fate]bool{lostBefore: true, lostAfter: true, answered: false} {
		empty := pgserver.Start(t)
		through, byProxy := newProxy(t, empty)
		if through.atCommit.Store(fate); fate == answered {
			through.fromServer.Store(1500) // in the middle of it
		}
		_, err := Init(t.Context(), byProxy, InitOptions{})
		var unanswered *store.CommitError
		if err == nil || errors.As(err, &unanswered) != mayBe {
			t.Errorf("%d: %v", fate, err)
		}
		if _, err := Init(t.Context(), empty, InitOptions{}); (err == nil) != (fate != lostAfter) {
			t.Errorf("%d: again: %v", fate, err)
		}
	}
}
