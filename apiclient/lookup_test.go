package apiclient

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/safetext"
	"deletecall/testkit"
)

const (
	sampleID = "a8343631-9f35-4a3a-83f0-9e81592339fb"
	// sampleCall is a call with the fields that are published.
	sampleCall = `<verbacdr state="1"><ccdr_id>` + sampleID + `</ccdr_id><native_id>TRS26140192</native_id><platform_call_id>71627389</platform_call_id>` +
		`<source_caller_id>8856</source_caller_id><source_name>Ágnes Kővári</source_name><destination_caller_id>+3612345678</destination_caller_id>` +
		`<destination_name>Harbour &amp; Sons</destination_name><start_time>2026-07-01 09:41:03.250</start_time><end_time>2026-07-01 09:45:03.250</end_time>` +
		`<direction_id>0</direction_id><location>rec-1</location><ondemand>0</ondemand><conference>0</conference><do_not_delete>1</do_not_delete>` +
		`<secondary>0</secondary><recorded_party>8856</recorded_party></verbacdr>`
)

func information(inside string) string {
	return `<VerbaApi><Response code="0" type="GetCallInformation">` + inside + `</Response></VerbaApi>`
}

func notInformation(code int) string {
	return fmt.Sprintf(`<VerbaApi><Response code="%d" type="GetCallInformation"><ErrorMessage>no</ErrorMessage></Response></VerbaApi>`, code)
}

func (tr *trial) selector(t *testing.T, kind deletion.IdentifierType, identifier, status string) deletion.Selector {
	t.Helper()
	return tr.requestFor(t, kind, identifier, status).Selector
}

// lookUp looks a call up by its ID with a new client.
func (tr *trial) lookUp(t *testing.T) lookup.Result {
	t.Helper()
	return tr.client(t).LookUp(t.Context(), tr.server, tr.selector(t, deletion.CallID, sampleID, ""))
}

func wantVerdict(t *testing.T, got lookup.Result, verdict lookup.Verdict, reason lookup.Reason) {
	t.Helper()
	if got.Verdict != verdict || got.Reason != reason {
		t.Errorf("the verdict is %q (%q), want %q (%q): %s", got.Verdict, got.Reason, verdict, reason, got.Detail)
	}
	if got.Detail == "" || safetext.Check("detail", got.Detail) != nil {
		t.Errorf("the detail is %q", got.Detail)
	}
	all := fmt.Sprintf("%#v", got)
	for _, hidden := range []string{sampleKey, sampleToken, samplePassword} {
		if strings.Contains(all, hidden) {
			t.Errorf("the result holds the secret %s: %s", hidden, all)
		}
	}
}

func wantNoDeleteCall(t *testing.T, s *server) {
	t.Helper()
	if strings.Contains(s.received(), deleteCall) {
		t.Errorf("a look-up sent %q", s.received())
	}
}

func TestACallIsShownAsTheServerDescribesIt(t *testing.T) {
	for _, method := range deletion.Methods() {
		s := serve(t, answers(200, information(sampleCall)))
		tr := against(s, "http")
		tr.server.Method = method
		got := tr.lookUp(t)
		wantVerdict(t, got, lookup.Found, lookup.ReasonNone)
		call := got.Call
		want := lookup.Call{
			ID: sampleID, NativeID: "TRS26140192", PlatformCallID: "71627389",
			From: lookup.Party{Number: "8856", Name: "Ágnes Kővári"}, To: lookup.Party{Number: "+3612345678", Name: "Harbour & Sons"},
			RecordedParty: "8856", Begin: time.Date(2026, 7, 1, 9, 41, 3, 250e6, time.UTC), End: time.Date(2026, 7, 1, 9, 45, 3, 250e6, time.UTC),
			Length: 4 * time.Minute, Zone: lookup.Zone{Basis: lookup.ZoneWithoutLogin}, State: lookup.Finished, Direction: "0", Location: "rec-1",
			DoNotDelete: lookup.Yes, Secondary: lookup.No, OnDemand: lookup.No, Conference: lookup.No,
		}
		if fmt.Sprint(call) != fmt.Sprint(want) {
			t.Errorf("the call is\n%+v, want\n%+v", call, want)
		}
		asked := s.calls("action=GetCallInformation")
		if want := "action=GetCallInformation&apiKey=" + sampleKey + "&responseType=XML&callID=" + sampleID; len(asked) != 1 || asked[0].form != want {
			t.Errorf("asked %v, want %s", asked, want)
		}
		wantNoDeleteCall(t, s)
	}
}

