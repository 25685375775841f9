package store

import (
	"context"
	"errors"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

const (
	// outcomeTime is [Recorder.OutcomeTime].
	outcomeTime = 20 * time.Second
	// asideTime is left for putting an outcome aside before nobody waits for it any more
	// and it is reported as not confirmed: that syncs a file, also on a busy machine.
	asideTime = 700 * time.Millisecond
	// pastLimit is how long others may hold the history after the request's own limit.
	pastLimit = deletion.OutcomeTime - asideTime
	// retryPause is how long others are left alone before the next try.
	retryPause = 20 * time.Millisecond
)

// RecordOutcome makes the outcome of a recorded intent durable: in the store, on a full
// disk with the reserve's space, or at last aside.
func (r *Recorder) RecordOutcome(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) error {
	event := history.NewOutcome(intent.Number, intent.ID, outcome)
	err := r.tryOutcome(ctx, event, time.Now().Add(r.patience(intent)))
	if err == nil {
		// A store that vanished or was overwritten meanwhile took the outcome with it.
		err = r.log.Confirm(ctx)
	}
	if err == nil {
		r.processes.Release(intent.ID)
		return nil
	}
	notRecorded := &deletion.OutcomeNotRecordedError{Number: intent.Number, Err: err}
	if asideErr := r.PutAside(event); asideErr != nil {
		notRecorded.Err = errors.Join(err, asideErr)
		return notRecorded
	}
	r.processes.Release(intent.ID)
	notRecorded.SideFile = r.aside.SideFile()
	return notRecorded
}

// tryOutcome writes the outcome, as often as that can help. A commit that failed
// is read back by trying again: an outcome that is there is not added twice.
func (r *Recorder) tryOutcome(ctx context.Context, event history.Event, deadline time.Time) error {
	defer r.log.Patience(ctx, 0)
	work := Work{Op: "record the outcome", IsLast: r.endsAfter, Number: event.Number}
	signs := r.findKey != nil && r.log.Trust() == nil
	if signs {
		work.Sizes = sizes(r.earlier()) // the key signs what continues the last one that it signed
	}
	for reserveFreed, readBack := false, false; ; {
		r.log.Patience(ctx, max(time.Millisecond, time.Until(deadline)))
		var signing *proof.Signing
		var unsigned int64
		err := r.log.Update(ctx, work, func(tx Tx) (err error) {
			r.ended(signing, false) // that of a first try
			signing, unsigned = nil, 0
			if err = appendOutcomeOnce(ctx, tx, event); err == nil && signs {
				signing, err = r.signInside(ctx, tx)
			}
			if err == nil && signing == nil {
				unsigned, err = tx.Size(ctx)
			}
			return err
		})
		signed := signing != nil
		r.ended(signing, err == nil)
		switch {
		case err == nil:
			r.leftUnsigned(unsigned)
			return nil
		case signed && !errors.As(err, new(*CommitError)):
			signs = false // the outcome comes first
		case errors.As(err, new(*FullError)) && !reserveFreed:
			r.log.FreeReserve()
			reserveFreed = true
		case errors.As(err, new(*CommitError)) && !readBack:
			readBack = true
		case errors.As(err, new(*BusyError)) && time.Now().Before(deadline):
			time.Sleep(retryPause) // it can't be cancelled
		default:
			return err
		}
	}
}

// patience is how long an outcome may wait for others to let go of the history.
func (r *Recorder) patience(intent deletion.Intent) time.Duration {
	limit := intent.Deadline.Add(-deletion.RecordingTime)
	return min(r.OutcomeTime, max(pastLimit, time.Until(limit)+pastLimit))
}

// appendOutcomeOnce adds the outcome of an intent that has none yet. One that
// was only marked as interrupted has none.
func appendOutcomeOnce(ctx context.Context, tx Tx, event history.Event) error {
	record, _, found, err := Record(ctx, tx, event.Number)
	if err != nil {
		return err
	}
	if !found || record.Intent.ID != event.ID {
		return ErrNoIntent
	}
	if record.Outcome.Kind != deletion.Pending && record.Outcome.Cause != deletion.CauseInterrupted {
		return nil
	}
	return Append(ctx, tx, record, event)
}

// RecordSettlement settles the unknown outcome of a record. It is signed in its own
// transaction, as an act is.
func (r *Recorder) RecordSettlement(ctx context.Context, number int64, settlement deletion.Settlement) error {
	if err := r.log.Trust(); err != nil {
		return err
	}
	if err := r.log.Examine(ctx); err != nil {
		return err
	}
	err := r.trySettlement(ctx, number, settlement)
	if _, ok := errors.AsType[*CommitError](err); ok {
		// It may have taken all the same: then the second try finds it settled.
		err = r.trySettlement(ctx, number, settlement)
		var settled *deletion.NotUnsettledError
		if errors.As(err, &settled) && settled.By == settlement.Operator.Name {
			return r.log.Confirm(ctx)
		}
	}
	return err
}

func (r *Recorder) trySettlement(ctx context.Context, number int64, settlement deletion.Settlement) error {
	return r.record(ctx, "settle the record", func(tx Tx) error {
		record, _, found, err := Record(ctx, tx, number)
		if err != nil {
			return err
		}
		if !found {
			return &deletion.NoRecordError{Number: number}
		}
		if !record.Unsettled() {
			settled := &deletion.NotUnsettledError{Number: number, Kind: record.Outcome.Kind}
			if record.Settlement != nil {
				settled.By = record.Settlement.Operator.Name
			}
			return settled
		}
		return Append(ctx, tx, record, history.NewSettlement(number, record.Intent.ID, settlement))
	})
}

// RecordAfter records what a look-up found after the deletion with this number. Where nothing
// was accepted or may have been carried out, it is a *[deletion.NotCheckableError].
func (r *Recorder) RecordAfter(ctx context.Context, number int64, after deletion.After) error {
	return r.record(ctx, "record what was found", func(tx Tx) error {
		record, _, found, err := Record(ctx, tx, number)
		switch {
		case err != nil:
			return err
		case !found:
			return &deletion.NoRecordError{Number: number}
		case !record.Outcome.MayCheck():
			return &deletion.NotCheckableError{Number: number, Kind: record.Outcome.Kind}
		}
		return Append(ctx, tx, record, history.NewAfter(number, record.Intent.ID, after))
	})
}
