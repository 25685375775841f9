package storetest

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// testContradiction has a checkpoint remembered elsewhere that the history contradicts.
func testContradiction(change func(*proof.Checkpoint)) func(*testing.T, Store) {
	return func(t *testing.T, s Store) {
		last, _, _ := whole(t, s)
		h := open(t, s)
		h.ContinueFrom(func() []proof.Checkpoint { return []proof.Checkpoint{last} })
		must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8805"), outcome(deletion.Unknown)))
		change(&last)
		expectContradicted(t, h)
	}
}

// testKeptContradiction has the newest checkpoint that the history keeps exchanged.
func testKeptContradiction(t *testing.T, s Store) {
	_, other, _ := whole(t, s)
	h := open(t, s)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8805"), outcome(deletion.Unknown)))
	must(t, h.Close())
	s.Forge(t).SetCheckpoint(8, other)
	expectContradicted(t, open(t, s))
}

// testRemoved has what belongs to the checkpoints removed: this machine remembers the newest one.
func testRemoved(remove func(Forger)) func(*testing.T, Store) {
	return func(t *testing.T, s Store) {
		last, _, _ := whole(t, s)
		h := open(t, s)
		h.ContinueFrom(func() []proof.Checkpoint { return []proof.Checkpoint{last} })
		must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8805"), outcome(deletion.Unknown)))
		must(t, h.Close())
		remove(s.Forge(t))
		h = open(t, s)
		h.ContinueFrom(func() []proof.Checkpoint { return []proof.Checkpoint{last} })
		expectContradicted(t, h)
	}
}

// testNewestRemoved has an older checkpoint where the newest one was. This machine remembers that one,
// which the events still fit.
func testNewestRemoved(t *testing.T, s Store) {
	h := open(t, s)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	var older, newest proof.Checkpoint
	for n := 1; n <= 5; n++ {
		must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, strconv.Itoa(8800+n)), outcome(deletion.Unknown)))
		older = newest
		newest, err = h.Sign(t.Context(), key)
		must(t, err)
	}
	must(t, store.CheckKept(t.Context(), h, []proof.Checkpoint{newest}))
	must(t, h.Close())
	s.Forge(t).SetCheckpoint(newest.Size, older.Note)
	h = open(t, s)
	h.ContinueFrom(func() []proof.Checkpoint { return []proof.Checkpoint{newest} })
	expectContradicted(t, h)
	if err := store.CheckKept(t.Context(), h, []proof.Checkpoint{newest}); !errors.As(err, new(*store.ContradictedError)) {
		t.Errorf("looking finds %v", err)
	}
	// It is filed as what it is not, which also shows where nobody remembers the newest one.
	h.ContinueFrom(nil)
	expectContradicted(t, h)
	if err := h.CheckTree(t.Context()); !errors.As(err, new(*store.TreeError)) || !strings.Contains(err.Error(), "is filed as one over 10") {
		t.Errorf("reading finds %v", err)
	}
	s.Forge(t).SetCheckpoint(newest.Size, []byte("no checkpoint"))
	expectContradicted(t, h)
	_, err = h.RecordIntent(t.Context(), intentOn("8899"), deletion.Guards{})
	if !strings.Contains(err.Error(), "proves nothing") || strings.Contains(err.Error(), "where it was kept") {
		t.Errorf("an intent is refused with %v", err)
	}
}

// testOrigin has the origin changed, which a store may find by itself.
func testOrigin(t *testing.T, s Store) {
	whole(t, s)
	h := open(t, s)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8805"), outcome(deletion.Unknown)))
	must(t, h.Close())
	s.Forge(t).ChangeOrigin("elsewhere.example.com/other")
	expectRefused(t, open(t, s), func(err error) bool { return err != nil })
}

// expectContradicted wants that nothing is decided in a history with an unknown record 5.
func expectContradicted(t *testing.T, h History) {
	t.Helper()
	expectRefused(t, h, func(err error) bool { return errors.As(err, new(*store.ContradictedError)) })
}

func expectRefused(t *testing.T, h History, isRefusal func(error) bool) {
	t.Helper()
	size, _, err := h.TreeHead(t.Context())
	must(t, err)
	_, readyErr := h.Ready(t.Context())
	_, intentErr := h.RecordIntent(t.Context(), intentOn("8806"), deletion.Guards{})
	settleErr := h.RecordSettlement(t.Context(), 5, settled("bob"))
	actErr := h.RecordAct(t.Context(), history.Act{What: "csv", Operator: deletion.Operator{Name: "bob"}, At: begin})
	refusalErr := h.RecordTargetRefusal(t.Context(), refusalOf(t))
	_, expiryErr := h.Expire(t.Context(), []store.Expiry{{Records: []int64{1}, Data: deletion.DataSet(deletion.AllData()...)}}, func(int64, int64) {})
	for what, err := range map[string]error{"ready": readyErr, "an intent": intentErr, "a settlement": settleErr, "an act": actErr, "a refusal": refusalErr, "an expiry": expiryErr} {
		if !isRefusal(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if after, _, err := h.TreeHead(t.Context()); err != nil || after != size {
		t.Errorf("it had %d events, and has %d, %v", size, after, err)
	}
}
