package storetest

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

func testSignedOutcome(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	find := func() (*proof.Key, error) { return key, nil }
	h.SignWith(func() (*proof.Key, error) { return find() }, true)
	record := func(n int64) {
		t.Helper()
		must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, fmt.Sprint(n)), outcome(deletion.Accepted)))
		expect(t, h, n, deletion.Accepted)
	}
	signedSize := func() int64 {
		t.Helper()
		last, _, err := key.LastSigned()
		must(t, err)
		return last.Size
	}
	if h.HasSigned(key.Public()) {
		t.Error("the key has signed before anything was recorded")
	}
	record(1)
	if keys, err := h.PublicKeys(t.Context()); err != nil || !h.HasSigned(key.Public()) || h.HasSigned("another one") || !slices.Contains(keys, key.Public()) {
		t.Errorf("after the outcome the key has signed: %t; of %q, %v", h.HasSigned(key.Public()), keys, err)
	}
	kept, found, err := h.NewestCheckpoint(t.Context())
	if err != nil || !found || kept.Size != 2 || signedSize() != 2 {
		t.Errorf("kept with the outcome: %+v, %v, beside the key %d", kept, err, signedSize())
	}
	if signed, err := h.Sign(t.Context(), key); err != nil || string(signed.Note) != string(kept.Note) {
		t.Errorf("signed again: %s, %v", signed.Note, err)
	}

	find = func() (*proof.Key, error) { return nil, errFault }
	record(2)
	find = func() (*proof.Key, error) { panic("broken") }
	record(3)
	if signedSize() != 2 {
		t.Errorf("without a key, %d events are signed", signedSize())
	}
	// What the history does not keep is not remembered next to the key, and leaves that free.
	faults.commits = []commit{fails}
	if signed, err := h.Sign(t.Context(), key); err == nil || len(signed.Note) > 0 || signedSize() != 2 {
		t.Errorf("the history kept no checkpoint, and it is %q, %v; %d events are signed", signed.Note, err, signedSize())
	}
	if signed, err := h.Sign(t.Context(), key); err != nil || signed.Size != 6 {
		t.Errorf("later, %d events are signed, %v", signed.Size, err)
	}

	// What was not committed is signed nowhere.
	find = func() (*proof.Key, error) { return key, nil }
	intent := mustIntent(t, h, "4")
	faults.commits = []commit{fails, fails, fails}
	if err := h.RecordOutcome(t.Context(), intent, outcome(deletion.Accepted)); err == nil {
		t.Error("the outcome was recorded")
	}
	if signedSize() != 6 {
		t.Errorf("of a commit that failed, %d events are signed", signedSize())
	}
}

// testSignedAct: an act and a settlement are signed as an outcome is.
func testSignedAct(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	isLocked := false
	h.SignWith(func() (*proof.Key, error) {
		if isLocked {
			return nil, errFault
		}
		return key, nil
	}, true)
	expectSigned := func(events int64) {
		t.Helper()
		last, _, err := key.LastSigned()
		if must(t, err); last.Size != events {
			t.Errorf("%d events are signed, want %d", last.Size, events)
		}
	}
	act := history.Act{What: "csv", Operator: deletion.Operator{Name: "bob"}, At: begin}
	must(t, h.RecordAct(t.Context(), act))
	expectSigned(1)
	faults.commits = []commit{fails}
	if err := h.RecordAct(t.Context(), act); err == nil {
		t.Error("the act was recorded")
	}
	expectSigned(1)

	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "1"), outcome(deletion.Unknown)))
	expectSigned(3)
	must(t, h.RecordSettlement(t.Context(), 1, deletion.Settlement{Finding: deletion.FoundDeleted, Operator: deletion.Operator{Name: "bob"}, Settled: begin}))
	expectSigned(4)

	// The settlement's checkpoint says nothing of an outcome that came after it unsigned.
	isLocked = true
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "2"), outcome(deletion.Accepted)))
	if signed, err := h.Sign(t.Context(), key); err != nil || signed.Size != 6 {
		t.Errorf("%d events are signed in the end, %v", signed.Size, err)
	}
}

// testReturningKey: a key that did not sign last is left to be announced, where the history is
// one machine's.
func testReturningKey(t *testing.T, s Store) {
	h := openWith(t, s, &faults{})
	key := func() *proof.Key {
		key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
		must(t, err)
		return key
	}
	first, second := key(), key()
	for i, step := range []struct {
		by     *proof.Key
		alone  bool
		inside bool
	}{
		{first, true, true}, {first, true, true},
		{second, true, false}, {second, true, true},
		{first, true, false}, {first, true, true},
		{second, false, true}, {first, false, true}, {second, true, false},
	} {
		h.SignWith(func() (*proof.Key, error) { return step.by, nil }, step.alone)
		must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, fmt.Sprint(i+1)), outcome(deletion.Accepted)))
		if h.HasSigned(step.by.Public()) != step.inside {
			t.Errorf("step %d: the outcome is signed with its commit: %t", i, !step.inside)
		}
		if signed, err := h.Sign(t.Context(), step.by); err != nil || signed.Size != int64(2*i+2) {
			t.Errorf("step %d: %d events are signed in the end, %v", i, signed.Size, err)
		}
	}
}
