package deletion

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/lookup"
)

// answers are look-ups that always say the same.
type answers struct {
	result lookup.Result
	calls  []lookup.Call // of a search
	asked  []string
	ended  func() // called by a look-up
}

func (a *answers) LookUp(_ context.Context, _ Server, selector Selector) lookup.Result {
	a.asked = append(a.asked, string(selector.Type())+" "+selector.Identifier())
	if a.ended != nil {
		a.ended()
	}
	return a.result
}

func (a *answers) SearchCalls(context.Context, Server, lookup.Search, lookup.Cursor) lookup.Page {
	return lookup.Page{Calls: a.calls}
}

// looking is a workflow with look-ups on the server of [lastOf8856].
func (s *stage) looking(t *testing.T, a *answers) *Workflow {
	t.Helper()
	workflow := s.workflow()
	workflow.parts.Servers = []Server{lastOf8856(t).Server}
	workflow.parts.LookUps = func(Server) (LookUps, error) { return a, nil }
	return workflow
}

// accepted is the record of an accepted deletion of the call that was shown.
func accepted(t *testing.T) Record {
	t.Helper()
	request := lastOf8856(t).Showing(adasCall())
	intent := request.Target()
	intent.Number, intent.Server = 7, request.Server.Name
	return Record{Intent: intent, Outcome: Outcome{Kind: Accepted, Cause: CauseAnswered}}
}

// A look-up is advised only where it can help: the call can be named, its server answers look-ups, and the outcome is not settled.
func TestWhetherALookUpIsOfferedForAnUnknownOutcome(t *testing.T) {
	open := accepted(t)
	open.Outcome.Kind = Unknown
	workflow := (&stage{}).looking(t, &answers{})
	if !workflow.CanCheck(open) {
		t.Error("it is not offered")
	}
	if !workflow.MayCheck(accepted(t)) {
		t.Error("it is not offered for an accepted deletion")
	}
	settled, byExtension, elsewhere := open, open, open
	settled.Settlement = &Settlement{Finding: FoundDeleted}
	byExtension.Intent.Shown, byExtension.Intent.Pinned = Shown{}, false
	elsewhere.Intent.Endpoint = "https://other.example.com/verba/api"
	for name, record := range map[string]Record{"accepted": accepted(t), "settled": settled, "an extension": byExtension, "another server": elsewhere} {
		if workflow.CanCheck(record) {
			t.Errorf("it is offered: %s", name)
		}
	}
	workflow.parts.Servers[0].NoLookUp = true
	if workflow.CanCheck(open) || workflow.MayCheck(open) {
		t.Error("it is offered where look-ups are turned off")
	}
}

func TestWhatALookUpFindsAfterADeletion(t *testing.T) {
	ongoing := adasCall()
	ongoing.Call.State = lookup.Ongoing
	for name, test := range map[string]struct {
		result  lookup.Result
		outcome OutcomeKind
		want    AfterFinding
		reason  lookup.Reason
	}{
		"gone":                {lookup.Result{Verdict: lookup.NotFound}, Accepted, Gone, ""},
		"there":               {adasCall(), Accepted, StillThere, ""},
		"ongoing":             {ongoing, Accepted, StillMarked, ""},
		"ongoing, unknown":    {ongoing, Unknown, StillThere, ""}, // nobody knows whether it was marked
		"gone, unknown":       {lookup.Result{Verdict: lookup.NotFound}, Unknown, Gone, ""},
		"no answer":           {cantSay(lookup.ReasonTime), Accepted, NotChecked, lookup.ReasonTime},
		"another call":        {cantSay(lookup.ReasonAnotherCall), Accepted, NotChecked, lookup.ReasonAnotherCall},
		"a call as yet to be": {lookup.Result{Verdict: lookup.NotYet}, Accepted, NotChecked, ""},
	} {
		s, a := &stage{}, &answers{result: test.result}
		record := accepted(t)
		record.Outcome.Kind = test.outcome
		after, err := s.looking(t, a).Check(t.Context(), record)
		if err != nil || after.Finding != test.want || after.Reason != test.reason || !after.Checked.Equal(noon) || after.Operator.Name != "alice" {
			t.Errorf("%s: %+v, %v", name, after, err)
		}
		if s.after != after || !slices.Equal(s.script, []string{"after " + string(test.want)}) {
			t.Errorf("%s: recorded %+v, and did %v", name, s.after, s.script)
		}
		if !slices.Equal(a.asked, []string{"callID a8343631"}) {
			t.Errorf("%s: it asked for %v; what was sent names the call", name, a.asked)
		}
	}
}

