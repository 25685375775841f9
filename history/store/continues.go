package store

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"deletecall/history"
	"deletecall/history/proof"
)

// ContradictedError says that the history does not continue a checkpoint that was signed
// over it. No deletion begins in it and no act is recorded, since neither could be signed.
type ContradictedError struct{ Err error }

// What is a phrase that goes on after the name of the history.
func (e *ContradictedError) What() string {
	var contradiction *proof.ContradictionError
	var missing *proof.MissingHashError
	var tampered tamperedError
	switch {
	case errors.As(e.Err, &tampered):
		return tampered.Error()
	case errors.As(e.Err, &contradiction):
		return "is not what was signed: " + contradiction.What()
	case errors.As(e.Err, &missing):
		return "has a gap in its hash tree: " + missing.Error()
	}
	why, _, _ := strings.Cut(e.Err.Error(), "\n") // without its hint, since there is no other place to get it from
	return "keeps a newest checkpoint that proves nothing: " + why
}

// Advice says what to do, a line each.
func (*ContradictedError) Advice() string {
	return "keep the files as they are, and run: deletecall history verify\nif an older copy was put here by hand, restore it instead: " + history.RestoreCommand
}

func (e *ContradictedError) Error() string { return "the history " + e.What() }
func (e *ContradictedError) Unwrap() error { return e.Err }

// tamperedError is what somebody did to the checkpoints and keys of a history that was signed:
// each checkpoint is kept together with its key.
type tamperedError string

const (
	noCheckpoints tamperedError = "keeps public keys and no checkpoint that they signed: its checkpoints were removed"
	newestIsGone  tamperedError = "lacks the newest checkpoint that was signed over it: that checkpoint was removed"
	endIsGone     tamperedError = "is an archive without the checkpoint over its last event, with which every archive ends: that checkpoint was removed"
	keyIsGone     tamperedError = "does not keep the public key of its newest checkpoint: that key was removed"
	foreignKey    tamperedError = "has a public key that is not its own: something other than this program wrote it there"
	otherSize     tamperedError = "keeps its newest checkpoint as one over another number of events: it was changed"
	otherOrigin   tamperedError = "has another origin than its newest checkpoint: its origin was changed"
)

// Error says what is wrong, as a predicate of the history.
func (e tamperedError) Error() string { return string(e) }

// ContinueFrom has every intent, settlement, act and expiry refused, with a *[ContradictedError], where
// the history does not continue the checkpoints that remembered returns. They come from
// outside of the history; the newest one that it keeps is looked at anyway. It is called
// before anything is recorded.
func (r *Recorder) ContinueFrom(remembered func() []proof.Checkpoint) { r.remembered = remembered }

// Trust is [Log.Trust].
func (r *Recorder) Trust() error { return r.log.Trust() }

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

// CheckKept returns a *[ContradictedError] where a history that nobody restored since lacks the
// newest of the checkpoints that are remembered.
func CheckKept(ctx context.Context, history Signed, remembered []proof.Checkpoint) error {
	size, _, err := history.TreeHead(ctx)
	if err != nil {
		return err
	}
	newest, _, err := history.NewestCheckpoint(ctx)
	if err == nil && isRemoved(remembered, newest, size) {
		err = &ContradictedError{newestIsGone}
	}
	return err
}

// CheckEnd returns a *[ContradictedError] where an archive lacks the checkpoint that it was written up to.
func CheckEnd(ctx context.Context, history History) error {
	if !history.IsArchive() {
		return nil
	}
	size, _, err := history.TreeHead(ctx)
	if err != nil {
		return err
	}
	newest, _, err := history.NewestCheckpoint(ctx)
	if claimed, _ := proof.Claimed(newest.Note); err == nil && claimed.Size != size {
		err = &ContradictedError{endIsGone}
	}
	return err
}

// isRemoved reports whether one of the checkpoints that are remembered was removed from a history
// of so many events, which had it before anything else had (see [proof.Key.Sign]). The newest one that is left counts by what it
// says of its size, not by where it is filed. What covers more events than there are shows otherwise.
func isRemoved(remembered []proof.Checkpoint, newest proof.Checkpoint, size int64) bool {
	left, _ := proof.Claimed(newest.Note)
	return slices.ContainsFunc(remembered, func(one proof.Checkpoint) bool { return left.Size < one.Size && one.Size <= size })
}

// checkContinues is [CheckContinues] of our history.
func (r *Recorder) checkContinues(ctx context.Context, from Reader, earlier []proof.Checkpoint) error {
	return CheckContinues(ctx, from, r.log.Origin(), earlier)
}

// CheckContinues returns a *[ContradictedError] where a history with this origin does not continue the
// checkpoints that are remembered and the newest one that it keeps.
// It costs O(log n) hashes, and a signature where the newest checkpoint is not
// among the earlier ones.
func CheckContinues(ctx context.Context, from Reader, origin string, earlier []proof.Checkpoint) error {
	size, err := from.Size(ctx)
	if err != nil {
		return err
	}
	newest, found, err := from.Newest(ctx)
	if err != nil {
		return err
	}
	keys, err := from.Keys(ctx)
	if err != nil {
		return err
	}
	isKnown := found && slices.ContainsFunc(earlier, func(checkpoint proof.Checkpoint) bool { return bytes.Equal(checkpoint.Note, newest.Note) })
	switch {
	case !found && len(keys) > 0:
		return &ContradictedError{noCheckpoints}
	case found && !isFor(newest, origin):
		return &ContradictedError{otherOrigin}
	case found && IsMisfiled(newest):
		return &ContradictedError{otherSize}
	case found && !areOf(newest, keys):
		return &ContradictedError{foreignKey}
	case isRemoved(earlier, newest, size):
		return &ContradictedError{newestIsGone}
	case isKnown && !proof.NamesOneOf(newest.Note, keys...):
		return &ContradictedError{keyIsGone}
	case found && !isKnown:
		if newest, err = proof.OpenCheckpoint(newest.Note, keys...); err != nil {
			return &ContradictedError{err}
		}
		earlier = append(earlier[:len(earlier):len(earlier)], newest)
	}
	for _, checkpoint := range earlier {
		err := proof.Continues(size, HashesOf(ctx, from), checkpoint)
		if errors.As(err, new(*proof.ContradictionError)) || errors.As(err, new(*proof.MissingHashError)) {
			return &ContradictedError{err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// IsMisfiled reports whether a checkpoint is kept under another size than its own, where it hides the newest
// one or passes for it.
func IsMisfiled(kept proof.Checkpoint) bool {
	claimed, ok := proof.Claimed(kept.Note)
	return ok && claimed.Size != kept.Size
}

// isFor reports whether a checkpoint was issued under this name. One that can't be read is left to
// whoever checks its signature.
func isFor(checkpoint proof.Checkpoint, origin string) bool {
	claimed, ok := proof.Claimed(checkpoint.Note)
	return !ok || claimed.Origin == origin
}

// areOf reports whether all the keys can belong to the history that a checkpoint names, if it can be read.
func areOf(newest proof.Checkpoint, keys []string) bool {
	claimed, ok := proof.Claimed(newest.Note)
	return !ok || !slices.ContainsFunc(keys, func(key string) bool {
		return proof.CheckKey(key) != nil || !strings.HasPrefix(strings.TrimSpace(key), claimed.Origin+"+")
	})
}
