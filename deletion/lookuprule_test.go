package deletion

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"deletecall/lookup"
)

// idAlone is what GetCallID answers.
var idAlone = lookup.Result{Verdict: lookup.Found, Call: lookup.Call{ID: "a1"}}

var aCall = lookup.Call{ID: "a1", From: lookup.Party{Number: "8856"}, To: lookup.Party{Number: "4001"}}

func wanting(t *testing.T, kind IdentifierType, identifier, status string) Request {
	t.Helper()
	request := allowing(t, Rules{LookUpRequired: true})
	selector, err := NewSelector(kind, identifier, status)
	if err != nil {
		t.Fatal(err)
	}
	request.Selector = selector
	return request
}

// Where the server's entry requires a look-up, exactly one call is named, or nothing is deleted.
func TestWhatNoLookUpNamedIsRefused(t *testing.T) {
	last := wanting(t, Extension, "8856", "last")
	found := lookup.Result{Verdict: lookup.Found, Call: aCall}
	for name, test := range map[string]struct {
		request Request
		ground  string // "" where it is sent
	}{
		"not looked up":         {last, "The call was not looked up."},
		"not found":             {last.Showing(lookup.Result{Verdict: lookup.NotFound}), "The server found no such call."},
		"not begun":             {wanting(t, Extension, "8856", "next").Showing(lookup.Result{Verdict: lookup.NotYet}), "The call has not begun."},
		"proves nothing":        {last.Showing(lookup.Result{Verdict: lookup.CantSay, Call: aCall}), "The look-up proves nothing."},
		"no answer":             {last.Showing(lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonDropped}), "The look-up proves nothing: the connection ended before the whole answer had come."},
		"as typed":              {last.Showing(found).AsTyped(), "This one was to be sent as typed."},
		"an ID, not looked up":  {wanting(t, CallID, "a1", ""), "The call was not looked up."},
		"an ID alone":           {last.Showing(idAlone), "The server said none of its numbers."},
		"pinned":                {last.Showing(found), ""},
		"the ID that was typed": {wanting(t, CallID, "A1", "").Showing(found), ""},
	} {
		s := &stage{}
		_, err := s.workflow().Review(t.Context(), test.request)
		var refused *RefusedError
		switch {
		case test.ground == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case test.ground != "" && (!errors.As(err, &refused) || refused.Record.Outcome.Cause != CauseNotLookedUp ||
			!strings.HasSuffix(refused.Record.Outcome.Detail, "by their internal ID. "+test.ground)):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The form is shown before anybody has looked; what is executed without a look-up is refused all the same.
func TestAReviewBeforeTheLookUpSendsNothing(t *testing.T) {
	s := &stage{}
	workflow := s.workflow()
	request := wanting(t, Extension, "8856", "last")
	if err := workflow.RefusedByRules(request); err != nil {
		t.Errorf("while it is written: %v", err)
	}
	unseen, err := workflow.ReviewUnseen(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	record, err := workflow.Execute(t.Context(), unseen)
	if err != nil || record.Outcome.Cause != CauseNotLookedUp || slices.Contains(s.script, "send") {
		t.Errorf("%+v, %v; the workflow did %v", record.Outcome, err, s.script)
	}
}

// A hold and a blocked number are about a call; an identifier alone may hide it.
func TestWhatWasCheckedAgainstTheIdentifierOnlyIsSaid(t *testing.T) {
	found := lookup.Result{Verdict: lookup.Found, Call: aCall}
	blocked := Rules{Blocked: []NumberPattern{NewNumberPattern("112")}}
	for name, test := range map[string]struct {
		request  Request
		standing Standing
		said     string
	}{
		"nothing to check":  {lastOf8856(t), Standing{}, ""},
		"another hold":      {lastOf8856(t), Standing{OtherHolds: 1}, "1 hold could be checked against this identifier only, not against the call behind it."},
		"holds and numbers": {allowing(t, blocked), Standing{OtherHolds: 2}, "2 holds and the blocked numbers of production could be checked against this identifier only, not against the call behind it."},
		"blocked numbers":   {allowing(t, blocked), Standing{}, "The blocked numbers of production could be checked against this identifier only, not against the call behind it."},
		"looked up in vain": {lastOf8856(t).Showing(lookup.Result{Verdict: lookup.CantSay}), Standing{OtherHolds: 1}, "1 hold could be checked against this identifier only, not against the call behind it."},
		"as typed":          {lastOf8856(t).Showing(found).AsTyped(), Standing{OtherHolds: 1}, "1 hold could be checked against the call that was shown only; as typed, the server chooses again."},
		"an ID alone":       {allowing(t, blocked).Showing(idAlone), Standing{}, "The blocked numbers of production could be checked against its IDs and what was typed only; the server said none of its numbers."},
		"exactly this call": {allowing(t, blocked).Showing(found), Standing{OtherHolds: 2}, ""},
	} {
		s := &stage{standing: test.standing}
		reviewed := review(t, s.workflow(), test.request)
		if said := strings.Join(reviewed.Warnings, " "); said != test.said || reviewed.Unchecked != (test.said != "") {
			t.Errorf("%s: %q", name, said)
		}
		foreseen, err := s.workflow().Foresee(t.Context(), test.request, false)
		if err != nil || strings.Join(foreseen.Warnings, " ") != test.said || foreseen.Unchecked != (test.said != "") {
			t.Errorf("%s: %+v, %v are foreseen", name, foreseen, err)
		}
	}
	unseen, err := (&stage{standing: Standing{OtherHolds: 1}}).workflow().ReviewUnseen(t.Context(), lastOf8856(t))
	if err != nil || unseen.Unchecked {
		t.Errorf("before the look-up: %q, %v", unseen.Warnings, err)
	}
}

// Whoever reads a refusal can pass on why nothing was proved, whatever the reason.
func TestEachReasonWhyALookUpProvesNothingIsSaid(t *testing.T) {
	said := map[string]lookup.Reason{}
	for _, reason := range []lookup.Reason{lookup.ReasonNoConnection, lookup.ReasonTLS, lookup.ReasonDropped, lookup.ReasonTime, lookup.ReasonCancelled,
		lookup.ReasonAuthentication, lookup.ReasonRefused, lookup.ReasonServerError, lookup.ReasonUnreadable, lookup.ReasonAnotherCall, lookup.ReasonMoreThanOne} {
		says := provesNothing(reason)
		if other, twice := said[says]; twice || !strings.HasPrefix(says, "The look-up proves nothing: ") {
			t.Errorf("%s says %q, as %q does", reason, says, other)
		}
		said[says] = reason
	}
}