func TestEverySpellingIsRead(t *testing.T) {
	for name, body := range map[string]string{
		"an older id":        information(`<verbacdr state="1"><id>` + sampleID + `</id><source_caller_id>8856</source_caller_id><start_time>2026-07-01 09:41:03.250</start_time></verbacdr>`),
		"camels":             information(`<verbacdr state="1"><ccdrId>` + sampleID + `</ccdrId><sourceCallerId>8856</sourceCallerId><startTime>2026-07-01 09:41:03</startTime></verbacdr>`),
		"attributes":         information(`<verbacdr index="0" state="1" ccdr_id="` + sampleID + `" source_caller_id="8856" starttime="2026-07-01 09:41:03"/>`),
		"date and clock":     information(`<verbacdr state="1"><ccdr_id>` + sampleID + `</ccdr_id><source_caller_id>8856</source_caller_id><startdate>2026-07-01</startdate><starttime>09:41:03</starttime></verbacdr>`),
		"a list as the root": `<verbacdrlist rowcount="1"><verbacdr state="1"><ccdr_id>` + sampleID + `</ccdr_id><source_caller_id>8856</source_caller_id><start_time>2026-07-01 09:41:03</start_time></verbacdr></verbacdrlist>`,
		"VerbaData":          `<VerbaData><Response code="0" type="GetCallInformation"/><verbacdr state="1"><ccdr_id>` + sampleID + `</ccdr_id><source_caller_id>8856</source_caller_id><start_time>2026-07-01T09:41:03</start_time></verbacdr></VerbaData>`,
		"beside the answer":  `<VerbaApi><Response code="0" type="GetCallInformation"/><verbacdr state="1"><ccdr_id>` + sampleID + `</ccdr_id><source_caller_id>8856</source_caller_id><start_time>2026-07-01 09:41:03</start_time></verbacdr></VerbaApi>`,
	} {
		t.Run(name, func(t *testing.T) {
			got := against(serve(t, answers(200, body)), "http").lookUp(t)
			wantVerdict(t, got, lookup.Found, lookup.ReasonNone)
			if got.Call.ID != sampleID || got.Call.From.Number != "8856" || got.Call.Clock(got.Call.Begin) != "2026-07-01 09:41:03" || got.Call.State != lookup.Finished {
				t.Errorf("the call is %+v", got.Call)
			}
		})
	}
}

// Of the internal ID and its older name the newer one counts (spec/verba-api.md); id may be a number of the row.
// A state that is not published proves no end, and an end speaks against a call that is ongoing: neither is claimed.
func TestWhatASecondFieldContradicts(t *testing.T) {
	body := information(`<verbacdr state="0"><id>17</id><ccdr_id>` + sampleID + `</ccdr_id><start_time>2026-07-01 09:41:03</start_time><end_time>2026-07-01 09:45:03</end_time></verbacdr>`)
	got := against(serve(t, answers(200, body)), "http").lookUp(t)
	wantVerdict(t, got, lookup.Found, lookup.ReasonNone)
	if got.Call.ID != sampleID || got.Call.State != lookup.StateUnstated || got.Call.End.IsZero() {
		t.Errorf("the call is %+v", got.Call)
	}
}

func TestAFlawedAnswerIsShownAndProvesNothing(t *testing.T) {
	for name, body := range map[string]string{
		"an element left open": information(strings.Replace(sampleCall, "</ccdr_id>", "", 1)),
		"cut off":              information(sampleCall)[:400],
		"a bare ampersand":     information(strings.Replace(sampleCall, "&amp;", "&", 1)),
		"an unquoted value":    information(strings.Replace(sampleCall, `"1"`, `1`, 1)),
		"another type":         strings.Replace(information(sampleCall), `type="GetCallInformation"`, `type="DeleteCall"`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			got := against(serve(t, answers(200, body)), "http").lookUp(t)
			wantVerdict(t, got, lookup.CantSay, lookup.ReasonUnreadable)
			if !got.Shows() {
				t.Errorf("nothing is shown of %s: %+v", body, got.Call)
			}
		})
	}
}

