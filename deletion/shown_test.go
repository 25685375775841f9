package deletion

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/lookup"
)

// adasCall is what a look-up of 8856 found.
func adasCall() lookup.Result {
	return lookup.Result{Verdict: lookup.Found, Began: noon, Call: lookup.Call{
		ID: "a8343631", From: lookup.Party{Number: "8856", Name: "Ada"}, To: lookup.Party{Number: "4001"}, Begin: noon.Add(-time.Hour),
		Length: time.Minute, State: lookup.Finished, Zone: lookup.Zone{Location: budapest, Basis: lookup.ZoneConfigured},
	}}
}

func cantSay(reason lookup.Reason) lookup.Result {
	return lookup.Result{Verdict: lookup.CantSay, Reason: reason, Began: noon, Detail: "No answer."}
}

func TestOnlyAProvedCallWithAnIDIsPinned(t *testing.T) {
	with := func(change func(*lookup.Result)) lookup.Result {
		result := adasCall()
		change(&result)
		return result
	}
	for name, test := range map[string]struct {
		result lookup.Result
		why    string // a part of it; empty where it is pinned
	}{
		"found":                  {adasCall(), ""},
		"without an ID":          {with(func(r *lookup.Result) { r.Call.ID = "" }), "did not say the internal ID"},
		"with an ID with blanks": {with(func(r *lookup.Result) { r.Call.ID = " a" }), "can't be sent back"},
		"not found":              {with(func(r *lookup.Result) { r.Verdict = lookup.NotFound }), "found no such call"},
		"not begun":              {with(func(r *lookup.Result) { r.Verdict = lookup.NotYet }), "has not begun"},
		"not proved":             {with(func(r *lookup.Result) { r.Verdict = lookup.CantSay }), "proves nothing"},
	} {
		request := lastOf8856(t).Showing(test.result)
		sent := request.Sent()
		if isPinned := test.why == ""; request.Pinned != isPinned || isPinned != (sent.Type() == CallID && sent.Identifier() == "a8343631") {
			t.Errorf("%s: pinned %v, sent %s %s", name, request.Pinned, sent.Type(), sent.Identifier())
		}
		if why := request.WhyNotPinned(); !strings.Contains(why, test.why) || (why == "") != (test.why == "") {
			t.Errorf("%s: %q", name, why)
		}
		if request.Selector != lastOf8856(t).Selector {
			t.Errorf("%s: what was typed has become %+v", name, request.Selector)
		}
	}
}

func TestAServerOrAPersonCanHaveItSentAsTyped(t *testing.T) {
	request := lastOf8856(t)
	if typed := request.Showing(adasCall()).AsTyped(); typed.Sent() != request.Selector || typed.Shown.CallID != "a8343631" {
		t.Errorf("as typed it sends %+v, after %+v", typed.Sent(), typed.Shown)
	}
	request.Server.NoPin = true
	if configured := request.Showing(adasCall()); configured.Sent() != request.Selector || !strings.Contains(configured.WhyNotPinned(), "pin = false") {
		t.Errorf("with pin = false it sends %+v: %s", configured.Sent(), configured.WhyNotPinned())
	}
}

// Nobody can pin a request to a call that was not shown.
func TestAPinWithoutItsCallIsRefused(t *testing.T) {
	request := lastOf8856(t).Showing(adasCall())
	request.Shown = Shown{}
	s := &stage{}
	var wrong *FieldError
	if _, err := s.workflow().Review(t.Context(), request); !errors.As(err, &wrong) {
		t.Errorf("it was prepared: %v", err)
	}
}

func TestWhichDeletionsAreAboutOneCall(t *testing.T) {
	const server = "https://verba.example.com/verba/api"
	typed := func(of IdentifierType, identifier string) Intent {
		return Intent{IdentifierType: of, Identifier: identifier, Endpoint: server}
	}
	pinned := func(identifier, id string) Intent {
		i := typed(Extension, identifier)
		i.Shown.Verdict, i.Shown.CallID, i.Pinned = lookup.Found, id, true
		return i
	}
	shown := func(identifier, id string) Intent {
		i := pinned(identifier, id)
		i.Pinned = false
		return i
	}
	unproved := shown("8856", "a")
	unproved.Shown.Verdict = lookup.CantSay
	elsewhere := pinned("8856", "a")
	elsewhere.Endpoint = "https://other.example.com/verba/api"
	for name, test := range map[string]struct {
		a, b Intent
		same bool
	}{
		"typed alike":                      {typed(Extension, "8856"), typed(Extension, "8856"), true},
		"typed otherwise":                  {typed(Extension, "8856"), typed(Extension, "8857"), false},
		"pinned to one call":               {pinned("8856", "a"), pinned("4001", "A"), true},
		"pinned to two calls of one":       {pinned("8856", "a"), pinned("8856", "b"), false},
		"pinned, and typed by its ID":      {pinned("8856", "a"), typed(CallID, "a"), true},
		"pinned, and by the ID of another": {pinned("8856", "a"), typed(CallID, "b"), false},
		// As typed it may be any call of the extension.
		"pinned, and as typed":              {pinned("8856", "a"), typed(Extension, "8856"), true},
		"pinned, and another as typed":      {pinned("8856", "a"), shown("8856", "b"), true},
		"shown, but not proved, and pinned": {unproved, pinned("4001", "a"), false},
		"on another server":                 {pinned("8856", "a"), elsewhere, false},
		"without any ID, and typed alike":   {shown("8856", ""), typed(Extension, "8856"), true},
	} {
		if got, back := test.a.SameTarget(test.b, strings.ToLower), test.b.SameTarget(test.a, strings.ToLower); got != test.same || back != test.same {
			t.Errorf("%s: %v, and the other way %v", name, got, back)
		}
	}
}

