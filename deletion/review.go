package deletion

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	// Another says in a few words that another call is deleted, or may be, than an earlier time, where
	// that first warning is about this; else it is empty.
	Another string
	// Unchecked says that one of the warnings is about guards that could go by the identifier only:
	// a look-up would show the call behind it.
	Unchecked bool
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
	return w.review(ctx, w.guards(request, w.parts.Now()))
}

// ReviewUnseen is [Workflow.Review] of a request whose call is looked up next, and which is reviewed again
// with what that shows. Until then it is no reason for a refusal that nobody has looked; executed as
// it is, it would be refused all the same.
func (w *Workflow) ReviewUnseen(ctx context.Context, request Request) (Review, error) {
	guards := w.guards(request, w.parts.Now())
	guards.Unseen = true
	return w.review(ctx, guards)
}

func (w *Workflow) review(ctx context.Context, guards Guards) (Review, error) {
	request := guards.Request
	ready, err := w.readyFor(ctx, guards)
	if err != nil {
		w.recordTargetRefusal(ctx, request, err)
		return Review{}, err
	}
	prepared, err := w.Prepare(ctx, request)
	if err != nil {
		return Review{}, err
	}
	unchecked := guards.unchecked(ready.standing)
	warnings := append(w.warnings(request, ready.target, unchecked), ready.warnings...)
	again := w.again(ready.target, request)
	if ready.again.text != "" {
		warnings, again = slices.Insert(warnings, 0, ready.again.text), ready.again
	}
	return Review{
		Proposal:  prepared.proposal,
		Preview:   prepared.Preview(),
		Warnings:  warnings,
		Repeats:   again.text != "",
		Another:   again.another,
		Unchecked: unchecked != "",
		Unsettled: ready.target.Unsettled(),
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
	again := w.again(target, review.Request).text
	if slices.Contains(review.Warnings, again) {
		return "", nil
	}
	return again, nil
}

// readiness is what the history says to a request before it is put to a person.
type readiness struct {
	warnings []string // what soon may prevent an intent from being recorded
	standing Standing
	target   TargetHistory
	again    repetition // see anotherCall
}

// readyFor makes sure that an intent could be recorded now, and that no guard refuses it. A disk that does
// not answer is not waited for.
func (w *Workflow) readyFor(ctx context.Context, guards Guards) (readiness, error) {
	type result struct {
		readiness
		err error
	}
	limit := beforehand(guards.Request.Server)
	found, inTime := patiently(ctx, limit, func() (r result) {
		defer func() {
			if fault := recover(); fault != nil {
				r.err = &HistoryError{Op: "get ready", Path: "the history", Problem: fmt.Sprintf("failed: %v", fault)}
			}
		}()
		if r.warnings, r.err = w.parts.Recorder.Ready(ctx); r.err == nil {
			r.standing, r.err = w.refuseByGuards(ctx, guards)
		}
		if r.err == nil {
			r.target, r.err = w.onTarget(ctx, guards.Request)
		}
		if r.err == nil {
			r.again, r.err = w.anotherCall(ctx, guards.Request, r.target)
		}
		return r
	}, func(result) {})
	if !inTime && ctx.Err() != nil {
		return readiness{}, ctx.Err()
	}
	if !inTime {
		return readiness{}, unanswered("get ready", limit)
	}
	return found.readiness, found.err
}

// Foreseen is what a review would say, without a record of it.
type Foreseen struct {
	Warnings  []string // as [Review.Warnings]
	Unchecked bool     // as [Review.Unchecked]
	// Refusal is why the request would be refused by now; nil where it would not be.
	Refusal error
}

// Foresee returns what a person should know before they confirm a request. Unlike [Workflow.Review] it
// prepares nothing and needs the history for reading only. Where unseen, the call is looked up
// first when it is sent.
func (w *Workflow) Foresee(ctx context.Context, request Request, unseen bool) (Foreseen, error) {
	standing, err := w.parts.Recorder.Standing(ctx, w.guards(request, w.parts.Now()))
	if err != nil {
		return Foreseen{}, err
	}
	target, err := w.parts.Recorder.OnTarget(ctx, request)
	if err != nil {
		return Foreseen{}, err
	}
	foreseen := w.foreseen(request, unseen, standing, target)
	if foreseen.Refusal == nil {
		foreseen.Refusal = w.local(target.Check(request.Again))
	}
	return foreseen, nil
}

// ForeseeByRules is [Workflow.Foresee] where there is no history, or none that can be read.
func (w *Workflow) ForeseeByRules(request Request, unseen bool) Foreseen {
	return w.foreseen(request, unseen, Standing{}, TargetHistory{})
}

func (w *Workflow) foreseen(request Request, unseen bool, standing Standing, target TargetHistory) Foreseen {
	guards := w.guards(request, w.parts.Now())
	guards.Unseen = unseen
	unchecked := guards.unchecked(standing)
	return Foreseen{w.warnings(request, target, unchecked), unchecked != "", guards.refusal(standing)}
}

// onTarget reads what the history holds about a request's target, and refuses what
// no confirmation could make possible.
func (w *Workflow) onTarget(ctx context.Context, request Request) (TargetHistory, error) {
	target, err := w.parts.Recorder.OnTarget(ctx, request)
	if err != nil {
		return TargetHistory{}, err
	}
	err = target.Check(request.Again)
	if errors.As(err, new(*UnsettledTargetError)) && request.Again == 0 {
		err = nil // the confirmation asks for it
	}
	return target, w.local(err)
}
