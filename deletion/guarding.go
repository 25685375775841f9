package deletion

import (
	"context"
	"time"
)

// guards are the guards of a request at a moment.
func (w *Workflow) guards(request Request, at time.Time) Guards {
	return Guards{Request: request, Operator: w.parts.Operator, At: at, Zone: w.parts.Zone}
}

// refuseByGuards records the refusal of a request that a guard does not let through, as a
// *[RefusedError]: whoever asks for a deletion gets an answer that is on record.
func (w *Workflow) refuseByGuards(ctx context.Context, request Request) error {
	guards := w.guards(request, w.parts.Now())
	standing, err := w.parts.Recorder.Standing(ctx, guards)
	if err != nil {
		return err
	}
	outcome, refused := guards.Judge(standing)
	if !refused {
		return nil
	}
	intent, err := w.intent(Proposal{request, w.parts.Operator}, "")
	if err != nil {
		return err
	}
	intent.Confirmed = guards.At
	record, err := w.parts.Recorder.RecordGuardRefusal(ctx, intent, outcome)
	if err != nil {
		return err
	}
	w.parts.Log.Info("refused by a guard", "record", record.Intent.Number, "cause", outcome.Cause)
	record.Signature = w.signature(ctx, w.parts.Log)
	return &RefusedError{record}
}

// foreseeRefusal is refuseByGuards without a record: it says what would be refused.
func (w *Workflow) foreseeRefusal(ctx context.Context, request Request) (refusal, err error) {
	standing, err := w.parts.Recorder.Standing(ctx, w.guards(request, w.parts.Now()))
	if err != nil {
		return nil, err
	}
	return w.refusal(request, standing), nil
}

// RefusedByRules is the *[RefusedError] of a request that the rules of its server refuse,
// whatever the history holds; nil where they don't.
func (w *Workflow) RefusedByRules(request Request) error { return w.refusal(request, Standing{}) }

func (w *Workflow) refusal(request Request, standing Standing) error {
	if outcome, refused := w.guards(request, w.parts.Now()).Judge(standing); refused {
		return &RefusedError{Record{Outcome: outcome}}
	}
	return nil
}
