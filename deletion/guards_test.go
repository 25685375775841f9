package deletion

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/lookup"
)

// allowing is the request of [lastOf8856] to a server with these rules.
func allowing(t *testing.T, rules Rules) Request {
	t.Helper()
	request := lastOf8856(t)
	request.Server.Rules = &rules
	return request
}

func hours(t *testing.T, text string) Hours {
	t.Helper()
	parsed, err := ParseHours(text, budapest)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return parsed
}

var legal = Hold{Number: 3, IdentifierType: Extension, Identifier: "8856", Owner: "Legal", Tag: "case-77", Reason: "court order 12/2026", Added: noon}

func TestEachGuardRefusesWithItsGround(t *testing.T) {
	closed := hours(t, "Tue-Sun 07:00-19:00") // noon is on a Monday
	ago := func(minutes int) time.Time { return noon.Add(-time.Duration(minutes) * time.Minute) }
	for cause, test := range map[Cause]struct {
		rules    Rules
		standing Standing
		shown    lookup.Call
		ground   string
	}{
		CauseProtected: {shown: lookup.Call{ID: "x", DoNotDelete: lookup.Yes},
			ground: "the call is marked “do not delete” on production. Somebody has protected it there."},
		CauseReadOnly:      {rules: Rules{ReadOnly: true}, ground: "production is set to read-only here."},
		CauseOutsideHours:  {rules: Rules{Hours: closed}, ground: "on production calls are deleted only Tue-Sun 07:00-19:00 (CET), and it was Mon 12:00 CET."},
		CauseBlockedNumber: {rules: Rules{Blocked: []NumberPattern{NewNumberPattern("88*")}}, ground: "calls of 8856 are not deleted on production (blocked: 88*)."},
		CauseHeld:          {standing: Standing{Holds: []Hold{legal}}, ground: "held since 2026-11-23 by Legal (hold 3, case-77): court order 12/2026."},
		CauseNotLookedUp: {rules: Rules{LookUpRequired: true},
			ground: "production deletes only calls that were looked up, by their internal ID. The server did not say the internal ID of the call."},
		CauseTooMany: {rules: Rules{AtMost: 2}, standing: Standing{Recent: []time.Time{ago(1), ago(20)}},
			ground: "production allows 2 deletions an hour for each operator, and alice has made as many. The next one is possible after 2026-11-23 12:40:00 CET."},
	} {
		s := &stage{standing: test.standing}
		request := allowing(t, test.rules).Showing(lookup.Result{Verdict: lookup.Found, Call: test.shown})
		_, err := s.workflow().Review(t.Context(), request)
		var refused *RefusedError
		if !errors.As(err, &refused) {
			t.Errorf("%s: not refused: %v", cause, err)
			continue
		}
		outcome := refused.Record.Outcome
		if outcome.Kind != Refused || outcome.Cause != cause || outcome.Detail != "Not deleted: "+test.ground || refused.Record.Intent.Number != 7 {
			t.Errorf("%s: refused with %+v", cause, refused.Record)
		}
		if next := refused.Record.NextStep(); next == "" || !strings.Contains(refused.Error(), "\n"+next) {
			t.Errorf("%s: the next step is %q: %q", cause, next, refused.Error())
		}
		if !cause.OfGuard() || !strings.HasPrefix(refused.Record.Summary(), "Nothing was deleted: ") {
			t.Errorf("%s: is reported as %q", cause, refused.Record.Summary())
		}
		if !slices.Equal(s.script, []string{"refused"}) {
			t.Errorf("%s: the workflow did %v; nothing but the refusal is to be recorded, and no credential is asked for", cause, s.script)
		}
	}
}

func TestEveryGuardIsTested(t *testing.T) {
	if len(guards) != 7 {
		t.Errorf("there are %d guards; each needs a case in TestEachGuardRefusesWithItsGround", len(guards))
	}
}

func TestWhatIsWithinTheRulesIsSent(t *testing.T) {
	request := allowing(t, Rules{
		Hours: hours(t, "Mon-Fri 07:00-19:00"), Blocked: []NumberPattern{NewNumberPattern("+36 1 555*")}, AtMost: 2,
		ReasonPattern: regexp.MustCompile(`^GDPR-\d+`), ReasonExample: "GDPR-1",
	})
	s := &stage{standing: Standing{Recent: []time.Time{noon}}}
	workflow := s.workflow()
	record, err := workflow.Execute(t.Context(), review(t, workflow, request))
	if err != nil || record.Outcome.Kind != Accepted {
		t.Errorf("%+v, %v", record.Outcome, err)
	}
}

