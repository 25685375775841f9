package deletion_test

import (
	"errors"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/lookup"
)

func foundCall(id string) lookup.Result {
	begin := time.Date(2026, 7, 1, 9, 41, 3, 0, time.UTC)
	return lookup.Result{Verdict: lookup.Found, Call: lookup.Call{
		ID: id, From: lookup.Party{Number: "8856", Name: "Ada"}, To: lookup.Party{Number: "4001"}, Begin: begin, DoNotDelete: lookup.Yes,
	}}
}

func TestAFoundCallIsNamedByItsIDOrNotAtAll(t *testing.T) {
	server := deletion.Server{Name: "practice", Endpoint: "http://127.0.0.1/verba/api"}
	request, err := deletion.NewFoundRequest(server, foundCall("ID-1"), "GDPR")
	if err != nil || request.Sent().Type() != deletion.CallID || request.Sent().Identifier() != "ID-1" || request.Pinned || !request.NamesShown() || request.Shown.From.Number != "8856" || !request.Shown.DoNotDelete {
		t.Errorf("it is %+v, %v", request, err)
	}
	for _, id := range []string{"", " ID-1", "8\u22121"} {
		if request, err := deletion.NewFoundRequest(server, foundCall(id), ""); len(deletion.FieldErrors(err)) == 0 {
			t.Errorf("%q is %+v, %v", id, request.Selector, err)
		}
	}
	server.ReasonRequired = true
	var field *deletion.FieldError
	if _, err := deletion.NewFoundRequest(server, foundCall("ID-1"), ""); !errors.As(err, &field) || field.Field != deletion.FieldReason {
		t.Errorf("without a reason: %v", err)
	}
}

func TestARetryIsAboutTheSameCallAndFollowsTheRulesOfToday(t *testing.T) {
	server := deletion.Server{Name: "practice", Endpoint: "http://127.0.0.1/verba/api"}
	last, err := deletion.NewSelector(deletion.Extension, "8856", "last")
	if err != nil {
		t.Fatal(err)
	}
	request, err := deletion.NewRequest(server, last, "GDPR")
	if err != nil {
		t.Fatal(err)
	}
	pinned := request.Showing(foundCall("ID-1")).Target()
	if again, err := deletion.NewRetry(server, pinned); err != nil || again.Selector != last || again.Sent().Identifier() != "ID-1" || again.Shown.CallID != "ID-1" {
		t.Errorf("pinned: %+v, %v", again, err)
	}
	if again, err := deletion.NewRetry(server, request.Target()); err != nil || again.Sent() != last || !again.Shown.IsZero() {
		t.Errorf("as typed: %+v, %v", again, err)
	}
	noPin := server
	noPin.NoPin = true
	if again, err := deletion.NewRetry(noPin, pinned); err != nil || again.Pinned || again.Sent().Identifier() != "ID-1" {
		t.Errorf("where nothing is pinned by now: %+v, %v", again, err)
	}
	lost := pinned
	lost.Shown.CallID = ""
	wantsReason := server
	wantsReason.ReasonRequired = true
	for name, bad := range map[string]struct {
		server  deletion.Server
		earlier deletion.Intent
	}{"without its ID": {server, lost}, "without a selector": {server, deletion.Intent{}}, "without a reason": {wantsReason, pinned}} {
		if again, err := deletion.NewRetry(bad.server, bad.earlier); len(deletion.FieldErrors(err)) == 0 {
			t.Errorf("%s: %+v, %v", name, again, err)
		}
	}
}

func TestALookUpThatCantSayTakesNothingBackThatWasShown(t *testing.T) {
	request, err := deletion.NewFoundRequest(deletion.Server{Name: "practice", Endpoint: "http://127.0.0.1/verba/api"}, foundCall("ID-1"), "")
	if err != nil {
		t.Fatal(err)
	}
	if again := request.LookedUpAgain(lookup.Result{Verdict: lookup.CantSay}); again.Shown != request.Shown {
		t.Errorf("shown is %+v", again.Shown)
	}
	if again := request.LookedUpAgain(lookup.Result{Verdict: lookup.NotFound}); again.Shown.Verdict != lookup.NotFound || again.Shown.HasCall() {
		t.Errorf("not found is %+v", again.Shown)
	}
	for name, c := range map[string]struct {
		change  func(*lookup.Call)
		differs bool
	}{
		"the same call":      {func(*lookup.Call) {}, false},
		"more of a name":     {func(call *lookup.Call) { call.To.Name, call.From.Name = "Zsolt", "Brandt, Ada" }, false},
		"less of everything": {func(call *lookup.Call) { call.From, call.Begin = lookup.Party{}, time.Time{} }, false},
		"a finer clock":      {func(call *lookup.Call) { call.Begin = call.Begin.Add(300 * time.Millisecond) }, false},
		"another zone":       {func(call *lookup.Call) { call.Begin = call.Begin.In(time.FixedZone("CET", 3600)) }, false},
		"another number":     {func(call *lookup.Call) { call.To.Number = "4002" }, true},
		"another begin":      {func(call *lookup.Call) { call.Begin = call.Begin.Add(time.Second) }, true},
	} {
		again := foundCall("ID-1")
		c.change(&again.Call)
		if request.LookedUpAgain(again).Shown.DiffersFrom(request.Shown) != c.differs {
			t.Errorf("%s: it differs: %v", name, !c.differs)
		}
	}
}
