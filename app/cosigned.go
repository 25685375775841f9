package app

import (
	"context"
	"errors"
	"fmt"

	"deletecall/hint"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// CosignedError says that this machine's copy of what a witness cosigned is damaged, or others can change it: it can't
// show any more that the history was cut off or changed.
type CosignedError struct {
	Witness, Path string
	Err           error
}

func (e *CosignedError) Error() string {
	why, _ := hint.Cut(e.Err.Error()) // ours is another hint
	return hint.Below(fmt.Sprintf("what %s cosigned, in %s, can't be trusted (%s)", e.Witness, safetext.Line(e.Path), why),
		"verify the history against the checkpoint that the witness keeps, then move the file away")
}

func (e *CosignedError) Unwrap() error { return e.Err }

// CosignedFault returns the *[proof.CheckpointError] of what is not as a witness returned it. A
// signature by a key that nobody knows here is none: a history can be opened without its keys.
func (s *Session) CosignedFault(ctx context.Context, history store.History, note []byte) error {
	keys, err := history.PublicKeys(ctx)
	if err != nil {
		keys = nil // whoever reads the history reports it
	}
	if key, err := s.findKey(history); err == nil {
		keys = append(keys, key.Public())
	}
	claimed, ok := proof.Claimed(note)
	if ok && claimed.Origin != history.Origin() {
		return &proof.CheckpointError{Fault: proof.OtherHistory, Origin: claimed.Origin}
	}
	var fault *proof.CheckpointError
	if _, err = proof.OpenCheckpoint(note, keys...); errors.As(err, &fault) && fault.Fault != proof.OtherKey {
		return fault
	}
	_, err = proof.Cosignatures(note, s.Policy().Witnesses)
	return err
}
