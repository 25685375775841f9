package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"deletecall/history/proof"
)

// busyHistory is a history in which somebody else records and signs between any two readings, with a
// key of their own each time.
type busyHistory struct {
	Reader // what head does not read
	t      *testing.T
	hashes [][]byte
	newest proof.Checkpoint
	keys   []string
}

func (b *busyHistory) others() {
	b.t.Helper()
	hashes := HashesOf(b.t.Context(), b)
	stored, err := proof.StoredHashes(int64(len(b.hashes)), fmt.Append(nil, "event ", len(b.hashes)), hashes)
	must(b.t, err)
	b.hashes = append(b.hashes, stored)
	key, _, err := proof.OpenKey(filepath.Join(b.t.TempDir(), "key"), "deletions.example.com/busy")
	must(b.t, err)
	signing, err := key.Begin(proof.Head{Size: int64(len(b.hashes)), Hashes: hashes})
	must(b.t, err)
	must(b.t, signing.End(true))
	b.newest, b.keys = signing.Checkpoint, append(b.keys, key.Public())
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b *busyHistory) Size(context.Context) (int64, error) {
	defer b.others()
	return int64(len(b.hashes)), nil
}

func (b *busyHistory) Keys(context.Context) ([]string, error) {
	defer b.others()
	return b.keys, nil
}

func (b *busyHistory) Newest(context.Context) (proof.Checkpoint, bool, error) {
	defer b.others()
	return b.newest, true, nil
}

func (b *busyHistory) Hashes(_ context.Context, seqs []int64) (hashes [][]byte, err error) {
	for _, seq := range seqs {
		hashes = append(hashes, b.hashes[seq-1])
	}
	return hashes, nil
}

func TestWhatIsSignedAgreesWithACheckpointThatSomebodyElseSignedMeanwhile(t *testing.T) {
	busy := &busyHistory{t: t}
	busy.others()
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), "deletions.example.com/busy")
	must(t, err)
	signing, err := key.Sign(func() (proof.Head, error) { return head(t.Context(), busy) })
	must(t, err)
	must(t, signing.End(true))
}