func TestOnlyTheServersOwnCodeSaysNotFound(t *testing.T) {
	const page = "<html><body>Call not found. code=\"-50\"</body></html>"
	for name, test := range map[string]struct {
		status  int
		body    string
		verdict lookup.Verdict
		reason  lookup.Reason
	}{
		"code 2":                   {200, notInformation(2), lookup.NotFound, ""},
		"code -50":                 {200, notInformation(-50), lookup.NotFound, ""},
		"code -50 with 404":        {404, notInformation(-50), lookup.NotFound, ""},
		"code -50 with 206":        {206, notInformation(-50), lookup.CantSay, lookup.ReasonUnreadable},
		"of another action":        {200, response(-50, "no"), lookup.CantSay, lookup.ReasonUnreadable},
		"a page with 404":          {404, page, lookup.CantSay, lookup.ReasonUnreadable},
		"a page with 200":          {200, page, lookup.CantSay, lookup.ReasonUnreadable},
		"the document in a page":   {200, "<html>" + notInformation(2) + "</html>", lookup.CantSay, lookup.ReasonUnreadable},
		"two answers":              {200, notInformation(2) + notInformation(2), lookup.CantSay, lookup.ReasonUnreadable},
		"an empty answer":          {200, "", lookup.CantSay, lookup.ReasonUnreadable},
		"success without a call":   {200, information(""), lookup.CantSay, lookup.ReasonUnreadable},
		"an empty list":            {200, `<verbacdrlist rowcount="0"/>`, lookup.CantSay, lookup.ReasonUnreadable},
		"success with 500":         {500, information(sampleCall), lookup.CantSay, lookup.ReasonServerError},
		"two calls":                {200, information(sampleCall + sampleCall), lookup.CantSay, lookup.ReasonMoreThanOne},
		"another call":             {200, information(strings.Replace(sampleCall, sampleID, "b8343631-9f35-4a3a-83f0-9e81592339fb", 1)), lookup.CantSay, lookup.ReasonAnotherCall},
		"two IDs":                  {200, information(strings.Replace(sampleCall, "<native_id>", "<ccdrId>x</ccdrId><native_id>", 1)), lookup.CantSay, lookup.ReasonUnreadable},
		"a bad key":                {200, notInformation(-41), lookup.CantSay, lookup.ReasonAuthentication},
		"a login that is needed":   {200, notInformation(-42), lookup.CantSay, lookup.ReasonAuthentication},
		"a code of its own":        {200, notInformation(-99), lookup.CantSay, lookup.ReasonRefused},
		"a failure":                {200, notInformation(-1), lookup.CantSay, lookup.ReasonServerError},
		"a property not found":     {200, notInformation(-80), lookup.CantSay, lookup.ReasonRefused},
		"a list of another's root": {200, `<calls><verbacdr state="1"><id>` + sampleID + `</id></verbacdr></calls>`, lookup.CantSay, lookup.ReasonUnreadable},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, answers(test.status, test.body))
			got := against(s, "http").lookUp(t)
			wantVerdict(t, got, test.verdict, test.reason)
			wantNoDeleteCall(t, s)
		})
	}
	t.Run("from a cache", func(t *testing.T) {
		got := against(serve(t, answers(200, notInformation(2), "Age: 7")), "http").lookUp(t)
		wantVerdict(t, got, lookup.CantSay, lookup.ReasonUnreadable)
	})
	t.Run("with more after it", func(t *testing.T) {
		body := notInformation(2)
		got := against(serve(t, afterRequest(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%sx", head200, len(body), body))), "http").lookUp(t)
		wantVerdict(t, got, lookup.CantSay, lookup.ReasonUnreadable)
	})
}

// Whatever a server does, a look-up ends, says nothing that is not proved, reveals no
// secret, and sends no DeleteCall.
func TestNoMisbehaviourMakesALookUpSayAnything(t *testing.T) {
	for _, row := range testkit.Some(misbehaviours()) {
		for _, scheme := range []string{"http", "https"} {
			t.Run(row.name+" "+scheme, func(t *testing.T) {
				t.Parallel()
				s := serveScheme(t, scheme, row.does)
				tr := against(s, scheme)
				tr.server.LookUpLimit = shortLimit
				got := tr.lookUp(t)
				if got.Verdict != lookup.CantSay {
					t.Errorf("the verdict is %q: %s", got.Verdict, got.Detail)
				}
				wantVerdict(t, got, lookup.CantSay, got.Reason)
				wantNoDeleteCall(t, s)
			})
		}
	}
}

func TestALookUpEndsWhenNobodyWaitsAnyMore(t *testing.T) {
	asked := make(chan struct{})
	s := serve(t, func(p *peer) {
		p.request()
		close(asked)
		p.hang()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-asked; cancel() }()
	tr := against(s, "http")
	tr.server.LookUpLimit = longLimit
	got := tr.client(t).LookUp(ctx, tr.server, tr.selector(t, deletion.CallID, sampleID, ""))
	wantVerdict(t, got, lookup.CantSay, lookup.ReasonCancelled)
}

func TestNextIsNotLookedUp(t *testing.T) {
	s := serve(t, answers(200, notInformation(2)))
	tr := against(s, "http")
	client := tr.client(t)
	got := client.LookUp(t.Context(), tr.server, tr.selector(t, deletion.Extension, "8856", "next"))
	wantVerdict(t, got, lookup.NotYet, "")
	if s.received() != "" {
		t.Errorf("sent %s", s.received())
	}
	got = client.LookUp(t.Context(), tr.server, tr.selector(t, deletion.Extension, "8856", "ongoing,next"))
	wantVerdict(t, got, lookup.NotYet, "")
	if asked := s.calls("action=GetCallInformation"); len(asked) != 1 || !strings.HasSuffix(asked[0].form, "&extension=8856&status=ongoing") {
		t.Errorf("asked %v", asked)
	}
}

// The card asks with the status combination of the deletion. A call that has not begun can't be shown: then it asks without "next".
func TestTheCardAsksWithTheCombinationOfTheDeletion(t *testing.T) {
	finished, ongoing := information(sampleCall), information(strings.NewReplacer(`state="1"`, `state="2"`, `<end_time>2026-07-01 09:45:03.250</end_time>`, "").Replace(sampleCall))
	for _, status := range deletion.Statuses() {
		asks, takes := map[deletion.Status]string{
			deletion.Last: "status=last", deletion.Ongoing: "status=ongoing", deletion.OngoingNext: "status=ongoing", deletion.LastOngoing: "status=last%2Congoing",
		}[status], map[deletion.Status][]string{
			deletion.Last: {finished}, deletion.Ongoing: {ongoing}, deletion.OngoingNext: {ongoing}, deletion.LastOngoing: {finished, ongoing},
		}[status]
		for _, call := range []string{finished, ongoing} {
			s := serve(t, answers(200, call))
			tr := against(s, "http")
			got := tr.client(t).LookUp(t.Context(), tr.server, tr.selector(t, deletion.Extension, "8856", string(status)))
			asked := s.calls("action=GetCallInformation")
			switch {
			case status == deletion.Next:
				wantVerdict(t, got, lookup.NotYet, "")
				if len(asked) != 0 {
					t.Errorf("%s: asked %v", status, asked)
				}
				continue
			case len(asked) != 1 || !strings.HasSuffix(asked[0].form, "&extension=8856&"+asks):
				t.Errorf("%s: asked %v", status, asked)
			}
			if slices.Contains(takes, call) {
				wantVerdict(t, got, lookup.Found, "")
			} else {
				wantVerdict(t, got, lookup.CantSay, lookup.ReasonAnotherCall)
			}
		}
	}
}

func TestWhereTheServerHasNoCardItsIDIsAskedFor(t *testing.T) {
	for name, answer := range map[string]string{
		"beside the answer": `<VerbaApi><Response code="0" type="GetCallID"/><CallID>` + sampleID + `</CallID></VerbaApi>`,
		"in it":             `<VerbaApi><Response code="0" type="GetCallID"><CallID>` + sampleID + `</CallID></Response></VerbaApi>`,
		"as an attribute":   `<VerbaApi><Response code="0" type="GetCallID" CallID="` + sampleID + `"/></VerbaApi>`,
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(p *peer) {
				if r, _ := p.request(); strings.HasPrefix(r.form, "action=GetCallID&") {
					p.answer(200, answer)
					return
				}
				p.answer(200, notInformation(-30))
			})
			tr := against(s, "http")
			got := tr.client(t).LookUp(t.Context(), tr.server, tr.selector(t, deletion.Extension, "8856", "last"))
			wantVerdict(t, got, lookup.Found, "")
			if got.Call.ID != sampleID || s.connections() != 2 {
				t.Errorf("got %+v over %d connections", got.Call, s.connections())
			}
		})
	}
}

