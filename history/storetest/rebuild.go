package storetest

import (
	"bytes"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

// testRebuild changes the list in every way, an outcome that came late included.
func testRebuild(t *testing.T, s Store) {
	last, _, _ := whole(t, s)
	h := open(t, s)
	intent := mustIntent(t, h, "8805")
	s.Kill(h)
	after := open(t, s)
	must(t, after.RecordOutcome(t.Context(), intent, outcome(deletion.Accepted)))
	must(t, after.RecordAfter(t.Context(), intent.Number, deletion.After{Finding: deletion.Gone, Checked: begin}))
	if findings, err := Findings(t.Context(), after); err != nil || len(findings) > 0 {
		t.Errorf("after an outcome that came late, and one more event: %q, %v", findings, err)
	}
	must(t, after.Close())
	forger := s.Forge(t)
	forger.ChangeRow(2)
	forger.RemoveRow(3)
	forger.RemoveRow(5)

	h = open(t, s)
	size, root, err := h.TreeHead(t.Context())
	must(t, err)
	done, err := h.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: begin}, nil)
	if err != nil || done.Records != 5 || len(done.Findings) > 0 || len(done.Before) < 3 {
		t.Fatalf("it did %+v, %v", done, err)
	}
	expectSeen(t, s, last, seen{})
	for number := int64(1); number <= 5; number++ {
		expect(t, h, number, deletion.Accepted)
	}
	must(t, h.Continues(t.Context(), proof.Checkpoint{Size: size, Root: root}))
	log, err := h.Log(t.Context())
	if err != nil || len(log) != 1 || log[0].Seq != size+1 || log[0].Count != 5 || !strings.Contains(log[0].Detail, "Record 3 is missing from the list.") {
		t.Errorf("the log: %+v, %v", log, err)
	}
	if intent := mustIntent(t, h, "8806"); intent.Number != 6 {
		t.Errorf("the next record has the number %d", intent.Number)
	}
}

// testNoRebuild has events that don't match: a list made of them would hide it.
func testNoRebuild(t *testing.T, s Store) {
	last, _, events := whole(t, s)
	forger := s.Forge(t)
	forger.RemoveRow(3)
	forger.SetEvent(4, bytes.Replace(events[3].Data, []byte(`"accepted"`), []byte(`"refused"`), 1))
	expectNotRebuilt(t, open(t, s), last.Size)
}

// testNoRebuildOf has a checkpoint from elsewhere that the history contradicts.
func testNoRebuildOf(t *testing.T, s Store) {
	last, other, _ := whole(t, s)
	s.Forge(t).RemoveRow(3)
	expectNotRebuilt(t, open(t, s), last.Size, proof.NamedCheckpoint{Name: "elsewhere", Note: other})
}

func expectNotRebuilt(t *testing.T, h History, size int64, given ...proof.NamedCheckpoint) {
	t.Helper()
	done, err := h.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: begin}, given)
	if err != nil || len(done.Findings) == 0 || done.Records != 0 {
		t.Errorf("it did %+v, %v", done, err)
	}
	findings, err := Findings(t.Context(), h)
	must(t, err)
	if !strings.Contains(strings.Join(findings, " "), "Record 3 is missing from the list.") {
		t.Errorf("the list was changed: %q", findings)
	}
	if after, _, err := h.TreeHead(t.Context()); err != nil || after != size {
		t.Errorf("it has %d events, %v", after, err)
	}
}
