package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

// Recorder records deletions above a store. It may be used by several goroutines.
type Recorder struct {
	log       Log
	processes Processes
	aside     Aside
	now       func() time.Time

	// OutcomeTime bounds how long an outcome is tried again while others hold the
	// history, before it is put aside. It is set before anything is recorded.
	OutcomeTime time.Duration

	findKey    func() (*proof.Key, error) // nil where outcomes are not signed with their transaction
	alone      bool                       // see SignWith
	remembered func() []proof.Checkpoint  // see ContinueFrom
	endsAfter  bool                       // see EndsAfterOutcome
	follows    bool                       // see IntentFollows

	hasRecovered atomic.Bool // that [Recorder.Recover] has done all it does

	mu sync.Mutex
	// fresh is the last checkpoint that was signed with an outcome or an act, and freshKey by
	// whom. isNew says that nobody asked for it yet.
	fresh    proof.Checkpoint
	freshKey string
	isNew    bool
	unsigned int64 // see leftUnsigned
}

// NewRecorder returns a recorder over the parts of a store. now is the clock.
func NewRecorder(log Log, processes Processes, aside Aside, now func() time.Time) *Recorder {
	return &Recorder{log: log, processes: processes, aside: aside, now: now, OutcomeTime: outcomeTime}
}

// EndsAfterOutcome says that the process records one outcome and ends. It is called before
// anything is recorded.
func (r *Recorder) EndsAfterOutcome() { r.endsAfter = true }

// IntentFollows says that nobody is asked between [Recorder.Ready] and the intent. It is called
// before anything is recorded.
func (r *Recorder) IntentFollows() { r.follows = true }

// Ready returns no error when an intent could be recorded now. Where the intent follows at once, its own
// transaction takes the lock and compares.
func (r *Recorder) Ready(ctx context.Context) (warnings []string, err error) {
	if err := r.log.Trust(); err != nil {
		return nil, err
	}
	if !r.follows {
		err = r.look(ctx)
	}
	if err == nil {
		err = r.log.Confirm(ctx)
	}
	if err == nil {
		err = r.log.Examine(ctx)
	}
	if err == nil && !(r.endsAfter && r.hasRecovered.Load()) { // such a process was opened for this
		err = r.Recover(ctx)
	}
	if err != nil {
		return nil, err
	}
	warnings, err = r.log.Reserve()
	return slices.Concat(warnings, r.aside.AsideWarnings()), err
}

// look takes the write lock: only that shows whether the history is writable.
func (r *Recorder) look(ctx context.Context) error {
	known, err := r.log.Known()
	if err != nil {
		return err
	}
	kept := context.WithoutCancel(ctx) // only the wait for the lock ends with ctx
	earlier := r.earlier()
	return r.log.Update(ctx, Work{Op: "use the history", OnlyLooks: true, Sizes: sizes(earlier)}, func(tx Tx) error {
		if _, err := tx.Next(kept, known); err != nil {
			return err
		}
		return r.checkContinues(kept, tx, earlier)
	})
}

// Recover brings the history up to what is known by now: it imports outcomes that had to
// be put aside, and marks deletions as interrupted whose process is gone.
func (r *Recorder) Recover(ctx context.Context) error {
	if err := r.takeAside(ctx); err != nil {
		return err
	}
	err := r.markInterrupted(ctx)
	if err == nil {
		r.hasRecovered.Store(true)
	}
	return err
}

// HasRecovered reports whether [Recorder.Recover] came to its end once.
func (r *Recorder) HasRecovered() bool { return r.hasRecovered.Load() }

const recordIntentOp = "record the intent"

// RecordIntent makes the intent durable and returns it with its number, or records that the
// guards refuse it, which is a *[deletion.RefusedError].
func (r *Recorder) RecordIntent(ctx context.Context, intent deletion.Intent, guards deletion.Guards) (deletion.Intent, error) {
	if err := r.log.Trust(); err != nil {
		return intent, err
	}
	known, err := r.log.Known()
	if err != nil {
		return intent, err
	}
	if _, err := r.log.Reserve(); err != nil {
		return intent, err
	}
	owner, err := r.processes.Hold(intent.ID)
	if err != nil {
		return intent, err
	}
	refusing := &refusing{recorder: r, known: known}
	earlier := r.earlier()
	recorded, err := r.appendIntent(ctx, intent, owner, known, sizes(earlier), func(ctx context.Context, tx Tx) (refused bool, err error) {
		if err := r.checkContinues(ctx, tx, earlier); err != nil {
			return false, err
		}
		return refusing.judge(ctx, tx, intent, guards)
	})
	r.ended(refusing.signing, err == nil)
	if err == nil && refusing.refused {
		r.processes.Release(intent.ID)
		if err := r.log.Confirm(ctx); err != nil {
			return intent, err
		}
		return intent, &deletion.RefusedError{Record: refusing.record}
	}
	if err == nil {
		// A store that vanished or was overwritten meanwhile took the intent with it.
		if err = r.log.Confirm(ctx); err == nil {
			r.log.Remember(recorded.Number)
			return recorded, nil
		}
		err = &CommitError{err}
	}
	r.processes.Release(intent.ID)
	return intent, r.disown(ctx, recorded, err)
}

