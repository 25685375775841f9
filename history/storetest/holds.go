package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/lookup"
)

var holds = map[string]func(*testing.T, Store){
	"a hold refuses until each that fits is released":     testHolds,
	"a hold fits in any letter case and grouping":         testHoldFits,
	"a hold on another ID guards the call that was shown": testHoldOnAnotherID,
	"a hold is not lost, changed or released unnoticed":   testForgedHold,
	"a hold keeps its data while it holds, and loses it":  testExpiryOfHold,
}

func holdOn(kind deletion.IdentifierType, identifier string) deletion.Hold {
	return deletion.Hold{IdentifierType: kind, Identifier: identifier, Reason: "court order", Owner: "Legal", Tag: "case-77",
		Operator: deletion.Operator{Name: "carol"}, Added: begin}
}

var released = deletion.Release{Reason: "closed", Operator: deletion.Operator{Name: "dave"}, Released: begin.Add(time.Hour)}

// deleting are the guards of a deletion of an identifier.
func deleting(t *testing.T, kind deletion.IdentifierType, identifier string) deletion.Guards {
	t.Helper()
	status := ""
	if kind == deletion.Extension {
		status = "last"
	}
	selector, err := deletion.NewSelector(kind, identifier, status)
	must(t, err)
	guards := guardsWith(deletion.Rules{})
	guards.Request.Selector = selector
	return guards
}

func testHolds(t *testing.T, s Store) {
	h := open(t, s)
	for number := range int64(2) {
		if hold, err := h.AddHold(t.Context(), holdOn(deletion.CallID, "8801")); err != nil || hold.Number != number+1 {
			t.Fatalf("hold %d, %v", hold.Number, err)
		}
	}
	must(t, h.Close())
	h = open(t, s) // another process
	guards := deleting(t, deletion.CallID, "8801")
	_, err := h.RecordIntent(t.Context(), intentOn("8801"), guards)
	wantRefused(t, h, err, 1, deletion.CauseHeld)
	if _, err := h.RecordIntent(t.Context(), intentOn("8802"), deleting(t, deletion.CallID, "8802")); err != nil {
		t.Errorf("another call: %v", err)
	}
	if _, err := h.ReleaseHold(t.Context(), 1, released); err != nil {
		t.Fatal(err)
	}
	_, err = h.RecordIntent(t.Context(), intentOn("8801"), guards)
	wantRefused(t, h, err, 3, deletion.CauseHeld)
	if hold, err := h.ReleaseHold(t.Context(), 2, released); err != nil || hold.Identifier != "8801" {
		t.Fatal(err)
	}
	if _, err := h.RecordIntent(t.Context(), intentOn("8801"), guards); err != nil {
		t.Errorf("with every hold released: %v", err)
	}
	var again *deletion.ReleasedError
	if _, err := h.ReleaseHold(t.Context(), 2, released); !errors.As(err, &again) || again.By != "dave" {
		t.Errorf("released again: %v", err)
	}
	if _, err := h.ReleaseHold(t.Context(), 3, released); !errors.As(err, new(*deletion.NoHoldError)) {
		t.Errorf("a hold that does not exist: %v", err)
	}

	all, err := h.Holds(t.Context())
	if must(t, err); len(all) != 2 || all[1].Number != 2 || all[1].Identifier != "8801" || all[1].Owner != "Legal" || all[1].Tag != "case-77" ||
		all[1].Operator.Name != "carol" || !all[1].Added.Equal(begin) || all[1].Release == nil || all[1].Release.Reason != "closed" {
		t.Errorf("the holds are %+v", all)
	}
	log, err := h.Log(t.Context())
	must(t, err)
	var said []string
	for _, entry := range log {
		said = append(said, entry.What+" "+entry.Query+" "+entry.Detail+" "+entry.Reason+" "+entry.Operator.Name)
	}
	if want := []string{"hold type:callID id:=8801 hold 1, for Legal, case-77 court order carol", "hold type:callID id:=8801 hold 2, for Legal, case-77 court order carol",
		"release  hold 1 closed dave", "release  hold 2 closed dave"}; !slices.Equal(said, want) {
		t.Errorf("the log says %q", said)
	}
	if findings, err := Findings(t.Context(), h); err != nil || len(findings) > 0 {
		t.Errorf("found %q, %v", findings, err)
	}
}

func testHoldFits(t *testing.T, s Store) {
	h := open(t, s)
	for _, hold := range []deletion.Hold{
		holdOn(deletion.Extension, "+36 1 555-1234"), holdOn(deletion.Extension, "sip:Ada@example.com"), holdOn(deletion.CallID, "A8343631-9f35"),
	} {
		if _, err := h.AddHold(t.Context(), hold); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		kind       deletion.IdentifierType
		identifier string
		held       bool
	}{
		{deletion.Extension, "+3615551234", true},
		{deletion.Extension, "0036 (1) 555.1234", true},
		{deletion.Extension, "+36155512345", false},
		{deletion.Extension, "SIP:ada@Example.com", true},
		{deletion.CallID, "a8343631-9F35", true},
		{deletion.CallID, "a83436319f35", false}, // the grouping of an ID may count
		{deletion.NativeID, "a8343631-9f35", false},
	} {
		standing, err := h.Standing(t.Context(), deleting(t, test.kind, test.identifier))
		if must(t, err); (len(standing.Holds) > 0) != test.held || len(standing.Holds)+standing.OtherHolds != 3 {
			t.Errorf("%s %s is held by %+v, and there are %d other holds", test.kind, test.identifier, standing.Holds, standing.OtherHolds)
		}
	}
}

