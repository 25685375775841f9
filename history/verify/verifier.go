package verify

import (
	"context"
	"errors"
	"iter"
	"slices"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

const (
	readOp   = "read the history"
	verifyOp = "verify the history"
)

// Verifier checks a history by its log. A store embeds it: with [store.Recorder.Sign] it
// is [store.Signed].
type Verifier struct{ log store.Log }

// New returns a verifier over a log.
func New(log store.Log) *Verifier { return &Verifier{log} }

// ID names this history for ever; it was made with it.
func (v *Verifier) ID() string { return v.log.ID() }

// Origin is the name under which the checkpoints of this history are issued.
func (v *Verifier) Origin() string { return v.log.Origin() }

// PublicKeys are all keys that ever signed a checkpoint of this history.
func (v *Verifier) PublicKeys(ctx context.Context) (keys []string, err error) {
	err = v.log.Read(ctx, func(from store.Reader) (err error) {
		keys, err = ownKeys(ctx, from)
		return err
	})
	return keys, err
}

// NewestCheckpoint returns the checkpoint that is kept over the most events, with its
// size and its note, and whether there is one.
func (v *Verifier) NewestCheckpoint(ctx context.Context) (checkpoint proof.Checkpoint, found bool, err error) {
	err = v.log.Snapshot(ctx, readOp, func(from store.Snapshot) (err error) {
		checkpoint, found, err = from.Newest(ctx)
		return err
	})
	return checkpoint, found, err
}

// CheckpointsAfter returns the checkpoints that are kept over more events than size, in
// their order, at most limit, with their sizes and notes.
func (v *Verifier) CheckpointsAfter(ctx context.Context, size int64, limit int) (kept []proof.Checkpoint, err error) {
	err = v.log.Snapshot(ctx, readOp, func(from store.Snapshot) error {
		for checkpoint, err := range from.Checkpoints(ctx, size) {
			if err != nil || len(kept) == limit {
				return err
			}
			kept = append(kept, checkpoint)
		}
		return nil
	})
	return kept, err
}

// TreeHead is the size and the root hash of the history's hash tree now.
func (v *Verifier) TreeHead(ctx context.Context) (size int64, root proof.Hash, err error) {
	err = v.log.Snapshot(ctx, readOp, func(from store.Snapshot) (err error) {
		size, root, err = Head(ctx, from)
		return err
	})
	return size, root, err
}

// Continues returns a *[store.TreeError] when the history does not continue a checkpoint.
func (v *Verifier) Continues(ctx context.Context, earlier proof.Checkpoint) error {
	return v.log.Snapshot(ctx, readOp, func(from store.Snapshot) error { return continues(ctx, from, earlier) })
}

// CheckTree returns a *[store.TreeError] when the history as a whole is not what it was:
// when events or records are missing, which may be any, and when it contradicts the
// newest checkpoint that it keeps. It counts events and records, some 30 ms for each
// million in SQLite, and does not read them.
func (v *Verifier) CheckTree(ctx context.Context) error {
	return v.log.Snapshot(ctx, readOp, func(from store.Snapshot) error { return tree(ctx, from, v.log.Origin()) })
}

// Prove returns a file that proves one deletion against a checkpoint that one of the keys
// signed, without the private fields that are withheld ([proof.Subject]). With the identifier
// everything in the record that quotes it is withheld.
func (v *Verifier) Prove(ctx context.Context, number int64, checkpoint []byte, withheld []string, keys ...string) (file []byte, err error) {
	var failed error // of the proof, which says itself what it is about
	var unread error // of the store, which says it of everything that it reads
	err = v.log.Snapshot(ctx, readOp, func(from store.Snapshot) error {
		events, err := from.EventsOf(ctx, number)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			return &deletion.NoRecordError{Number: number}
		}
		if slices.Contains(withheld, string(deletion.IdentifierData)) {
			quoting, err := store.Quoting(events)
			if err != nil {
				return err
			}
			withheld = slices.Concat(withheld, quoting)
		}
		subject := proof.Subject{Number: number, Events: events, Withhold: withheld}
		file, failed = proof.Prove(subject, checkpoint, proof.NewHashesReader(func(seqs []int64) (stored [][]byte, err error) {
			stored, err = from.Hashes(ctx, seqs)
			unread = errors.Join(unread, err)
			return stored, err
		}), keys...)
		return unread
	})
	if err != nil {
		return nil, err
	}
	return file, failed
}

// Verify reads the whole history and reports what does not fit, in itself and against
// checkpoints that were kept elsewhere. Only the keys given are trusted; without any,
// those that the history itself names are. Where it could not be read to its end, which
// is an error, the report is of what was read. The list is compared with the events too:
// where the report does not say that it fits, [Verifier.ListFindings] says why.
func (v *Verifier) Verify(ctx context.Context, given []proof.NamedCheckpoint, keys ...string) (*proof.Report, error) {
	report := &proof.Report{HashesFor: -1}
	// One snapshot for everything: a deletion meanwhile must not look like a difference.
	err := v.log.Snapshot(ctx, verifyOp, func(from store.Snapshot) (err error) {
		check, stop := newListCheck(ctx, from)
		defer stop()
		report, err = all(ctx, from, check.add, given, keys)
		report.ListFits = err == nil && check.fits(ctx, from)
		return err
	})
	return report, err
}

// ListFindings says what of the list does not follow from the events, in sentences that are
// safe to show.
func (v *Verifier) ListFindings(ctx context.Context) (findings []string, err error) {
	err = v.log.Snapshot(ctx, verifyOp, func(from store.Snapshot) (err error) {
		findings, err = list(ctx, from)
		return err
	})
	return findings, err
}

// All verifies the events of a snapshot as [Verifier.Verify] does, and not the list.
func All(ctx context.Context, from store.Snapshot, given []proof.NamedCheckpoint, keys ...string) (*proof.Report, error) {
	return all(ctx, from, nil, given, keys)
}

func all(ctx context.Context, from store.Snapshot, seen func(proof.StoredEvent, history.Event, error), given []proof.NamedCheckpoint, keys []string) (*proof.Report, error) {
	nothing := &proof.Report{HashesFor: -1}
	hashed, err := from.Hashed(ctx)
	if err != nil {
		return nothing, err
	}
	named, err := ownKeys(ctx, from)
	if err != nil {
		return nothing, err
	}
	if len(keys) == 0 {
		keys = named
	}
	return proof.Verify(proof.Input{
		Events: from.Events(ctx), HashesFor: hashed, Keys: keys, Named: named,
		Kept: notes(from.Checkpoints(ctx, everything)), Given: given, Seen: seen,
	})
}

func notes(checkpoints iter.Seq2[proof.Checkpoint, error]) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for kept, err := range checkpoints {
			if !yield(kept.Note, err) {
				return
			}
		}
	}
}
