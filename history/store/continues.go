package store

import (
	"bytes"
	"context"
	"errors"

	"deletecall/history/proof"
)

// ContradictedError says that the history does not continue a checkpoint that was signed
// over it. No deletion begins in it and no act is recorded, since neither could be signed.
type ContradictedError struct{ Err error }

// What is a phrase that goes on after the name of the history.
func (e *ContradictedError) What() string {
	var contradiction *proof.ContradictionError
	var missing *proof.MissingHashError
	switch {
	case errors.As(e.Err, &contradiction):
		return "is not what was signed: " + contradiction.What()
	case errors.As(e.Err, &missing):
		return "has a gap in its hash tree: " + missing.Error()
	}
	return "keeps a newest checkpoint that proves nothing: " + e.Err.Error()
}

// Advice says what to do, a line each.
func (*ContradictedError) Advice() string {
	return "keep the files as they are, and run: deletecall history verify\nif an older copy was put here by hand, restore it instead: deletecall history restore FILE"
}

// Error says what is wrong.
func (e *ContradictedError) Error() string { return "the history " + e.What() }

// Unwrap returns what does not fit.
func (e *ContradictedError) Unwrap() error { return e.Err }

// ContinueFrom has every intent, settlement, act and expiry refused, with a *[ContradictedError], where
// the history does not continue the checkpoints that remembered returns. They come from
// outside of the history; the newest one that it keeps is looked at anyway. It is called
// before anything is recorded.
func (r *Recorder) ContinueFrom(remembered func() []proof.Checkpoint) { r.remembered = remembered }

// earlier are the checkpoints that are remembered. What is remembered before a transaction
// begins binds the history in it, too.
func (r *Recorder) earlier() []proof.Checkpoint {
	if r.remembered == nil {
		return nil
	}
	return r.remembered()
}

// sizes are those of checkpoints.
func sizes(of []proof.Checkpoint) []int64 {
	found := make([]int64, len(of))
	for i, checkpoint := range of {
		found[i] = checkpoint.Size
	}
	return found
}

// checkContinues costs O(log n) hashes, and a signature where the newest checkpoint is not
// among the earlier ones.
func checkContinues(ctx context.Context, from Reader, earlier []proof.Checkpoint) error {
	size, err := from.Size(ctx)
	if err != nil {
		return err
	}
	newest, found, err := from.Newest(ctx)
	if err != nil {
		return err
	}
	for _, checkpoint := range earlier {
		found = found && !bytes.Equal(checkpoint.Note, newest.Note)
	}
	if found {
		keys, err := from.Keys(ctx)
		if err != nil {
			return err
		}
		if newest, err = proof.OpenCheckpoint(newest.Note, keys...); err != nil {
			return &ContradictedError{err}
		}
		earlier = append(earlier[:len(earlier):len(earlier)], newest)
	}
	for _, checkpoint := range earlier {
		err := proof.Continues(size, HashesOf(ctx, from), checkpoint)
		var contradiction *proof.ContradictionError
		var missing *proof.MissingHashError
		if errors.As(err, &contradiction) || errors.As(err, &missing) {
			return &ContradictedError{err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
