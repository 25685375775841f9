package app

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"deletecall/history/carry"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// SigningKey opens the key that signs the checkpoints of a history, and makes it
// when there is none.
func (s *Session) SigningKey(history store.History) (*proof.Key, bool, error) {
	if key, err := s.findKey(history); !errors.Is(err, fs.ErrNotExist) {
		return key, false, err
	}
	return proof.OpenKey(s.SigningKeyPath(history), history.Origin())
}

// CertificateKey is the key that signs certificates. A copy gets no key of its own: that of
// its history has to be on this machine.
func (s *Session) CertificateKey(history store.History) (*proof.Key, error) {
	if history.Unwritable() == nil {
		key, _, err := s.SigningKey(history)
		return key, err
	}
	key, err := s.findKey(history)
	if errors.Is(err, fs.ErrNotExist) {
		err = &proof.KeyError{Path: s.SigningKeyPath(history), Problem: "is not on this machine",
			Advice: "issue the certificate from the history itself, or run: deletecall history prove", Err: err}
	}
	return key, err
}

// findKey is SigningKey where no key is made.
func (s *Session) findKey(history store.History) (*proof.Key, error) {
	return s.keys.Find(s.SigningKeyPath(history), history.Origin())
}

// SigningKeyPath lies with the configuration and not with the history: nobody
// who may change the one can simply sign for the other.
func (s *Session) SigningKeyPath(history store.History) string {
	return filepath.Join(filepath.Dir(s.Paths.Config), "keys", history.ID()+".key")
}

// places are where checkpoints go. The keys of the witnesses were read when the session
// began.
func (s *Session) places() carry.Places {
	return carry.Places{File: s.Checkpoints.File, Command: s.Checkpoints.Command, Syslog: s.Checkpoints.Syslog, Witnesses: s.witnesses}
}

// Carrier takes the checkpoints of a history to where the configuration wants them.
func (s *Session) Carrier(history store.History) carry.Carrier {
	return carry.Carrier{Places: s.places(), State: s.SigningKeyPath(history), Log: s.Log.Logger}
}

// Sign signs a checkpoint over the history as it is now.
func (s *Session) Sign(ctx context.Context, history store.History) (proof.Checkpoint, error) {
	return s.sign(ctx, history, s.Warn)
}

func (s *Session) sign(ctx context.Context, history store.History, say func(error)) (proof.Checkpoint, error) {
	key, made, err := s.SigningKey(history)
	if err != nil {
		return proof.Checkpoint{}, err
	}
	if made {
		s.Log.Info("a signing key was made", "public", key.Public())
	}
	if !history.HasSigned(key.Public()) {
		if err := s.announceKey(ctx, history, key.Public(), say); err != nil {
			return proof.Checkpoint{}, err
		}
	}
	checkpoint, err := history.Sign(ctx, key)
	if _, ok := errors.AsType[*proof.NotRememberedError](err); ok { // signed all the same
		say(err)
		err = nil
	}
	return checkpoint, err
}

// SignAndCarry signs a checkpoint for a command, and takes it away as configured. That
// it could not be taken away is said and changes nothing.
func (s *Session) SignAndCarry(ctx context.Context, history store.History) (proof.Checkpoint, error) {
	checkpoint, err := s.Sign(ctx, history)
	if err != nil {
		return checkpoint, err
	}
	for _, problem := range s.Carrier(history).Carry(ctx, history) {
		s.Warn(problem)
	}
	return checkpoint, nil
}

// Sign implements deletion.Signer for a history that is opened when it is used. It
// signs; what comes after that, [History.Finish] does once the outcome is on the screen.
func (h *History) Sign(ctx context.Context) (string, error) {
	return h.afterwards.sign(func() (string, error) {
		return ask(ctx, h, recording, func(ctx context.Context, opened store.History) (string, error) {
			checkpoint, err := h.session.sign(ctx, opened, h.afterwards.note)
			if h.stays { // the console stays
				h.carryInBackground(opened)
				h.folding.Go(opened.Fold)
			}
			if err != nil && len(checkpoint.Note) == 0 {
				return "", err
			}
			return checkpoint.Short(), err
		})
	})
}

// carryInBackground carries the checkpoints that are missing somewhere.
func (h *History) carryInBackground(opened store.History) {
	if opened.Unwritable() == nil && h.session.Carrier(opened).HasPlaces() {
		h.afterwards.start(func(ctx context.Context) []error { return h.session.Carrier(opened).Carry(ctx, opened) }, h.announce)
	}
}

// Unfinished says what [History.Finish] waits for.
func (h *History) Unfinished() string {
	h.afterwards.mu.Lock()
	defer h.afterwards.mu.Unlock()
	if h.afterwards.signing > 0 {
		return "until the history is signed"
	}
	return "until the checkpoint has reached " + h.session.places().String()
}

// Finish does what is left after the last outcome is on the screen, or was begun and is not
// done: it waits for the signature and carries the checkpoints, until ctx ends. It
// returns what could not be done by then.
func (h *History) Finish(ctx context.Context) []error {
	if err := h.afterwards.signed(ctx); err != nil {
		return []error{err}
	}
	if h.stays { // it carries in the background, and may be opening its history, which a server need not answer
		return h.afterwards.wait(ctx)
	}
	h.mu.Lock()
	opened := h.opened
	h.mu.Unlock()
	if opened != nil && opened.Unwritable() == nil {
		return append(h.afterwards.unsaid(), h.session.Carrier(opened).Carry(ctx, opened)...)
	}
	return h.afterwards.wait(ctx)
}
