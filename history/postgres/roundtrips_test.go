package postgres

import (
	"context"
	"testing"

	"deletecall/deletion"
)

// Others wait for the lock during most of them, and over a network each takes a millisecond.
func TestADeletionTakesFewRoundTrips(t *testing.T) {
	_, address := newHistory(t)
	p, address := newProxy(t, address)
	c := &console{address: address, folder: t.TempDir()}
	if err := c.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer c.history.Close()
	deleteWith(t, c.history, "the first, which makes more")
	before := p.roundTrips.Load()
	deleteWith(t, c.history, "another one")
	const most = 9 // it takes 8, and one more where the machine is so busy that a lease is renewed
	if took := p.roundTrips.Load() - before; took > most {
		t.Errorf("a deletion took %d round trips, of %d at most", took, most)
	}
}

// deleteWith is a deletion as the history sees it.
func deleteWith(t *testing.T, s *Store, identifier string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	_, err := s.Ready(ctx)
	if err != nil {
		t.Fatal(err)
	}
	intent, err := s.RecordIntent(ctx, intentOn(identifier), deletion.Guards{})
	if err == nil {
		err = s.RecordOutcome(ctx, intent, acceptedOutcome())
	}
	if err != nil {
		t.Fatal(err)
	}
}
