package app

import (
	"context"
	"errors"
	"slices"
	"testing"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// cutOff is a history whose events, or what is around them, can't be read to the end.
type cutOff struct {
	store.History
	report         proof.Report
	events, around error
}

func (c cutOff) Verify(context.Context, []proof.NamedCheckpoint, ...string) (*proof.Report, error) {
	return &c.report, c.events
}

func (c cutOff) Findings(context.Context) ([]string, error) { return nil, c.around }

func (c cutOff) ListFindings(context.Context) ([]string, error) { return nil, c.around }

func TestWhatCouldNotBeAskedForWasNotChanged(t *testing.T) {
	cause := errors.New("terminating connection")
	gone := &deletion.HistoryError{Op: "verify the history", Problem: "is stopping", Err: &store.UnansweredError{Err: cause}}
	damaged := &deletion.HistoryError{Op: "verify the history", Problem: "is damaged", Err: &store.DamageError{Err: cause}}
	partly := proof.Report{Events: 3, LastSeq: 3, HashesFor: 9, ListFits: true}
	forged := partly
	forged.Gaps = proof.List[proof.Gap]{First: []proof.Gap{{After: 1, Next: 3}}, Count: 1}
	for name, test := range map[string]struct {
		history    cutOff
		unanswered bool
		findings   int
	}{
		"the events":            {cutOff{report: partly, events: gone}, true, 1},
		"what is around them":   {cutOff{report: proof.Report{Events: 9, LastSeq: 9, HashesFor: 9, ListFits: true}, around: gone}, true, 1},
		"both":                  {cutOff{report: partly, events: gone, around: gone}, true, 2},
		"damage":                {cutOff{report: partly, events: damaged}, false, 1},
		"damage next to a cut":  {cutOff{report: partly, events: gone, around: damaged}, false, 2},
		"a change before a cut": {cutOff{report: forged, events: gone}, false, 2},
	} {
		verified, err := VerifyAll(t.Context(), test.history, nil, nil)
		if err != nil || (verified.Unanswered != nil) != test.unanswered || len(verified.Findings) != test.findings {
			t.Errorf("%s: %v, %q, %v", name, verified.Unanswered, verified.Findings, err)
		}
		for _, finding := range test.history.report.FindingsSoFar() {
			if !slices.Contains(verified.Findings, finding) {
				t.Errorf("%s: nobody hears of %q", name, finding)
			}
		}
	}
}
