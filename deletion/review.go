package deletion

import (
	"context"
	"errors"
	"fmt"
	"time"

	"deletecall/hint"
)

// Review is what a person is shown before they confirm, and hand back when they do: the
// proposal, and what they should know first. It is good for one [Workflow.Execute].
type Review struct {
	Proposal
	Preview  Preview
	Warnings []string // in plain sentences, cleaned
	// Repeats says that the first of the warnings is about an earlier deletion of the same
	// target: this one may delete another call.
	Repeats bool
	// Unsettled are the earlier deletions of the same target with an unknown outcome
	// that nobody settled, newest first. See [Review.MustName].
	Unsettled []Record

	prepared *Prepared // nil in a review that can't be executed
	workflow *Workflow // nil in a review made by hand
}

// MustName returns the number of the record that has to be named as knowingly
// repeated before this may be executed; 0 when there is none.
func (r Review) MustName() int64 {
	if len(r.Unsettled) == 0 || r.Request.Again == r.Unsettled[0].Intent.Number {
		return 0
	}
	return r.Unsettled[0].Intent.Number
}

// Naming returns the review with the record named that it knowingly repeats.
func (r Review) Naming(number int64) Review {
	r.Request.Again = number
	return r
}

// CallShown names the call that a look-up showed, see [Shown.Line]; empty without one.
func (r Review) CallShown() string {
	if r.workflow == nil {
		return r.Request.Shown.Line(time.UTC)
	}
	return r.Request.Shown.Line(r.workflow.parts.Zone)
}

// Check returns the *[UnsettledTargetError] of a review that has to name a record
// and does not.
func (r Review) Check() error {
	if r.MustName() == 0 {
		return nil
	}
	err := newUnsettledTargetError(r.Unsettled, r.Request.Again)
	if r.workflow == nil {
		return localised(err, time.UTC) // of a review made by hand
	}
	return r.workflow.local(err)
}

// Recorded delivers the intent as soon as it is durable and its request is about to
// be sent. Until then nothing was sent; where the intent can't be recorded, nothing
// ever comes.
func (r Review) Recorded() <-chan Intent {
	if r.prepared == nil {
		return nil
	}
	return r.prepared.recorded
}

// Answered is closed as soon as the outcome is known, and before it is recorded.
func (r Review) Answered() <-chan struct{} {
	if r.prepared == nil {
		return nil
	}
	return r.prepared.answered
}

// ErrReviewUsed says that a review was already executed.
var ErrReviewUsed = errors.New("this review was already executed; nothing more was sent")

// Review prepares a request for a person's confirmation: it obtains the
// credentials, makes sure that an intent could be recorded, and gathers what the
// person should know first. Nothing is sent. What [TargetHistory.Check] refuses is
// refused here already, but for a record that a person may still name. What the guards refuse
// is recorded as refused, and is a *[RefusedError].
func (w *Workflow) Review(ctx context.Context, request Request) (Review, error) {
	warnings, target, err := w.readyFor(ctx, request)
	if err != nil {
		w.recordTargetRefusal(ctx, request, err)
		return Review{}, err
	}
	prepared, err := w.Prepare(ctx, request)
	if err != nil {
		return Review{}, err
	}
	return Review{
		Proposal:  prepared.proposal,
		Preview:   prepared.Preview(),
		Warnings:  append(w.warnings(request, target), warnings...),
		Repeats:   w.again(target, request) != "",
		Unsettled: target.Unsettled(),
		prepared:  prepared,
		workflow:  w,
	}, nil
}

// Since says what has happened to the target of a review since then that a person should know
// before they confirm it: that it is being deleted, or was. It is empty where nothing has. Only
// the recorder's own check, when the intent is recorded, is the rule.
func (w *Workflow) Since(ctx context.Context, review Review) (string, error) {
	if why := w.forgotten(review.Request.Server); why != "" {
		return hint.Capital(why) + ".", nil
	}
	target, err := w.parts.Recorder.OnTarget(ctx, review.Request)
	if err != nil {
		return "", err
	}
	if target.Pending != nil {
		return hint.Sentences(w.local(target.Check(0)).Error()), nil
	}
	again := w.again(target, review.Request)
	if review.Repeats && again == review.Warnings[0] {
		return "", nil
	}
	return again, nil
}

// readyFor makes sure that an intent could be recorded now, and returns what soon may
// prevent it and what the history holds about the target. A disk that does not answer is
// not waited for.
func (w *Workflow) readyFor(ctx context.Context, request Request) ([]string, TargetHistory, error) {
	type result struct {
		warnings []string
		target   TargetHistory
		err      error
	}
	limit := beforehand(request.Server)
	found, inTime := patiently(ctx, limit, func() (r result) {
		defer func() {
			if fault := recover(); fault != nil {
				r.err = &HistoryError{Op: "get ready", Path: "the history", Problem: fmt.Sprintf("failed: %v", fault)}
			}
		}()
		if r.warnings, r.err = w.parts.Recorder.Ready(ctx); r.err == nil {
			r.err = w.refuseByGuards(ctx, request)
		}
		if r.err == nil {
			r.target, r.err = w.onTarget(ctx, request)
		}
		return r
	}, func(result) {})
	if !inTime && ctx.Err() != nil {
		return nil, TargetHistory{}, ctx.Err()
	}
	if !inTime {
		return nil, TargetHistory{}, unanswered("get ready", limit)
	}
	return found.warnings, found.target, found.err
}

// Foresee returns what a person should know before they confirm a request, and why it
// would be refused by now, if so. Unlike [Workflow.Review] it prepares nothing and
// needs the history for reading only.
func (w *Workflow) Foresee(ctx context.Context, request Request) (warnings []string, refusal error, err error) {
	refusal, err = w.foreseeRefusal(ctx, request)
	if err != nil {
		return nil, nil, err
	}
	target, err := w.parts.Recorder.OnTarget(ctx, request)
	if err != nil {
		return nil, nil, err
	}
	if refusal == nil {
		refusal = w.local(target.Check(request.Again))
	}
	return w.warnings(request, target), refusal, nil
}

// onTarget reads what the history holds about a request's target, and refuses what
// no confirmation could make possible.
func (w *Workflow) onTarget(ctx context.Context, request Request) (TargetHistory, error) {
	target, err := w.parts.Recorder.OnTarget(ctx, request)
	if err != nil {
		return TargetHistory{}, err
	}
	var nameable *UnsettledTargetError
	err = target.Check(request.Again)
	if errors.As(err, &nameable) && request.Again == 0 {
		err = nil // the confirmation asks for it
	}
	return target, w.local(err)
}
