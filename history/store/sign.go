package store

import (
	"context"
	"errors"
	"slices"

	"deletecall/history/proof"
)

// Sign signs a checkpoint over the history as it is now, and keeps it with the public
// key, so that a checkpoint by another key shows. Right after an outcome or an act that was
// signed in its own transaction, that checkpoint is the one: what others record meanwhile,
// they sign. A checkpoint that the history contradicts is a *[ContradictedError], and nothing
// is signed then.
func (r *Recorder) Sign(ctx context.Context, key *proof.Key) (proof.Checkpoint, error) {
	if err := r.log.Trust(); err != nil {
		return proof.Checkpoint{}, err
	}
	signed, done, err := r.signedWithOutcome(ctx, key)
	if done || err != nil {
		return signed, err
	}
	var signing *proof.Signing
	err = r.log.Read(ctx, func(from Reader) (err error) {
		signing, err = key.Sign(func() (proof.Head, error) { return head(ctx, from) })
		if contradiction, ok := errors.AsType[*proof.ContradictionError](err); ok {
			err = &ContradictedError{contradiction}
		}
		return err
	})
	if err != nil {
		return proof.Checkpoint{}, err
	}
	err = r.log.Update(ctx, Work{Op: "keep the checkpoint"}, func(tx Tx) error { return tx.Keep(ctx, signing.Checkpoint, key.Public()) })
	if err != nil {
		return proof.Checkpoint{}, errors.Join(err, signing.End(false)) // it is nowhere, so nobody may be shown it
	}
	return signing.Checkpoint, signing.End(true)
}

// HasSigned reports whether a key signed something that this process recorded, in its transaction: then it is one of those
// of the history.
func (r *Recorder) HasSigned(public string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.freshKey == public
}

// SignWith has every outcome and every act signed in its own transaction, which saves a commit. find
// finds the key, and makes none. Where it can't be done so, the outcome is recorded all
// the same, and [Recorder.Sign] signs it, or says why not. It is called before anything is
// recorded.
//
// alone says that the history is one machine's: a key that signed it before, and not last, is
// then left to be announced too.
func (r *Recorder) SignWith(find func() (*proof.Key, error), alone bool) {
	r.findKey, r.alone = find, alone
}

// signInside signs the history as it is in a transaction, and keeps the checkpoint in it.
// It is nil where [Recorder.Sign] has to do so; the error is one of the transaction. A
// fault of it must not cost the outcome.
func (r *Recorder) signInside(ctx context.Context, tx Tx) (signing *proof.Signing, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			signing, err = nil, nil
		}
	}()
	key, err := r.findKey()
	if err != nil {
		return nil, nil
	}
	keys, err := tx.Keys(ctx)
	if err != nil || len(keys) > 0 && !slices.Contains(keys, key.Public()) {
		return nil, nil // a new key signs only after it was announced
	}
	head, err := head(ctx, tx)
	if err != nil {
		return nil, nil
	}
	if last := head.Earlier; r.alone && len(keys) > 1 && len(last) > 0 && !proof.NamesOneOf(last[0].Note, key.Public()) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.freshKey = ""
		return nil, nil
	}
	if signing, err = key.Begin(head); err != nil {
		return nil, nil
	}
	return signing, tx.Keep(ctx, signing.Checkpoint, key.Public())
}

// ended ends a signature when its transaction has ended.
func (r *Recorder) ended(signing *proof.Signing, committed bool) {
	if signing == nil {
		return
	}
	err := signing.End(committed)
	if !committed {
		return
	}
	if err != nil {
		r.leftUnsigned(signing.Checkpoint.Size)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh, r.freshKey, r.isNew = signing.Checkpoint, signing.Public(), true
}

// leftUnsigned notes that an event of ours was recorded without a signature, when the history
// had so many events: an older checkpoint does not cover it. It is 0 where it was signed.
func (r *Recorder) leftUnsigned(size int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unsigned = max(r.unsigned, size)
}

// signedWithOutcome is the checkpoint that was signed with the last outcome or act, if nobody
// asked for it yet and it covers all that we recorded, or if it covers the whole history.
func (r *Recorder) signedWithOutcome(ctx context.Context, key *proof.Key) (signed proof.Checkpoint, done bool, err error) {
	r.mu.Lock()
	signed, by, isNew := r.fresh, r.freshKey, r.isNew && r.fresh.Size >= r.unsigned
	r.isNew = false
	r.mu.Unlock()
	if signed.Size == 0 || by != key.Public() {
		return signed, false, nil
	}
	if isNew {
		return signed, true, nil
	}
	err = r.log.Read(ctx, func(from Reader) error {
		size, err := from.Size(ctx)
		done = size == signed.Size
		return err
	})
	return signed, done, err
}

// ProveContinues returns the proof that the history over size events begins with the one
// over the first old of them (RFC 6962, section 2.1.2).
func (r *Recorder) ProveContinues(ctx context.Context, size, old int64) (path []proof.Hash, err error) {
	err = r.log.Read(ctx, func(from Reader) (err error) {
		path, err = proof.ProveContinues(size, old, HashesOf(ctx, from))
		return err
	})
	return path, err
}

// head is what a checkpoint is signed over: the events, and the last checkpoint that was
// kept. It need not be of one moment, but the size is read last, and the keys after the
// checkpoint: others, who have keys of their own, record and sign meanwhile.
func head(ctx context.Context, from Reader) (head proof.Head, err error) {
	head.Hashes = HashesOf(ctx, from)
	newest, found, err := from.Newest(ctx)
	if err != nil {
		return head, err
	}
	keys, err := from.Keys(ctx)
	if err != nil {
		return head, err
	}
	if head.Size, err = from.Size(ctx); err != nil || !found {
		return head, err
	}
	if !areOf(newest, keys) {
		return head, &ContradictedError{foreignKey}
	}
	last, err := proof.OpenCheckpoint(newest.Note, keys...)
	if err != nil {
		return head, err
	}
	head.Earlier = []proof.Checkpoint{last}
	return head, nil
}

// HashesOf reads the hashes of the tree that were stored with the events.
func HashesOf(ctx context.Context, from Reader) proof.HashReader {
	return proof.NewHashesReader(func(seqs []int64) ([][]byte, error) { return from.Hashes(ctx, seqs) })
}
