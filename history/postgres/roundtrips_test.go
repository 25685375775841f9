package postgres

import (
	"context"
	"fmt"
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
	if trips := p.roundTrips.Load() - before; trips > most {
		t.Errorf("a deletion took %d round trips, of %d at most", trips, most)
	}
}

// Each of several consoles signs: what a key signed last is not what the history keeps last.
func TestADeletionTakesFewRoundTripsWhereOthersSign(t *testing.T) {
	_, address := newHistory(t)
	p, through := newProxy(t, address)
	c, other := &console{address: through, folder: t.TempDir()}, &console{address: address, folder: t.TempDir()}
	for _, each := range []*console{c, other} {
		if err := each.open(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer each.history.Close()
		deleteWith(t, each.history, "its first, which makes more")
		if _, err := each.history.Sign(t.Context(), each.key); err != nil { // it signs from here on
			t.Fatal(err)
		}
	}
	deleteWith(t, c.history, "a first one")
	for n := range 5 {
		deleteWith(t, other.history, fmt.Sprint("another one ", n))
	}
	before := p.roundTrips.Load()
	deleteWith(t, c.history, "the one that counts")
	const most = 9 // as above
	if trips := p.roundTrips.Load() - before; trips > most {
		t.Errorf("a deletion took %d round trips, of %d at most", trips, most)
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

// What marking interrupted deletions reads comes with what the server says of itself.
func TestOpeningTakesOneRoundTripAfterTheLogin(t *testing.T) {
	_, address := newHistory(t)
	deleteWith(t, mustOpen(t, address, Options{}), "a first one")
	p, through := newProxy(t, address)
	before := p.roundTrips.Load()
	s := mustOpen(t, through, Options{})
	const login = 1
	if trips := p.roundTrips.Load() - before; trips != login+1 {
		t.Errorf("opening took %d round trips, with %d of the login", trips, login)
	}
	if err := s.Recover(t.Context()); err != nil || p.roundTrips.Load()-before == login+1 {
		t.Errorf("once it is open, what has changed is not read (%v)", err)
	}
}

// A process that was opened for one deletion looks for interrupted ones once; one that stays
// open does so before each of its deletions. Where the intent follows, its transaction takes the lock.
func TestAProcessForOneDeletionIsReadyInFewRoundTrips(t *testing.T) {
	_, address := newHistory(t)
	deleteWith(t, mustOpen(t, address, Options{}), "a first one")
	p, address := newProxy(t, address)
	for _, process := range []struct {
		what  string
		is    func(*Store)
		trips int64
	}{
		{"that stays open", func(*Store) {}, 4},
		{"that ends after it", func(s *Store) { s.EndsAfterOutcome() }, 2},
		{"that asks nobody", func(s *Store) { s.EndsAfterOutcome(); s.IntentFollows() }, 1},
	} {
		s := mustOpen(t, address, Options{})
		process.is(s)
		before := p.roundTrips.Load()
		if _, err := s.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		if trips := p.roundTrips.Load() - before; trips != process.trips {
			t.Errorf("a process %s took %d round trips, not %d", process.what, trips, process.trips)
		}
	}
}
