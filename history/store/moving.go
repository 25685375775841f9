package store

import (
	"context"
	"errors"
	"fmt"

	"deletecall/deletion"
	"deletecall/history"
)

// Identity is what makes a history this one, besides its events.
type Identity struct {
	FingerprintKey []byte // of which its ID is made
	Origin         string // the name that it was given for its checkpoints; empty for its own
}

// ErrArrived is the cause where the history is in use already at the place that it was to move to.
var ErrArrived = errors.New("it is there already")

// Mover hands a history over to another store.
type Mover interface {
	// Identity is what the other store has to take over with the events.
	Identity() Identity
	// Whole hands over the history as it is at one moment.
	Whole(ctx context.Context, use func(Snapshot) error) error
	// Move ends the history here; see [Recorder.Move].
	Move(ctx context.Context, act history.Act, take func(Snapshot) error) error
	// MovedTo is where the history went, as it was given to [Recorder.Move]; empty where it is here.
	MovedTo() string
}

// Whole hands over the history as it is at one moment.
func (r *Recorder) Whole(ctx context.Context, use func(Snapshot) error) error {
	return r.log.Snapshot(ctx, "copy the history", use)
}

const moveOp = "move the history"

// Move appends act, whose To says where the history goes, and has take take all of it, this
// event included; nobody else records anything meanwhile. take makes it durable elsewhere, but
// not yet the history. When it returns nil, nothing is ever recorded here again, since two of
// them would contradict each other. When it fails, or the process dies, the history stays here
// as it was.
//
// A history with deletions in progress, or with outcomes that were put aside, stays: they
// would be lost.
func (r *Recorder) Move(ctx context.Context, act history.Act, take func(Snapshot) error) error {
	add := func(tx Tx) error {
		pending, err := tx.Pending(ctx)
		if err != nil {
			return err
		}
		if len(pending) > 0 {
			return r.cantMove(fmt.Sprintf("has a deletion in progress, record %d", pending[0]), "wait for its outcome, then try again")
		}
		if aside := r.aside.AsideWarnings(); len(aside) > 0 {
			return r.cantMove("has outcomes that could not be imported: "+aside[0], "then try again")
		}
		return AppendAct(ctx, tx, act)
	}
	return r.recordThen(ctx, moveOp, add, func(tx Tx) error {
		if err := tx.MarkMoved(ctx, act.To); err != nil { // who may not move it learns that first
			return err
		}
		return take(tx)
	})
}

func (r *Recorder) cantMove(problem, advice string) error {
	return &deletion.HistoryError{Op: moveOp, Path: "it", Problem: problem, Advice: advice}
}