func TestWhatAServerSaysOfACallIsCleaned(t *testing.T) {
	body := information(`<verbacdr state="1"><ccdr_id>` + sampleID + `</ccdr_id><source_name>&#x202e;evil ` + sampleKey + `</source_name>` +
		`<location>` + strings.Repeat("x", 5000) + `</location><destination_name>` + "a\tb" + `</destination_name></verbacdr>`)
	got := against(serve(t, answers(200, body)), "http").lookUp(t)
	wantVerdict(t, got, lookup.Found, "")
	for _, fact := range got.Call.Facts() {
		if safetext.Line(fact.Value) != fact.Value || safetext.Width(fact.Value) > lookup.MaxText {
			t.Errorf("%s is %q", fact.Name, fact.Value)
		}
	}
	if !strings.HasPrefix(got.Call.From.Name, `\u202eevil ••••`) {
		t.Errorf("the name is %q", got.Call.From.Name)
	}
	t.Run("an ID that can't be sent back", func(t *testing.T) {
		got := against(serve(t, answers(200, information(`<verbacdr state="1"><ccdr_id>&#x202e;1</ccdr_id><source_caller_id>1</source_caller_id></verbacdr>`))), "http").lookUp(t)
		if got.Call.ID != "" {
			t.Errorf("the ID is %q", got.Call.ID)
		}
	})
}