// What was refused, or could not be sent, was not sent under any name.
func TestARecordOfWhichNothingWasSentDoesNotSayUnderWhichNameItWasSent(t *testing.T) {
	target := lastOf8856(t).Showing(adasCall()).Target()
	for name, outcome := range map[string]Outcome{
		"refused by a hold": {Kind: Refused, Cause: CauseHeld},
		"not sent":          {Kind: NotSent, Cause: CauseConnect},
	} {
		var names []string
		for _, fact := range (Record{Intent: target, Outcome: outcome}).Facts(time.UTC) {
			names = append(names, fact.Name)
		}
		if slices.Contains(names, "Sent as") || !slices.Contains(names, "To be sent as") {
			t.Errorf("%s: %q", name, names)
		}
	}
}

// Where the server says an ID and nothing else of a call, no call was shown.
func TestAnIDAloneIsNotCalledTheCallThatWasShown(t *testing.T) {
	if says := lastOf8856(t).Showing(idAlone).Consequence(); !strings.Contains(says, "with this internal ID") || strings.Contains(says, "was shown") {
		t.Error(says)
	}
	if says := lastOf8856(t).Showing(adasCall()).Consequence(); !strings.Contains(says, "the call that was shown") {
		t.Error(says)
	}
}

func TestARecordSaysWhatWasShownSentAndFound(t *testing.T) {
	request := lastOf8856(t).Showing(adasCall())
	target := request.Target()
	target.Number = 3
	record := Record{
		Intent: target, Outcome: Outcome{Kind: Accepted, Answered: noon},
		After: &After{Finding: Gone, Detail: "Not there.", Copies: "b c", Checked: noon, Operator: Operator{Name: "bob"}},
	}
	var lines []string
	for _, fact := range record.Facts(time.UTC) {
		lines = append(lines, fact.Name+": "+fact.Value)
	}
	text := "\n" + strings.Join(lines, "\n") + "\n"
	for _, want := range []string{
		"Result: Deleted.", "Identifier: extension 8856, status last", "Sent as: Call ID a8343631, the call that was shown",
		"Call shown: 8856 (Ada) → 4001, 2026-11-23 10:00:00 UTC, 1m0s", "State: finished", "Looked up: 2026-11-23 11:00:00.000 UTC",
		"Afterwards: No longer found (looked up 2026-11-23 11:00:00 UTC)", "Found: Not there.", "Secondary copies: b c", "Looked up by: bob",
	} {
		if !strings.Contains(text, "\n"+want+"\n") {
			t.Errorf("%q is missing in%s", want, text)
		}
	}
	for verdict, want := range map[lookup.Verdict]string{lookup.CantSay: "proved nothing", lookup.NotFound: "the server found no such call", lookup.NotYet: "the call had not begun"} {
		record.Intent.Shown = Shown{Verdict: verdict, At: noon}
		found := false
		for _, fact := range record.Facts(time.UTC) {
			found = found || fact == Fact{"Look-up", want}
		}
		if !found {
			t.Errorf("%s is not in the facts", verdict)
		}
	}
}

func TestWhatIsTrueOfAPinnedCall(t *testing.T) {
	request := lastOf8856(t).Showing(adasCall())
	for name, test := range map[string]struct {
		state   lookup.State
		outcome Outcome
		want    string
	}{
		"deleted":  {lookup.Finished, Outcome{Kind: Accepted}, "Deleted."},
		"ongoing":  {lookup.Ongoing, Outcome{Kind: Accepted}, "Deleted, or marked for deletion if the call is still in progress."},
		"gone":     {lookup.Finished, Outcome{Kind: Refused, Attempt: Attempt{Code: new(CodeNotFound)}}, "Nothing was deleted: the call that was shown is gone, or this key no longer sees it."},
		"unstated": {lookup.StateUnstated, Outcome{Kind: Accepted}, "Deleted, or marked for deletion if the call is still in progress."},
	} {
		target := request.Target()
		target.Shown.State = test.state
		if got := (Record{Intent: target, Outcome: test.outcome}).Summary(); got != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
