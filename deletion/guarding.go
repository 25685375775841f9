package deletion

import (
	"context"
	"strings"
	"time"

	"deletecall/hint"
	"deletecall/safetext"
)

func (w *Workflow) guards(request Request, at time.Time) Guards {
	return Guards{Request: request, Operator: w.parts.Operator, At: at, Zone: w.parts.Zone}
}

// refuseByGuards records the refusal of a request that a guard does not let through, as a
// *[RefusedError]: whoever asks for a deletion gets an answer that is on record. Else it returns
// what the guards went by.
func (w *Workflow) refuseByGuards(ctx context.Context, guards Guards) (Standing, error) {
	standing, err := w.parts.Recorder.Standing(ctx, guards)
	if err != nil {
		return Standing{}, err
	}
	outcome, refused := guards.Judge(standing)
	if !refused {
		return standing, nil
	}
	intent, err := w.intent(Proposal{guards.Request, w.parts.Operator}, "")
	if err != nil {
		return Standing{}, err
	}
	intent.Confirmed = guards.At
	record, err := w.parts.Recorder.RecordGuardRefusal(ctx, intent, outcome)
	if err != nil {
		return Standing{}, err
	}
	w.parts.Log.Info("refused by a guard", "record", record.Intent.Number, "cause", outcome.Cause)
	record.Signature = w.signature(ctx, w.parts.Log)
	return Standing{}, &RefusedError{record}
}

// RefusedByRules is the *[RefusedError] of a request that the rules of its server refuse,
// whatever the history holds and a look-up shows; nil where they don't.
func (w *Workflow) RefusedByRules(request Request) error {
	guards := w.guards(request, w.parts.Now())
	guards.Unseen = true
	return guards.refusal(Standing{})
}

// RefusedByHistory is the *[RefusedError] of a request that would be refused by what the history holds by now, such as
// a hold, and by the rules of its server; nil where it would not be, or where the history can't be read. It records nothing.
func (w *Workflow) RefusedByHistory(ctx context.Context, request Request) error {
	guards := w.guards(request, w.parts.Now())
	guards.Unseen = true
	standing, err := w.parts.Recorder.Standing(ctx, guards)
	if err != nil {
		return nil // the review says what is wrong with it
	}
	return guards.refusal(standing)
}

// refusal is the *[RefusedError] of a refusal that is not recorded; nil without one.
func (g Guards) refusal(standing Standing) error {
	if outcome, refused := g.Judge(standing); refused {
		return &RefusedError{Record{Outcome: outcome}}
	}
	return nil
}

// unchecked is a sentence about the guards that could check the identifier only, because no look-up showed
// the call. It is empty where there are none.
func (g Guards) unchecked(standing Standing) string {
	var which []string
	if others := standing.OtherHolds; others > 0 {
		which = append(which, safetext.Count(others, "hold", "holds"))
	}
	if len(g.Request.Server.allows().Blocked) > 0 {
		which = append(which, "the blocked numbers of "+safetext.Line(g.Request.Server.Name))
	}
	named := g.Request.NamesShown()
	if len(which) == 0 || g.Unseen || named && g.Request.Shown.hasNumber() {
		return ""
	}
	against := "this identifier only, not against the call behind it"
	switch {
	case named:
		against = "its IDs and what was typed only; the server said none of its numbers"
	case g.Request.unproved() == "":
		against = "the call that was shown only; as typed, the server chooses again"
	}
	return hint.Capital(strings.Join(which, " and ")) + " could be checked against " + against + "."
}
