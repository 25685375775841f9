package storetest

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// faults is a log that fails as it is told to.
type faults struct {
	store.Log

	commits   []commit // of the next updates
	freed     bool     // the reserve was freed
	distrust  error
	unconfirm error // once
}

// commit is what becomes of a commit.
type commit int

const (
	works  commit = iota
	fails         // and it is known that it did not take, but not by us
	takes         // all the same: its answer was lost
	isBusy        // others held the history
	isFull        // until the reserve is freed
	breaks        // the store is gone
	again         // the first try does not take, because of others
)

var errFault = errors.New("a fault of the test")

// Trust fails where the test says so.
func (f *faults) Trust() error {
	if f.distrust != nil {
		return f.distrust
	}
	return f.Log.Trust()
}

// FreeReserve notes that it was called.
func (f *faults) FreeReserve() {
	f.freed = true
	f.Log.FreeReserve()
}

// Confirm fails once where the test says so.
func (f *faults) Confirm(ctx context.Context) error {
	if err := f.unconfirm; err != nil {
		f.unconfirm = nil
		return err
	}
	return f.Log.Confirm(ctx)
}

// Update has the next fault happen, if there is one.
func (f *faults) Update(ctx context.Context, work store.Work, change func(store.Tx) error) error {
	next := works
	if len(f.commits) > 0 {
		next, f.commits = f.commits[0], f.commits[1:]
	}
	switch {
	case next == takes:
		if err := f.Log.Update(ctx, work, change); err != nil {
			return err
		}
		return &store.CommitError{Err: errFault}
	case next == fails:
		err := f.Log.Update(ctx, work, func(tx store.Tx) error { return errors.Join(change(tx), errFault) })
		return &store.CommitError{Err: err}
	case next == again:
		_ = f.Log.Update(ctx, work, func(tx store.Tx) error { return errors.Join(change(tx), errFault) })
	case next == isBusy:
		return &store.BusyError{Err: errFault}
	case next == isFull && !f.freed:
		return &store.FullError{Err: errFault}
	case next == breaks:
		return errFault
	}
	return f.Log.Update(ctx, work, change)
}

func testKill(t *testing.T, s Store) {
	h := open(t, s)
	mustIntent(t, h, "8856")
	living := open(t, s)
	expect(t, living, 1, deletion.Pending) // its process lives
	s.Kill(h)
	if record := expect(t, open(t, s), 1, deletion.Unknown); record.Outcome.Cause != deletion.CauseInterrupted {
		t.Errorf("%+v", record.Outcome)
	}
	if _, err := living.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}); !errors.As(err, new(*deletion.UnsettledTargetError)) {
		t.Errorf("its target is free: %v", err)
	}
}

func testLate(t *testing.T, s Store) {
	h := open(t, s)
	intent := mustIntent(t, h, "8856")
	s.Kill(h)
	after := open(t, s)
	expect(t, after, 1, deletion.Unknown)
	must(t, after.RecordOutcome(t.Context(), intent, outcome(deletion.Accepted)))
	expect(t, after, 1, deletion.Accepted)
	must(t, after.RecordOutcome(t.Context(), intent, outcome(deletion.Refused))) // there is one already
	expect(t, after, 1, deletion.Accepted)
}

func testIntentFails(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	faults.commits = []commit{fails}
	if _, err := h.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}); !errors.Is(err, errFault) {
		t.Errorf("it was recorded: %v", err)
	}
	expectNone(t, h, 1)
	faults.commits = []commit{fails, breaks}
	if _, err := h.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}); !errors.Is(err, errFault) {
		t.Errorf("it was recorded: %v", err)
	}
	// What was put aside for it is about nothing.
	if warnings, err := open(t, s).Ready(t.Context()); err != nil || len(warnings) > 0 {
		t.Errorf("%q, %v", warnings, err)
	}
	if intent := mustIntent(t, h, "8856"); intent.Number != 1 {
		t.Errorf("the next number is %d", intent.Number)
	}
}

func testIntentTook(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	faults.commits = []commit{takes}
	if _, err := h.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}); !errors.Is(err, errFault) {
		t.Errorf("it is said to be recorded: %v", err)
	}
	expect(t, h, 1, deletion.NotSent)
	faults.commits = []commit{takes, breaks}
	if _, err := h.RecordIntent(t.Context(), intentOn("8857"), deletion.Guards{}); !errors.Is(err, errFault) {
		t.Errorf("it is said to be recorded: %v", err)
	}
	expect(t, h, 2, deletion.Pending)
	expect(t, open(t, s), 2, deletion.NotSent) // by what was put aside
}