// AppendIntent appends an intent of whatever process to the history, unless
// [deletion.TargetHistory.Check] refuses it: in the same transaction, since other
// processes record too. It does not look at anything else.
func (r *Recorder) AppendIntent(ctx context.Context, intent deletion.Intent, owner history.Owner, known int64) (deletion.Intent, error) {
	return r.appendIntent(ctx, intent, owner, known, nil, func(context.Context, Tx) (bool, error) { return false, nil })
}

func (r *Recorder) appendIntent(ctx context.Context, intent deletion.Intent, owner history.Owner, known int64, sizes []int64,
	refuse func(context.Context, Tx) (refused bool, err error),
) (deletion.Intent, error) {
	wanted, ctx := ctx, context.WithoutCancel(ctx) // as in Ready
	target := intent
	err := r.log.Update(wanted, Work{Op: recordIntentOp, Intent: &target, Sizes: sizes}, func(tx Tx) (err error) {
		if refused, err := refuse(ctx, tx); err != nil || refused {
			return err
		}
		target, err := InDoubt(ctx, tx, intent)
		if err == nil {
			err = target.Check(intent.Again)
		}
		if err != nil {
			return err
		}
		if intent.Number, err = tx.Next(ctx, known); err != nil {
			return err
		}
		return Append(ctx, tx, deletion.Record{}, history.NewIntent(intent, owner))
	})
	return intent, err
}

// disown deals with a commit that failed and may have taken all the same:
// nothing is sent, so an intent that is there after all gets this as its outcome.
func (r *Recorder) disown(ctx context.Context, intent deletion.Intent, cause error) error {
	var commit *CommitError
	if !errors.As(cause, &commit) {
		return cause
	}
	event := history.NewOutcome(intent.Number, intent.ID, deletion.Outcome{
		Kind: deletion.NotSent, Cause: deletion.CauseLocal, Answered: r.now(),
		Detail: "The history failed to record the intent, so nothing was sent.",
	})
	err := r.appendNotSent(ctx, event)
	if _, ok := errors.AsType[*FullError](err); ok {
		r.log.FreeReserve()
		err = r.appendNotSent(ctx, event)
	}
	if err != nil {
		err = r.putAside(event, true)
	}
	return errors.Join(commit.Err, err)
}

// appendNotSent gives an intent that was not sent its outcome, if it is there.
// Where it is not, what was written of it may still lie on the disk, and would come to
// life if the process died now: writing something else puts that in its place.
func (r *Recorder) appendNotSent(ctx context.Context, event history.Event) error {
	return r.log.Update(ctx, Work{Op: recordIntentOp, Number: event.Number}, func(tx Tx) error {
		err := appendOutcomeOnce(ctx, tx, event)
		if errors.Is(err, ErrNoIntent) {
			return tx.Overwrite(ctx)
		}
		return err
	})
}

// RecordAct writes down what was done with the history itself. Where the history does not
// continue the checkpoints that were signed over it, it is a *[ContradictedError], and
// nothing is added to what somebody has to look at first. It is signed in its own
// transaction, as an outcome is ([Recorder.SignWith]), where that can be done.
func (r *Recorder) RecordAct(ctx context.Context, act history.Act) error {
	return r.record(ctx, "record what was done", func(tx Tx) error { return AppendAct(ctx, tx, act) })
}

// record appends what no deletion waits for, signed in its own transaction.
func (r *Recorder) record(ctx context.Context, op string, add func(Tx) error) error {
	return r.recordThen(ctx, op, add, func(Tx) error { return nil })
}

// recordThen does more in the same transaction, once it is signed.
func (r *Recorder) recordThen(ctx context.Context, op string, add, then func(Tx) error) error {
	if err := r.log.Trust(); err != nil {
		return err
	}
	if _, err := r.log.Known(); err != nil { // what remembers a history does so before it has an event
		return err
	}
	var signing *proof.Signing
	var unsigned int64
	earlier := r.earlier()
	err := r.log.Update(ctx, Work{Op: op, Sizes: sizes(earlier)}, func(tx Tx) error {
		r.ended(signing, false) // that of a first try
		signing, unsigned = nil, 0
		err := r.checkContinues(ctx, tx, earlier)
		if err == nil {
			err = add(tx)
		}
		if err == nil && r.findKey != nil {
			signing, err = r.signInside(ctx, tx)
		}
		if err == nil && signing == nil {
			unsigned, err = tx.Size(ctx)
		}
		if err == nil {
			err = then(tx)
		}
		return err
	})
	r.ended(signing, err == nil)
	if err != nil {
		return err
	}
	r.leftUnsigned(unsigned)
	return r.log.Confirm(ctx)
}

// AppendAct appends what was done with the history itself.
func AppendAct(ctx context.Context, tx Tx, act history.Act) error {
	id, err := uuid.NewRandom()
	if err != nil {
		return err
	}
	return Append(ctx, tx, deletion.Record{}, history.NewAct(id.String(), act))
}
