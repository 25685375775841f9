package proof_test

import (
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/history"
	"deletecall/history/proof"
)

func TestTheRootIsThatOfRFC6962ForEverySizeUpTo200(t *testing.T) {
	a := emptyArchive(t)
	var leaves [][]byte
	for size := range 201 {
		root, err := proof.TreeHead(int64(size), a.hashes())
		if err != nil || root != naiveRoot(leaves) {
			t.Fatalf("over %d events: %s, %v", size, root, err)
		}
		report, err := proof.Verify(proof.Input{Events: a.all(), HashesFor: -1})
		if err != nil || report.Root != root || report.Events != int64(size) {
			t.Fatalf("verifying %d events: %+v, %v", size, report, err)
		}
		leaf := fmt.Appendf(nil, "event %d, %x", size, size*size)
		leaves = append(leaves, leaf)
		a.addRaw(0, "test", leaf, history.Private{})
	}
}

func TestTheHashesStoredWithAnEventAreThoseOfTheSubtreesThatItCompletes(t *testing.T) {
	a := newArchive(t, 8)
	for n := 1; n <= len(a.events); n++ {
		stored := a.events[n-1].Hashes
		for size := 1; n%size == 0; size *= 2 {
			want := naiveRoot(leavesOf(a)[n-size : n])
			if len(stored) < 32 || [32]byte(stored) != want {
				t.Fatalf("event %d, subtree of %d: got %x, want %x", n, size, stored, want)
			}
			stored = stored[32:]
		}
		if len(stored) > 0 {
			t.Errorf("event %d has %d bytes too many", n, len(stored))
		}
	}
}

func TestAStoredHashThatIsMissingIsNamed(t *testing.T) {
	a := newArchive(t, 4)
	a.events[3].Hashes = a.events[3].Hashes[:64] // the subtree of four is gone
	_, err := proof.TreeHead(5, a.hashes())
	var missing *proof.MissingHashError
	if !errors.As(err, &missing) || missing.Seq != 4 || missing.Level != 2 {
		t.Errorf("got %v", err)
	}
}

func TestAnImpossibleSizeIsRefusedInsteadOfComputedForever(t *testing.T) {
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]proof.Hash, error) { return make([]proof.Hash, len(indexes)), nil })
	for _, size := range []int64{-1, proof.MaxEvents + 1, 1<<63 - 1} {
		if _, err := proof.TreeHead(size, reader); err == nil {
			t.Errorf("there is a root over %d events", size)
		}
		if _, err := proof.StoredHashes(size, nil, reader); err == nil {
			t.Errorf("an event is added to %d", size)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	a := newArchive(b, 500)
	for b.Loop() {
		if _, err := proof.StoredHashes(1000, a.events[0].Data, a.hashes()); err != nil {
			b.Fatal(err)
		}
	}
}
