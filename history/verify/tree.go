package verify

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// Head is the size and the root hash of the hash tree.
func Head(ctx context.Context, from store.Reader) (size int64, root proof.Hash, err error) {
	if size, err = from.Size(ctx); err != nil {
		return 0, root, err
	}
	root, err = proof.TreeHead(size, store.HashesOf(ctx, from))
	return size, root, err
}

// tree returns a *[store.TreeError] when events or records are missing, and when the
// history contradicts the newest checkpoint that it keeps. It reads none of them.
func tree(ctx context.Context, from store.Snapshot, origin string) error {
	if err := gaps(ctx, from); err != nil {
		return err
	}
	if err := newestCheckpoint(ctx, from, origin); err != nil {
		return err
	}
	foreign, err := HasForeignKey(ctx, from)
	if err == nil && foreign {
		err = &store.TreeError{Problem: "The history has a public key that signed none of its checkpoints: something other than this program wrote it there."}
	}
	return err
}

// HasForeignKey reports whether one of the public keys signed none of the checkpoints: each is
// kept together with the first one that it signed. The only key of a history signed the newest
// one, and of two each the newest or the oldest, so that mostly no more is read.
func HasForeignKey(ctx context.Context, from store.Snapshot) (bool, error) {
	keys, err := from.Keys(ctx)
	if err != nil || len(keys) < 2 {
		return false, err
	}
	newest, _, err := from.Newest(ctx)
	if err != nil {
		return false, err
	}
	keys, err = NotNamed(withoutSigners(newest, keys), from.Checkpoints(ctx, everything))
	return len(keys) > 0, err
}

// NotNamed are the keys that none of the checkpoints names as its signer. It reads no further
// than it has to.
func NotNamed(keys []string, by iter.Seq2[proof.Checkpoint, error]) ([]string, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	for kept, err := range by {
		if err != nil {
			return nil, err
		}
		if keys = withoutSigners(kept, keys); len(keys) == 0 {
			break
		}
	}
	return keys, nil
}

// withoutSigners leaves out of the keys those that a checkpoint names.
func withoutSigners(checkpoint proof.Checkpoint, keys []string) []string {
	return slices.DeleteFunc(keys, func(key string) bool { return proof.NamesOneOf(checkpoint.Note, key) })
}

func gaps(ctx context.Context, from store.Snapshot) error {
	last, err := from.Size(ctx)
	if err != nil {
		return err
	}
	hashes, err := from.Hashed(ctx)
	if err != nil {
		return err
	}
	counts, err := from.Counts(ctx)
	if err != nil {
		return err
	}
	switch {
	case max(last, hashes) > counts.Events:
		return &store.TreeError{Problem: "Events are missing from the history, " + safetext.Number(max(last, hashes)-counts.Events) + " in total; any record may be affected."}
	case last != hashes:
		return &store.TreeError{Problem: "The history has events that are not in its hash tree."}
	case counts.Rows != counts.Highest:
		return &store.TreeError{Problem: fmt.Sprintf("The list has %s, although records are numbered up to %d: some are missing from it, or were added.", safetext.Count(counts.Rows, "record", "records"), counts.Highest)}
	}
	return nil
}

// newestCheckpoint holds the tree against the newest checkpoint that the history keeps,
// if it keeps one.
func newestCheckpoint(ctx context.Context, from store.Reader, origin string) error {
	newest, found, err := from.Newest(ctx)
	if err != nil {
		return err
	}
	keys, err := ownKeys(ctx, from)
	switch {
	case err != nil:
		return err
	case !found && len(keys) > 0:
		return &store.TreeError{Problem: "The history keeps public keys and no checkpoint that they signed: its checkpoints were removed."}
	case !found:
		return nil
	}
	checkpoint, err := proof.OpenCheckpoint(newest.Note, keys...)
	if err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n") // without its hint: there is no other place to get it from
		return &store.TreeError{Problem: fmt.Sprintf("The newest checkpoint of the history proves nothing: %s.", safetext.Bounded(why, 300))}
	}
	if store.IsMisfiled(newest) {
		return &store.TreeError{Problem: fmt.Sprintf("The newest checkpoint of the history, over %s, is filed as one over %s.", safetext.Count(checkpoint.Size, "event", "events"), safetext.Number(newest.Size))}
	}
	if checkpoint.Origin != origin {
		return &store.TreeError{Problem: "The newest checkpoint in the history belongs to another history."}
	}
	return continues(ctx, from, checkpoint)
}

// continues returns a *[store.TreeError] when the history does not continue a checkpoint.
func continues(ctx context.Context, from store.Reader, earlier proof.Checkpoint) error {
	size, err := from.Size(ctx)
	if err != nil {
		return err
	}
	err = proof.Continues(size, store.HashesOf(ctx, from), earlier)
	var contradicts *proof.ContradictionError
	var missing *proof.MissingHashError
	switch {
	case errors.As(err, &contradicts):
		return &store.TreeError{Problem: "The history contradicts a checkpoint: " + contradicts.What() + "."}
	case errors.As(err, &missing):
		return &store.TreeError{Problem: "The hash tree has a gap: " + missing.Error() + "."}
	}
	return err
}

// ownKeys are the keys that the history names as its own. What is among them without
// being a key is left out; [Findings] reports it.
func ownKeys(ctx context.Context, from store.Reader) ([]string, error) {
	keys, err := from.Keys(ctx)
	return slices.DeleteFunc(keys, func(text string) bool { return proof.CheckKey(text) != nil }), err
}