// A person should not have to look a call up by hand to see why it is still there.
func TestWhatStandsOutAboutACallThatIsStillThereIsSaid(t *testing.T) {
	for want, change := range map[string]func(*lookup.Call){
		"The server still finds the call.":                               func(*lookup.Call) {},
		"It is marked “do not delete”.":                                  func(c *lookup.Call) { c.DoNotDelete = lookup.Yes },
		"which comes when the call ends. It is still ongoing.":           func(c *lookup.Call) { c.State = lookup.Ongoing },
		"It is the second recording of a call that is recorded twice.":   func(c *lookup.Call) { c.Secondary = lookup.Yes },
		"It was recorded on demand: it vanishes by itself unless":        func(c *lookup.Call) { c.OnDemand = lookup.Yes },
		"now says another begin or other numbers of it than before the ": func(c *lookup.Call) { c.To.Number = "7777" },
	} {
		found := adasCall()
		change(&found.Call)
		after, err := (&stage{}).looking(t, &answers{result: found}).Check(t.Context(), accepted(t))
		if err != nil || !strings.Contains(after.Detail, want) {
			t.Errorf("%q lacks %q, %v", after.Detail, want, err)
		}
		found.Verdict = lookup.NotFound
		if after, _ := (&stage{}).looking(t, &answers{result: found}).Check(t.Context(), accepted(t)); strings.Contains(after.Detail, "It is") {
			t.Errorf("of a call that is gone it says %q", after.Detail)
		}
	}
}

func TestSecondRecordingsOfACallAreNamed(t *testing.T) {
	same := adasCall().Call
	second, third := same, same
	second.ID, third.ID = "second", "third"
	third.To.Number = "4002" // another conversation
	later, first := second, second
	later.ID, later.Begin = "later", same.Begin.Add(29*time.Minute) // from a server that knows no limits
	first.ID, first.Secondary = "first", lookup.No
	a := &answers{result: lookup.Result{Verdict: lookup.NotFound}, calls: []lookup.Call{same, second, third, later, first}}
	if after, err := (&stage{}).looking(t, a).Check(t.Context(), accepted(t)); err != nil || after.Copies != "second" {
		t.Errorf("%+v, %v", after, err)
	}
}

// What names more than one call, or a server that is not configured, proves nothing.
func TestWhatCantBeLookedUpAgainIsNotChecked(t *testing.T) {
	byExtension, elsewhere, otherTenant := accepted(t), accepted(t), accepted(t)
	byExtension.Intent.Shown, byExtension.Intent.Pinned = Shown{}, false
	elsewhere.Intent.Endpoint = "https://other.example.com/verba/api"
	otherTenant.Intent.Server = "production of another tenant"
	for name, record := range map[string]Record{"by an extension": byExtension, "elsewhere": elsewhere, "with another key": otherTenant} {
		s, a := &stage{}, &answers{result: lookup.Result{Verdict: lookup.NotFound}}
		after, err := s.looking(t, a).Check(t.Context(), record)
		if err != nil || after.Finding != NotChecked || after.Detail == "" || len(a.asked) > 0 {
			t.Errorf("%s: %+v, %v, asked for %v", name, after, err, a.asked)
		}
	}
}

// A card that proved nothing may be of another call: what is checked is what was sent.
func TestACallThatWasShownWithoutProofIsNotTheOneThatIsChecked(t *testing.T) {
	byNativeID, byExtension := accepted(t), accepted(t)
	for _, intent := range []*Intent{&byNativeID.Intent, &byExtension.Intent} {
		intent.Shown.Verdict, intent.Shown.Reason, intent.Pinned = lookup.CantSay, lookup.ReasonAnotherCall, false
	}
	byNativeID.Intent.IdentifierType, byNativeID.Intent.Identifier, byNativeID.Intent.Status = NativeID, "TRS1", NoStatus
	s, a := &stage{}, &answers{result: lookup.Result{Verdict: lookup.NotFound}}
	if after, err := s.looking(t, a).Check(t.Context(), byNativeID); err != nil || after.Finding != Gone || !slices.Equal(a.asked, []string{"nativeID TRS1"}) {
		t.Errorf("%+v, %v, asked for %v", after, err, a.asked)
	}
	a.asked = nil
	if after, err := s.looking(t, a).Check(t.Context(), byExtension); err != nil || after.Finding != NotChecked || len(a.asked) > 0 {
		t.Errorf("%+v, %v, asked for %v", after, err, a.asked)
	}
}

func TestOnlyWhatMayHaveBeenCarriedOutIsLookedUpAgain(t *testing.T) {
	for _, kind := range []OutcomeKind{Refused, NotSent, Pending} {
		s, a, record := &stage{}, &answers{}, accepted(t)
		record.Outcome.Kind = kind
		var not *NotCheckableError
		if _, err := s.looking(t, a).Check(t.Context(), record); !errors.As(err, &not) || len(a.asked)+len(s.script) > 0 {
			t.Errorf("%s: %v, asked for %v, did %v", kind, err, a.asked, s.script)
		}
	}
}

func TestALookUpThatNobodyWaitsForIsNotRecorded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, a := &stage{}, &answers{result: cantSay(lookup.ReasonCancelled), ended: cancel}
	if _, err := s.looking(t, a).Check(ctx, accepted(t)); !errors.Is(err, context.Canceled) || len(s.script) > 0 {
		t.Errorf("%v, did %v", err, s.script)
	}
}