func testIntentNotConfirmed(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	faults.unconfirm = errFault
	if _, err := h.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}); !errors.Is(err, errFault) {
		t.Errorf("it is said to be recorded: %v", err)
	}
	expect(t, h, 1, deletion.NotSent)
}

func testOutcomeTook(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	intent := mustIntent(t, h, "8856")
	faults.commits = []commit{takes}
	must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.Unknown)))
	again := open(t, s)
	expect(t, again, 1, deletion.Unknown)
	must(t, again.RecordSettlement(t.Context(), 1, settled("bob")))
	if record := expect(t, open(t, s), 1, deletion.Unknown); record.Settlement == nil {
		t.Error("the outcome came twice, and after the settlement")
	}
}

// testOutcomeAfter has a commit of the outcome fail twice before it is tried in a way
// that succeeds.
func testOutcomeAfter(fault commit) func(*testing.T, Store) {
	return func(t *testing.T, s Store) {
		faults := &faults{}
		h := openWith(t, s, faults)
		intent := mustIntent(t, h, "8856")
		faults.commits = []commit{fault, fault}
		must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.Accepted)))
		expect(t, h, 1, deletion.Accepted)
	}
}

func testAside(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	intent := mustIntent(t, h, "8856")
	faults.commits = []commit{breaks}
	var aside *deletion.OutcomeNotRecordedError
	if err := h.RecordOutcome(t.Context(), intent, outcome(deletion.Accepted)); !errors.As(err, &aside) || aside.SideFile == "" {
		t.Errorf("%v", err)
	}
	expect(t, h, 1, deletion.Pending)
	again := open(t, s)
	expect(t, again, 1, deletion.Accepted)
	must(t, again.Close())
	expect(t, open(t, s), 1, deletion.Accepted)
}

// testAgain has each kind of transaction tried twice. Were a signature of the first try not
// ended, its key would stay locked, and the second would not sign.
func testAgain(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	h.SignWith(func() (*proof.Key, error) { return key, nil }, true)
	signed := func(what string) {
		t.Helper()
		size, _, err := h.TreeHead(t.Context())
		must(t, err)
		if last, _, err := key.LastSigned(); err != nil || last.Size != size {
			t.Errorf("%s: of %d events %d are signed, %v", what, size, last.Size, err)
		}
	}
	faults.commits = []commit{again}
	intent := mustIntent(t, h, "1")
	faults.commits = []commit{again}
	must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.Unknown)))
	signed("an outcome")
	faults.commits = []commit{again}
	must(t, h.RecordAct(t.Context(), history.Act{What: "csv", At: begin}))
	signed("an act")
	refused, _ := guardsWith(deletion.Rules{ReadOnly: true}).Judge(deletion.Standing{})
	faults.commits = []commit{again}
	_, err = h.RecordGuardRefusal(t.Context(), intentOn("2"), refused)
	must(t, err)
	signed("a refusal")
	faults.commits = []commit{again}
	if _, err := h.RecordIntent(t.Context(), intentOn("3"), guardsWith(deletion.Rules{ReadOnly: true})); err == nil {
		t.Error("a guard refused nothing")
	}
	signed("a refused intent")
	findings, err := Findings(t.Context(), h)
	if size, _, failed := h.TreeHead(t.Context()); failed != nil || err != nil || size != 7 || len(findings) > 0 {
		t.Errorf("%d events, %q, %v", size, findings, errors.Join(err, failed))
	}
}

func testSettlementTook(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8856"), outcome(deletion.Unknown)))
	faults.commits = []commit{takes}
	must(t, h.RecordSettlement(t.Context(), 1, settled("bob")))
	if record := expect(t, h, 1, deletion.Unknown); record.Settlement == nil {
		t.Error("it is not settled")
	}
}

func testSeveralAside(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	intents := []deletion.Intent{mustIntent(t, h, "1"), mustIntent(t, h, "2"), mustIntent(t, h, "3")}
	for _, intent := range intents {
		faults.commits = []commit{breaks}
		if err := h.RecordOutcome(t.Context(), intent, outcome(deletion.Unknown)); err == nil {
			t.Error("it is said to be recorded")
		}
	}
	for range 2 { // the second time there is nothing to take any more
		again := open(t, s)
		for n := range intents {
			expect(t, again, int64(n+1), deletion.Unknown)
		}
		must(t, again.Close())
	}
	settling := open(t, s)
	must(t, settling.RecordSettlement(t.Context(), 2, settled("bob")))
	if record := expect(t, open(t, s), 2, deletion.Unknown); record.Settlement == nil {
		t.Error("an outcome was taken again, after the settlement")
	}
}
