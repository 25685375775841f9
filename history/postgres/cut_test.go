package postgres

import (
	"os"
	"testing"

	"github.com/google/uuid"

	"deletecall/deletion"
)

// soak is set for long runs, see `make soak`.
const soak = "DELETECALL_SOAK"

// Whatever byte is the last one that the server gets, or the console: what was said to be
// recorded is, and what was not is not open.
func TestAConnectionCutAtAnyByteLosesNothing(t *testing.T) {
	_, address := newHistory(t)
	through, byProxy := newProxy(t, address)
	steps := map[string]int64{"to the server": 811, "from the server": 653}
	for direction, left := range map[string]*budget{"to the server": &through.toServer, "from the server": &through.fromServer} {
		t.Run(direction, func(t *testing.T) {
			c := &console{address: byProxy, folder: t.TempDir()}
			through.letAllThrough()
			if err := c.open(t.Context()); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.history.Close() })
			look := mustOpen(t, address, Options{})
			step := steps[direction]
			if os.Getenv(soak) != "" {
				step = 1
			}
			cutAt, isCut := int64(1), true
			for ; isCut; cutAt += step {
				isCut = c.deleteCutAt(t, through, left, cutAt, look)
				if t.Failed() {
					t.Fatalf("cut after %d bytes", cutAt)
				}
			}
			t.Logf("cut at each %d. of %d bytes", step, cutAt-step)
			expectWhole(t, look)
		})
	}
}

// deleteCutAt deletes once, over connections that all end after so many bytes, and reports
// whether they did. Afterwards they work again.
func (c *console) deleteCutAt(t *testing.T, through *proxy, left *budget, cutAt int64, look *Store) (isCut bool) {
	s := c.history
	s.pool.Reset() // so that a connection and its login are among what is cut
	left.Store(cutAt)
	intent, err := s.RecordIntent(t.Context(), intentOn(uuid.NewString()), deletion.Guards{})
	recorded := err == nil
	if recorded {
		err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
	}
	isCut = left.Load() <= 0
	through.letAllThrough()
	if !isCut && err != nil {
		t.Errorf("nothing was cut: %v", err)
	}
	if recorded && state(t, look, intent.Number) == "" {
		t.Errorf("the intent %d is gone", intent.Number)
	}
	s.pool.Reset()
	if err := s.Recover(t.Context()); err != nil { // what was put aside
		t.Error(err)
	}
	record, err := look.Record(t.Context(), max(1, intent.Number))
	if kind := record.Outcome.Kind; recorded && (err != nil || kind != deletion.Accepted || record.Intent.ID != intent.ID) {
		t.Errorf("record %d is %q, %v", intent.Number, kind, err)
	}
	if pending, err := (logReader{session{statements: look.pool}}).Pending(t.Context()); err != nil || len(pending) > 0 {
		t.Errorf("%d are open, %v", pending, err)
	}
	return isCut
}
