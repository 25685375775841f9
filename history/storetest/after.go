package storetest

import (
	"errors"
	"path/filepath"
	"testing"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/lookup"
)

// pinnedTo is an intent on an extension, pinned to a call that a look-up showed.
func pinnedTo(extension, callID string) deletion.Intent {
	intent := intentOn(extension)
	intent.IdentifierType, intent.Status = deletion.Extension, deletion.Last
	intent.Shown = deletion.Shown{Verdict: lookup.Found, At: begin, CallID: callID, From: lookup.Party{Number: extension, Name: "Ada"}}
	intent.Pinned = true
	return intent
}

// testPinned has two calls of one extension be two, and one call by whatever name be one.
func testPinned(t *testing.T, s Store) {
	h := open(t, s)
	first, err := h.RecordIntent(t.Context(), pinnedTo("8856", "aa"), deletion.Guards{})
	must(t, err)
	if _, err := h.RecordIntent(t.Context(), pinnedTo("8856", "bb"), deletion.Guards{}); err != nil {
		t.Errorf("another call of the extension: %v", err)
	}
	asTyped := pinnedTo("8856", "")
	asTyped.Shown, asTyped.Pinned = deletion.Shown{}, false
	for name, same := range map[string]deletion.Intent{"by another extension": pinnedTo("4001", "AA"), "by its ID": intentOn("aa"), "as typed": asTyped} {
		if _, err := h.RecordIntent(t.Context(), same, deletion.Guards{}); !errors.As(err, new(*deletion.TargetBusyError)) {
			t.Errorf("the same call, %s: %v", name, err)
		}
	}
	must(t, h.RecordOutcome(t.Context(), first, outcome(deletion.Unknown)))
	if _, err := h.RecordIntent(t.Context(), intentOn("aa"), deletion.Guards{}); !errors.As(err, new(*deletion.UnsettledTargetError)) {
		t.Errorf("while it is unknown: %v", err)
	}
	if record := expect(t, open(t, s), 1, deletion.Unknown); record.Intent.Shown != first.Shown || !record.Intent.Pinned {
		t.Errorf("what was shown became %+v", record.Intent.Shown)
	}
}

// testAfter has what look-ups found become part of a record: the newest that proves anything.
func testAfter(t *testing.T, s Store) {
	h := open(t, s)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "1"), outcome(deletion.Accepted)))
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "2"), outcome(deletion.Refused)))
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	h.SignWith(func() (*proof.Key, error) { return key, nil }, true)
	for _, finding := range []deletion.AfterFinding{deletion.NotChecked, deletion.StillMarked, deletion.Gone, deletion.NotChecked} {
		must(t, h.RecordAfter(t.Context(), 1, deletion.After{Finding: finding, Detail: "looked", Copies: "b c", Checked: begin, Operator: deletion.Operator{Name: "bob"}}))
	}
	if err := h.RecordAfter(t.Context(), 2, deletion.After{Finding: deletion.Gone, Checked: begin}); !errors.As(err, new(*deletion.NotCheckableError)) {
		t.Errorf("after a refusal: %v", err)
	}
	if err := h.RecordAfter(t.Context(), 9, deletion.After{Finding: deletion.Gone, Checked: begin}); !errors.As(err, new(*deletion.NoRecordError)) {
		t.Errorf("of no record: %v", err)
	}
	again := open(t, s)
	record := expect(t, again, 1, deletion.Accepted)
	if after := record.After; after == nil || after.Finding != deletion.Gone || after.Detail != "looked" || after.Copies != "b c" || after.Operator.Name != "bob" {
		t.Errorf("it became %+v", after)
	}
	if findings, err := Findings(t.Context(), again); err != nil || len(findings) > 0 {
		t.Errorf("found %q, %v", findings, err)
	}
	size, _, err := again.TreeHead(t.Context())
	must(t, err)
	if newest, found, err := again.NewestCheckpoint(t.Context()); err != nil || !found || newest.Size != size {
		t.Errorf("of %d events %d are signed, %v", size, newest.Size, err)
	}
}