// testHoldOnAnotherID: what is typed is an extension, and what is held is an ID of the call that was shown.
func testHoldOnAnotherID(t *testing.T, s Store) {
	h := open(t, s)
	for _, name := range []deletion.Name{{Type: deletion.NativeID, Identifier: "n7"}, {Type: deletion.PlatformCallID, Identifier: "p7"}, {Type: deletion.MeetingID, Identifier: "m7"}} {
		_, err := h.AddHold(t.Context(), holdOn(name.Type, name.Identifier))
		must(t, err)
	}
	for held, call := range map[bool]lookup.Call{
		true:  {ID: "a1", NativeID: "N7", PlatformCallID: "P7", MeetingID: "M7"},
		false: {ID: "n7", NativeID: "p7", PlatformCallID: "m7"},
	} {
		guards := deleting(t, deletion.Extension, "8856")
		guards.Request = guards.Request.Showing(lookup.Result{Verdict: lookup.Found, Call: call})
		standing, err := h.Standing(t.Context(), guards)
		must(t, err)
		if want := map[bool]int{true: 3}[held]; len(standing.Holds) != want {
			t.Errorf("%+v is held by %+v", call, standing.Holds)
		}
	}
}

// Where a hold is not what was recorded, nothing is sent: it may be the one that keeps the call.
func testForgedHold(t *testing.T, s Store) {
	h := open(t, s)
	for range 2 {
		if _, err := h.AddHold(t.Context(), holdOn(deletion.CallID, "8801")); err != nil {
			t.Fatal(err)
		}
	}
	other := holdOn(deletion.CallID, "8809")
	other.Number = 1
	data, private, err := history.NewHold("another", other).Encode()
	must(t, err)
	forger := s.Forge(t)
	forger.SetEvent(1, data)
	forger.SetPrivate(1, private)
	if _, err := h.RecordIntent(t.Context(), intentOn("8802"), deleting(t, deletion.CallID, "8802")); !errors.As(err, new(*store.TreeError)) {
		t.Errorf("with a changed hold: %v", err)
	}
	if _, err := h.Holds(t.Context()); !errors.As(err, new(*store.TreeError)) {
		t.Errorf("a changed hold is listed: %v", err)
	}
	forger.RemoveEvent(1)
	if _, err := h.RecordIntent(t.Context(), intentOn("8802"), deleting(t, deletion.CallID, "8802")); !errors.As(err, new(*store.TreeError)) || !strings.Contains(err.Error(), "hold 2 where hold 1 comes next") {
		t.Errorf("with a missing hold: %v", err)
	}
}

// The hold is added, and then each deletion that begins is refused: whatever the review said.
func testHoldRace(t *testing.T, s Store) {
	h, adding := open(t, s), open(t, s)
	added := make(chan error)
	go func() {
		_, err := adding.AddHold(t.Context(), holdOn(deletion.CallID, "8801"))
		added <- err
	}()
	guards := deleting(t, deletion.CallID, "8801")
	for isAdded := false; !isAdded; {
		select {
		case err := <-added:
			must(t, err)
			isAdded = true
		default:
		}
		intent, err := h.RecordIntent(t.Context(), intentOn("8801"), guards)
		switch {
		case errors.As(err, new(*deletion.RefusedError)):
			if !isAdded {
				must(t, <-added)
				isAdded = true
			}
		case err != nil:
			t.Fatal(err)
		case isAdded:
			t.Fatal("a deletion went through after the hold was added")
		default:
			must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.NotSent)))
		}
	}
	if findings, err := Findings(t.Context(), h); err != nil || len(findings) > 0 {
		t.Errorf("found %q, %v", findings, err)
	}
}

func testExpiryOfHold(t *testing.T, s Store) {
	h := open(t, s)
	for _, identifier := range []string{"8802", "8801"} {
		if _, err := h.AddHold(t.Context(), holdOn(deletion.CallID, identifier)); err != nil {
			t.Fatal(err)
		}
	}
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8802"), outcome(deletion.Accepted)))
	if _, err := h.ReleaseHold(t.Context(), 1, released); err != nil {
		t.Fatal(err)
	}
	all := expiryOf(deletion.AllData(), 1)
	all[0].ActsBefore = released.Released // not after it
	if _, err := h.Expire(t.Context(), all, quietly); err != nil {
		t.Fatal(err)
	}
	held, err := h.Holds(t.Context())
	if must(t, err); held[0].Identifier != "" || held[0].Reason == "" || held[0].Tag != "case-77" {
		t.Errorf("with the identifier of a record goes that of a released hold, and nothing else: %+v", held[0])
	}
	if held[1].Identifier != "8801" || held[1].Missing != 0 {
		t.Errorf("an active hold lost something: %+v", held[1])
	}
	all[0].Records, all[0].ActsBefore = nil, released.Released.Add(time.Second)
	if _, err := h.Expire(t.Context(), all, quietly); err != nil {
		t.Fatal(err)
	}
	held, err = h.Holds(t.Context())
	if must(t, err); held[0].Reason != "" || held[0].Owner != "" || held[0].Operator.Name != "" || held[0].Release.Reason != "" || held[1].Missing != 0 {
		t.Errorf("the holds are %+v", held)
	}
	_, err = h.RecordIntent(t.Context(), intentOn("8801"), deleting(t, deletion.CallID, "8801"))
	wantRefused(t, h, err, 2, deletion.CauseHeld)
	report, err := h.Verify(t.Context(), []proof.NamedCheckpoint{})
	if must(t, err); !report.OK() {
		t.Errorf("found %q", report.Findings())
	}
}
