package deletion

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// recordIntent makes the intent durable. One that takes too long, or that is abandoned
// meanwhile, is not sent, and gets that as its outcome should it be recorded all the same.
func (w *Workflow) recordIntent(ctx context.Context, intent Intent, guards Guards, limit time.Duration) (Intent, error) {
	type result struct {
		intent Intent
		err    error
	}
	recorded, inTime := patiently(ctx, limit, func() (r result) {
		defer func() {
			if fault := recover(); fault != nil {
				r.err = &HistoryError{Op: "record the intent", Path: "the history", Problem: fmt.Sprintf("failed: %v", fault)}
			}
		}()
		intent, err := w.parts.Recorder.RecordIntent(ctx, intent, guards)
		return result{intent, err}
	}, func(r result) {
		if r.err == nil {
			_ = w.tryToRecord(context.WithoutCancel(ctx), r.intent, Outcome{
				Kind: NotSent, Cause: CauseLocal, Answered: w.parts.Now(),
				Detail: "Recording the intent took too long, so nothing was sent.",
			})
		}
	})
	if !inTime && ctx.Err() != nil {
		return intent, context.Cause(ctx)
	}
	if !inTime {
		return intent, unanswered("record the intent", limit)
	}
	if ctx.Err() != nil && errors.Is(recorded.err, context.Canceled) {
		return intent, context.Cause(ctx)
	}
	return recorded.intent, recorded.err
}

// recordOutcome makes the outcome durable. One that takes too long is reported as not
// recorded; it may be on the disk all the same.
func (w *Workflow) recordOutcome(ctx context.Context, intent Intent, outcome Outcome, limit time.Duration) error {
	ended := make(chan struct{})
	err, inTime := patiently(context.WithoutCancel(ctx), limit, func() error { return w.tryToRecord(ctx, intent, outcome) }, func(err error) {
		w.parts.Log.Warn("the outcome was recorded late", "record", intent.Number, "error", err)
		close(ended)
	})
	if !inTime {
		return &OutcomeNotRecordedError{Number: intent.Number, Err: &UnansweredError{limit, ended}}
	}
	return err
}

func (w *Workflow) tryToRecord(ctx context.Context, intent Intent, outcome Outcome) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = &OutcomeNotRecordedError{Number: intent.Number, Err: fmt.Errorf("the history failed: %v", fault)}
		}
	}()
	return w.parts.Recorder.RecordOutcome(ctx, intent, outcome)
}