// What was added while the person was reading wins.
func TestAHoldThatIsAddedAfterTheReviewRefusesTheDeletion(t *testing.T) {
	s := &stage{}
	workflow := s.workflow()
	reviewed := review(t, workflow, lastOf8856(t))
	s.addedMeanwhile = []Hold{legal}
	record, err := workflow.Execute(t.Context(), reviewed)
	if err != nil || record.Outcome.Cause != CauseHeld || record.Outcome.Kind != Refused {
		t.Errorf("%+v, %v", record.Outcome, err)
	}
	if slices.Contains(s.script, "send") || slices.Contains(s.script, "intent") {
		t.Errorf("the workflow did %v", s.script)
	}
}

// A hold on any name of the call guards it, and so does a blocked number: typing another one
// of its names leads nowhere else.
func TestEveryNameOfAPinnedCallIsGuarded(t *testing.T) {
	request := lastOf8856(t).Showing(lookup.Result{Verdict: lookup.Found, Call: lookup.Call{
		ID: "A8343631", NativeID: "n7", PlatformCallID: "p7", MeetingID: "m7", From: lookup.Party{Number: "8856"}, To: lookup.Party{Number: "+36 1 555 4001"},
		RecordedParty: "8801", Legs: []lookup.Leg{{Party: lookup.Party{Number: "8802", Name: "Ada (2)"}, Begin: noon}, {Party: lookup.Party{Number: "8803"}}}}})
	want := []Name{{Extension, "8856"}, {CallID, "A8343631"}, {NativeID, "n7"}, {PlatformCallID, "p7"}, {MeetingID, "m7"}, {Extension, "+36 1 555 4001"}, {Extension, "8801"}, {Extension, "8802"}, {Extension, "8803"}}
	if got := (Guards{Request: request}).Names(); !slices.Equal(got, want) {
		t.Errorf("its names are %v, want %v", got, want)
	}
	request.Server.Rules = &Rules{Blocked: []NumberPattern{NewNumberPattern("+3615554001")}}
	if outcome, refused := (Guards{Request: request}).Judge(Standing{}); !refused || outcome.Cause != CauseBlockedNumber {
		t.Errorf("refused: %v, %+v", refused, outcome)
	}
}

// It is only asked what would happen.
func TestWhatIsForeseenIsNotRecorded(t *testing.T) {
	s := &stage{standing: Standing{Holds: []Hold{legal}}}
	foreseen, err := s.workflow().Foresee(t.Context(), lastOf8856(t), false)
	if refused := (*RefusedError)(nil); err != nil || !errors.As(foreseen.Refusal, &refused) || len(s.script) > 0 {
		t.Errorf("%+v, %v, and the workflow did %v", foreseen, err, s.script)
	}
	if err := s.workflow().RefusedByRules(allowing(t, Rules{ReadOnly: true})); err == nil {
		t.Error("the rules alone refuse nothing")
	}
}

// The form asks while somebody types: a hold, a blocked number and a limit that is reached are known without the network.
func TestWhatTheHistoryWouldRefuseIsKnownBeforeTheReview(t *testing.T) {
	reached := Standing{Recent: []time.Time{noon, noon}}
	for cause, c := range map[Cause]struct {
		standing Standing
		request  Request
	}{
		"":                 {reached, allowing(t, Rules{AtMost: 3})},
		CauseHeld:          {Standing{Holds: []Hold{legal}}, lastOf8856(t)},
		CauseTooMany:       {reached, allowing(t, Rules{AtMost: 2})},
		CauseBlockedNumber: {Standing{}, allowing(t, Rules{Blocked: []NumberPattern{NewNumberPattern("88*")}})},
	} {
		s, refused := &stage{standing: c.standing}, (*RefusedError)(nil)
		err := s.workflow().RefusedByHistory(t.Context(), c.request)
		switch {
		case errors.As(err, &refused) != (cause != ""), refused != nil && refused.Record.Outcome.Cause != cause:
			t.Errorf("%s: %v", cause, err)
		case len(s.script) > 0:
			t.Errorf("%s: the workflow did %v", cause, s.script)
		}
	}
}

func TestEachHoldIsNamed(t *testing.T) {
	var holds []Hold
	for range mostNamed + 2 {
		holds = append(holds, legal)
	}
	outcome, _ := Guards{Request: lastOf8856(t)}.Judge(Standing{Holds: holds})
	if strings.Count(outcome.Detail, "hold 3") != mostNamed || !strings.HasSuffix(outcome.Detail, "and by 2 more holds.") {
		t.Error(outcome.Detail)
	}
}

