package storetest

import (
	"errors"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
)

// testMove moves a history away, once it could be taken over elsewhere.
func testMove(t *testing.T, s Store) {
	h := open(t, s)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8856"), outcome(deletion.Accepted)))
	mover := h
	if s.OpenMover != nil {
		var err error
		mover, err = s.OpenMover()
		must(t, err)
		t.Cleanup(func() { _ = mover.Close() })
	}
	act := history.Act{What: history.MoveAct, To: "elsewhere", Operator: deletion.Operator{Name: "dora"}, At: begin}
	if err := mover.Move(t.Context(), act, func(store.Snapshot) error { return errFault }); !errors.Is(err, errFault) {
		t.Errorf("what could not be taken over: %v", err)
	}
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8857"), outcome(deletion.Accepted)))

	var taken store.Counts
	must(t, mover.Move(t.Context(), act, func(from store.Snapshot) (err error) {
		taken, err = from.Counts(t.Context())
		return err
	}))
	if taken.Events != 5 || taken.Rows != 2 {
		t.Errorf("what is taken over is %+v; want two records, and the event of the move", taken)
	}
	for name, process := range map[string]History{"one that was open": h, "the next": open(t, s)} {
		if _, err := process.RecordIntent(t.Context(), intentOn("8858"), deletion.Guards{}); !errors.As(err, new(*deletion.HistoryError)) || !strings.Contains(err.Error(), "elsewhere") {
			t.Errorf("%s: %v; want that it is elsewhere", name, err)
		}
		expect(t, process, 2, deletion.Accepted)
		expectNone(t, process, 3)
	}
}
