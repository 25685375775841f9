package cli

import (
	"context"
	"errors"
	"path/filepath"

	"deletecall/deletion"
	"deletecall/history/carry"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// signingKey opens the key that signs the checkpoints of a history, and makes it
// when there is none.
func (c configuration) signingKey(history store.History) (*proof.Key, bool, error) {
	origin, err := proof.Origin(history.ID())
	if err != nil {
		return nil, false, err
	}
	return proof.OpenKey(c.signingKeyPath(history), origin)
}

// signingKeyPath lies with the configuration and not with the history: who may
// change the one can't simply sign for the other.
func (c configuration) signingKeyPath(history store.History) string {
	return filepath.Join(filepath.Dir(c.Paths.Config), "keys", history.ID()+".key")
}

// carrier takes the checkpoints of a history to where the configuration wants them.
func (c configuration) carrier(history store.History) carry.Carrier {
	return carry.Carrier{Places: carry.Places(c.Checkpoints), State: c.signingKeyPath(history), Log: c.log.Logger}
}

// sign signs a checkpoint over the history as it is now.
func (c configuration) sign(ctx context.Context, history store.History) (proof.Checkpoint, error) {
	key, made, err := c.signingKey(history)
	if err != nil {
		return proof.Checkpoint{}, err
	}
	if made {
		c.log.Info("a signing key was made", "public", key.Public())
	}
	return history.Sign(ctx, key)
}

// signAndCarry signs a checkpoint for a command, and takes it away as configured. That
// it could not be taken away is said and changes nothing.
func (p Program) signAndCarry(ctx context.Context, configuration configuration, history store.History) (proof.Checkpoint, error) {
	checkpoint, err := configuration.sign(ctx, history)
	if err != nil {
		return checkpoint, err
	}
	for _, problem := range configuration.carrier(history).Carry(ctx, history) {
		p.say("warning: %s", problem)
	}
	return checkpoint, nil
}

// checkedRecord returns a record that is to leave the history as evidence. Beyond what
// every reading of one record checks, no event may be missing, the history has to be the
// one that its markers remember, and to continue the last checkpoint that was signed on
// this machine. A copy may end before that.
func (c configuration) checkedRecord(ctx context.Context, history store.History, number int64) (deletion.Record, error) {
	record, err := history.Record(ctx, number)
	if reason := history.Unwritable(); err == nil && errors.Is(reason, store.ErrDistrusted) {
		err = &distrustError{reason}
	}
	if err == nil {
		err = c.checkTree(ctx, history, history.IsCopy())
	}
	return record, err
}

// checkTree returns why nothing that leaves the history can be trusted, if so. It may be
// an older one when that is said otherwise.
func (c configuration) checkTree(ctx context.Context, history store.History, mayBeOlder bool) error {
	var problems []error
	if err := history.CheckTree(ctx); err != nil {
		problems = append(problems, &distrustError{err})
	}
	for _, checkpoint := range c.remembered(ctx, history, mayBeOlder).signed {
		if err := history.Continues(ctx, checkpoint); err != nil {
			problems = append(problems, &distrustError{err})
		}
	}
	return errors.Join(problems...)
}

// distrustError says that evidence was asked of a history that is not, or may not be,
// what it was.
type distrustError struct{ err error }

func (e *distrustError) Error() string { return e.err.Error() }
func (e *distrustError) Unwrap() error { return e.err }

// provable returns a checkpoint to prove records with, and the public key that
// signed it: one over the history as it is now or, where nothing can be recorded,
// as in an archive, the last one that it keeps.
func (p Program) provable(ctx context.Context, configuration configuration, history store.History) (proof.Checkpoint, string, error) {
	if history.Unwritable() != nil {
		return lastKept(ctx, history)
	}
	checkpoint, err := p.signAndCarry(ctx, configuration, history)
	if len(checkpoint.Note) == 0 {
		return checkpoint, "", err
	}
	if err != nil {
		p.say("warning: %s", err)
	}
	key, _, err := configuration.signingKey(history)
	if err != nil {
		return checkpoint, "", err
	}
	return checkpoint, key.Public(), nil
}

func lastKept(ctx context.Context, history store.History) (proof.Checkpoint, string, error) {
	note, found, err := history.LastCheckpoint(ctx)
	if err != nil {
		return proof.Checkpoint{}, "", err
	}
	keys, err := history.PublicKeys(ctx)
	if err != nil || !found {
		return proof.Checkpoint{}, "", errors.Join(history.Unwritable(), err)
	}
	var problem error
	for _, key := range keys {
		checkpoint, err := proof.OpenCheckpoint(note, key)
		if err == nil {
			return checkpoint, key, nil
		}
		problem = err
	}
	return proof.Checkpoint{}, "", problem
}

// Sign implements deletion.Signer for a history that is opened when it is used. It
// signs; what comes after that, [lazyHistory.carry] does once the outcome was told.
func (h *lazyHistory) Sign(ctx context.Context) (string, error) {
	return h.afterwards.sign(func() (string, error) {
		opened, err := h.get(ctx)
		if err != nil {
			return "", err
		}
		checkpoint, err := h.configuration.sign(ctx, opened)
		if h.indexing { // the console stays
			h.carryInBackground(opened)
			h.folding.Go(opened.Fold)
		}
		if err != nil && len(checkpoint.Note) == 0 {
			return "", err
		}
		return checkpoint.Short(), err
	})
}

// carryInBackground carries the checkpoints that are missing somewhere.
func (h *lazyHistory) carryInBackground(opened store.History) {
	if opened.Unwritable() == nil && h.configuration.carrier(opened).HasPlaces() {
		h.afterwards.start(func(ctx context.Context) []error { return h.configuration.carrier(opened).Carry(ctx, opened) })
	}
}

// finish does what is left after the last outcome was told, or was begun and is not
// done: it waits for the signature and carries the checkpoints, until ctx ends. It
// returns what could not be done by then.
func (h *lazyHistory) finish(ctx context.Context) []error {
	if err := h.afterwards.signed(ctx); err != nil {
		return []error{err}
	}
	h.mu.Lock()
	opened := h.opened
	h.mu.Unlock()
	if opened != nil && !h.indexing && opened.Unwritable() == nil {
		return h.configuration.carrier(opened).Carry(ctx, opened)
	}
	return h.afterwards.wait(ctx)
}
