package lookup

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func whole() Call {
	budapest := time.FixedZone("CET", 3600)
	begin := time.Date(2026, 1, 5, 9, 41, 3, 0, budapest)
	return Call{
		ID: "a8343631", NativeID: "TRS1", From: Party{"8856", "Ada Brandt"}, To: Party{Number: "4001"}, Begin: begin, End: begin.Add(time.Minute),
		Length: time.Minute, Zone: Zone{budapest, ZoneAssumed}, State: Finished, Direction: "0", DoNotDelete: Yes, OnDemand: No,
		Legs: []Leg{{Party: Party{"4001", ""}, Begin: begin}}, MoreLegs: true,
	}
}

func TestTheCardSaysWhatIsKnownAndInWhichZone(t *testing.T) {
	var lines []string
	for _, fact := range whole().Facts() {
		lines = append(lines, fact.Name+": "+fact.Value)
	}
	want := `From: 8856 (Ada Brandt)
To: 4001
Begin: 2026-01-05 09:41:03
End: 2026-01-05 09:42:03
Time zone: CET +01:00 (` + string(ZoneAssumed) + `)
Length: 1m0s
State: finished
Direction: internal
Marks: do not delete
Leg: 4001, 2026-01-05 09:41:03
Leg: … and more
Call ID: a8343631
Native ID: TRS1`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("the card is\n%s\nwant\n%s", got, want)
	}
	if facts := (Call{}).Facts(); len(facts) != 0 {
		t.Errorf("of nothing it says %v", facts)
	}
}

func TestScriptsReadTimesInUTCAndTellUnstatedFromNo(t *testing.T) {
	text, err := json.Marshal(Result{Verdict: Found, Detail: "x", Call: whole()})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"verdict":"found"`, `"call_id":"a8343631"`, `"begin":"2026-01-05T08:41:03.000Z"`, `"length_seconds":60`,
		`"do_not_delete":true`, `"on_demand":false`, `"secondary":null`, `"zone_basis":"assumed; `,
	} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%s is missing in %s", part, text)
		}
	}
	if text, _ = json.Marshal(Result{Verdict: NotFound}); !strings.Contains(string(text), `"call":null`) {
		t.Errorf("of no call it says %s", text)
	}
}

// Nobody is sent to try again what will be the same again.
func TestTheAdviceFollowsFromTheReason(t *testing.T) {
	for _, c := range []struct {
		result Result
		want   string
	}{
		{Result{Reason: ReasonAuthentication}, "check the credentials of this server: deletecall doctor"},
		{Result{Reason: ReasonDropped}, "try again, or find out what is wrong: deletecall doctor"},
		{Result{Reason: ReasonTLS}, "find out what is wrong: deletecall doctor"},
		{Result{Reason: ReasonUnreadable}, "find out what is wrong: deletecall doctor"},
		{Result{Reason: ReasonRefused}, ""},
		{Result{Verdict: NotFound}, "check the identifier and, for an extension, the status"},
	} {
		if got := c.result.Advice(); got != c.want {
			t.Errorf("%q, %q: %q", c.result.Verdict, c.result.Reason, got)
		}
	}
}
