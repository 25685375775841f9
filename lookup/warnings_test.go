package lookup

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestWhatStandsOutAboutACallIsSaid(t *testing.T) {
	now := time.Date(2026, 7, 5, 12, 0, 0, 0, time.UTC)
	ordinary := Call{ID: "1", Begin: now.Add(-time.Hour), End: now.Add(-30 * time.Minute), Length: 30 * time.Minute, State: Finished, DoNotDelete: No}
	if said := ordinary.Warnings(now); len(said) > 0 {
		t.Errorf("of an ordinary call: %v", said)
	}
	for want, change := range map[string]func(*Call){
		"do not delete": func(c *Call) { c.DoNotDelete = Yes },
		"ongoing":       func(c *Call) { c.State = Ongoing },
		"long: 4h0m1s":  func(c *Call) { c.Length = 4*time.Hour + time.Second },
		"year old":      func(c *Call) { c.Begin = now.AddDate(-1, 0, -1) },
		"in the future": func(c *Call) { c.Begin = now.Add(time.Hour) },
		"second":        func(c *Call) { c.Secondary = Yes },
		"on demand":     func(c *Call) { c.OnDemand = Yes },
	} {
		call := ordinary
		change(&call)
		if said := call.Warnings(now); len(said) != 1 || !strings.Contains(said[0], want) {
			t.Errorf("%q: %v", want, said)
		}
	}
}

func TestTheSpanOfACallIsShownInTheZoneOfThePerson(t *testing.T) {
	cest := time.FixedZone("CEST", 7200)
	begin := time.Date(2026, 7, 1, 9, 41, 3, 0, time.UTC)
	call := Call{Begin: begin, End: begin.Add(time.Minute), Length: time.Minute, Zone: Zone{Basis: ZoneWithoutLogin}, From: Party{Number: "8856"}}
	for want, one := range map[string]Call{
		"2026-07-01 09:41:03 to 09:42:03 UTC, 1m0s":                call,
		"2026-07-01 11:41:03 to 11:42:03 CEST, 1m0s":               call.In(cest),
		"since 2026-07-01 11:41:03 CEST (assumed)":                 Call{Begin: begin, State: Ongoing, Zone: Zone{cest, ZoneAssumed}},
		"2026-07-01 11:41:03 to 2026-07-02 11:41:03 CEST, 24h0m0s": Call{Begin: begin, End: begin.Add(24 * time.Hour), Length: 24 * time.Hour}.In(cest),
		"": {},
	} {
		if got := one.Span(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := call.In(cest).Times(); got != "CEST +02:00; the server's times are read as UTC +00:00 ("+string(ZoneWithoutLogin)+")" {
		t.Errorf("the zones are %q", got)
	}
	if got := call.Parties(); got != "8856 → unstated" || (Call{}).Parties() != "" {
		t.Errorf("the parties are %q", got)
	}
}

// A command says what the console's confirmation says of a call.
func TestTheJSONOfAResultHasItsWarnings(t *testing.T) {
	began := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	long := Result{Verdict: Found, Began: began, Call: Call{ID: "a1", Begin: began.Add(-400 * 24 * time.Hour), Length: 5 * time.Hour}}
	for want, result := range map[string]Result{
		`"warnings":["This call is unusually long: 5h0m0s.","This call is more than a year old."]`: long,
		`"duration_ms":0}`: {Verdict: NotFound, Began: began},
	} {
		text, err := json.Marshal(result)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s, %v; want %s", text, err, want)
		}
	}
}