func TestAReasonHasTheFormThatTheServerWants(t *testing.T) {
	request := allowing(t, Rules{ReasonPattern: regexp.MustCompile(`^GDPR-\d+`), ReasonExample: "GDPR-2211 erasure"})
	for reason, right := range map[string]bool{"GDPR-2211": true, " GDPR-1 x ": true, "gdpr-1": false, "because": false, "": false} {
		_, err := NewRequest(request.Server, request.Selector, reason)
		if wrong := FieldErrors(err); (len(wrong) == 0) != right || !right && !strings.Contains(wrong[0].Hint(), "GDPR-2211 erasure") {
			t.Errorf("%q: %v", reason, err)
		}
	}
}

func TestHoursOfAWeek(t *testing.T) {
	for _, test := range []struct{ hours, in, out string }{
		{"Mon-Fri 07:00-19:00", "Mon 07:00, Fri 18:59", "Mon 06:59, Fri 19:00, Sat 12:00, Sun 12:00"},
		{"Mon,Wed 22:00-06:00", "Mon 22:00, Tue 05:59, Thu 00:00", "Tue 06:00, Tue 22:00, Mon 05:00"},
		{"sat-mon 00:00-24:00", "Sat 00:00, Sun 12:00, Mon 23:59", "Tue 00:00, Fri 23:59"},
		{"Mon 08:00-10:00; Tue 12:00-13:00", "Mon 09:00, Tue 12:30", "Mon 12:30, Tue 09:00"},
		{"Mon-Fri 07:00-19:00 Asia/Tokyo", "Mon 00:00, Sun 23:00", "Mon 12:00"}, // UTC+9; the moments are in CET
	} {
		parsed := hours(t, test.hours)
		for moments, want := range map[string]bool{test.in: true, test.out: false} {
			for moment := range strings.SplitSeq(moments, ", ") {
				at := momentOf(t, moment)
				if parsed.Has(at) != want {
					t.Errorf("%s has %s: %v", test.hours, moment, !want)
				}
			}
		}
	}
	for _, text := range []string{"", "Mon", "Mon-Fri", "07:00-19:00", "Mon 7-19", "Mon 07:00-25:00", "Mon 07:00-07:00", "Mon 24:00-07:00", "Moon 07:00-19:00",
		"Mon 07:00-19:00 Nowhere/City", "Mon 07:00-19:00 UTC x", "Mon-Fri 07:00-19:00;", "Mon 1:00-2:00 UTC; Tue 1:00-2:00 Asia/Tokyo"} {
		if _, err := ParseHours(text, budapest); !errors.Is(err, ErrHours) {
			t.Errorf("%q is read: %v", text, err)
		}
	}
}

// A night in which the clocks change is an hour longer or shorter, and ends at the same time of day.
func TestHoursGoByTheClockOnTheWall(t *testing.T) {
	nights := hours(t, "Sat 22:00-06:00 Europe/Budapest")
	for moment, want := range map[string]bool{
		"2026-10-24T20:00:00Z": true, "2026-10-24T19:59:00Z": false, // 22:00 CEST
		"2026-10-25T00:30:00Z": true, "2026-10-25T01:30:00Z": true, // 02:30, twice
		"2026-10-25T04:59:00Z": true, "2026-10-25T05:00:00Z": false, // 06:00 CET
		"2026-03-29T03:59:00Z": true, "2026-03-29T04:00:00Z": false, // 06:00 CEST
	} {
		at, err := time.Parse(time.RFC3339, moment)
		if err != nil || nights.Has(at) != want {
			t.Errorf("%s: %v, %v", moment, !want, err)
		}
	}
}

// momentOf is a day and a time of the week of noon, which is a Monday.
func momentOf(t *testing.T, text string) time.Time {
	t.Helper()
	clock, err := time.Parse("15:04", text[4:])
	day := slices.Index(dayNames, strings.ToLower(text[:3]))
	if err != nil || day < 0 {
		t.Fatal(text)
	}
	return time.Date(2026, 11, 22+day, clock.Hour(), clock.Minute(), 0, 0, budapest)
}

func TestANumberFitsAPatternHoweverItIsGrouped(t *testing.T) {
	for _, test := range []struct {
		pattern, number string
		fits            bool
	}{
		{"+36 1 555*", "+3615551234", true},
		{"+36 1 555*", "0036 (1) 555-12.34", true},
		{"+36 1 555*", "+36155", false},
		{"8856", "8856", true},
		{"8856", "88561", false},
		{"*112", "0112", true},
		{"*112", "1120", false},
		{"88*56", "8856", true},
		{"88*56", "88156", true},
		{"8*5*6", "85", false},
		{"8*88", "88", false},
		{"*@partner.example", "sip:Ada@Partner.example", true},
		{"*", "anything", true},
	} {
		if got := NewNumberPattern(test.pattern).Fits(test.number); got != test.fits {
			t.Errorf("%s fits %s: %v", test.pattern, test.number, got)
		}
	}
}