func TestAComplexCallHasLegs(t *testing.T) {
	leg := func(n int) string {
		return fmt.Sprintf(`<section_participant><caller_id>%d</caller_id><name>N%d</name><start_time>2026-07-01 09:41:03</start_time></section_participant>`, n, n)
	}
	many := ""
	for n := range lookup.MaxLegs + 1 {
		many += leg(n)
	}
	for name, test := range map[string]struct {
		inside string
		legs   int
		more   bool
	}{
		"one each":   {leg(1) + leg(2), 2, false},
		"all in one": {`<section_participant><participant><number>1</number></participant><participant><number>2</number></participant></section_participant>`, 2, false},
		"many":       {many, lookup.MaxLegs, true},
	} {
		body := information(strings.Replace(sampleCall, "</verbacdr>", test.inside+"</verbacdr>", 1))
		got := against(serve(t, answers(200, body)), "http").lookUp(t)
		wantVerdict(t, got, lookup.Found, "")
		if len(got.Call.Legs) != test.legs || got.Call.MoreLegs != test.more || got.Call.From.Number != "8856" {
			t.Errorf("%s: %+v", name, got.Call)
		}
	}
}

func TestTheZoneOfTheTimesIsNamedWithItsReason(t *testing.T) {
	budapest, err := time.LoadLocation("Europe/Budapest")
	if err != nil {
		t.Fatal(err)
	}
	for basis, change := range map[lookup.ZoneBasis]func(*trial){
		lookup.ZoneWithoutLogin: func(*trial) {},
		lookup.ZoneAssumed: func(tr *trial) {
			tr.config.Credentials, tr.config.Zone = held{key: sampleKey, token: sampleToken}, budapest
		},
		lookup.ZoneConfigured: func(tr *trial) { tr.config.UserZone = budapest },
	} {
		tr := against(serve(t, answers(200, information(sampleCall))), "http")
		change(tr)
		got := tr.lookUp(t)
		want := time.Date(2026, 7, 1, 9, 41, 3, 250e6, got.Call.Zone.In())
		if got.Call.Zone.Basis != basis || !got.Call.Begin.Equal(want) || basis != lookup.ZoneWithoutLogin && want.UTC().Hour() != 7 {
			t.Errorf("%s: %v, %v", basis, got.Call.Zone, got.Call.Begin)
		}
		if page := tr.client(t).SearchCalls(t.Context(), tr.server, aDay(), lookup.Cursor{}); page.Zone != got.Call.Zone {
			t.Errorf("a search takes another zone: %v", page.Zone)
		}
	}
}
