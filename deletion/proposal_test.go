package deletion

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/lookup"
)

// notInDigest are the fields of a proposal that a digest leaves out: they say how this
// console shows a server and asks about it, or follow from its endpoint.
var notInDigest = []string{
	"Request.Server.Host", "Request.Server.LookUpLimit", "Request.Server.NoLookUp", "Request.Server.NoPin", "Request.Server.NotCovered", "Request.Server.Confirm", "Request.Server.ReasonRequired", "Request.Server.Note", "Request.Server.Colour",
	"Request.Server.ClearText", "Request.Server.Loopback", "Request.Server.Rules",
}

// changes are, by the names of its fields, all the ways to change one thing of a proposal.
func changes(t *testing.T) map[string]func(*Proposal) {
	t.Helper()
	all := map[string]func(*Proposal){}
	add := func(name string, change func(reflect.Value), at ...int) {
		all[name] = func(p *Proposal) { change(reflect.ValueOf(p).Elem().FieldByIndex(at)) }
	}
	var walk func(of reflect.Type, name string, at []int)
	walk = func(of reflect.Type, name string, at []int) {
		for i := range of.NumField() {
			field, at := of.Field(i), append(slices.Clone(at), i)
			name := strings.TrimPrefix(name+"."+field.Name, ".")
			switch {
			case field.Type == reflect.TypeFor[Selector]():
				for part, selector := range otherSelectors(t) {
					add(name+part, func(v reflect.Value) { v.Set(reflect.ValueOf(selector)) }, at...)
				}
			case field.Type == reflect.TypeFor[time.Time]():
				add(name, func(v reflect.Value) { v.Set(reflect.ValueOf(v.Interface().(time.Time).Add(time.Second))) }, at...)
			case field.Type.Kind() == reflect.Struct:
				walk(field.Type, name, at)
			case field.Type.Kind() == reflect.String:
				add(name, func(v reflect.Value) { v.SetString(v.String() + "x") }, at...)
			case field.Type.Kind() == reflect.Int64:
				add(name, func(v reflect.Value) { v.SetInt(v.Int() + 1) }, at...)
			case field.Type.Kind() == reflect.Pointer:
				add(name, func(v reflect.Value) { v.Set(reflect.New(field.Type.Elem())) }, at...)
			case field.Type.Kind() == reflect.Bool:
				add(name, func(v reflect.Value) { v.SetBool(!v.Bool()) }, at...)
			default:
				t.Fatalf("%s is of a kind that this test can't change", name)
			}
		}
	}
	walk(reflect.TypeFor[Proposal](), "", nil)
	return all
}

func otherSelectors(t *testing.T) map[string]Selector {
	t.Helper()
	others := map[string]Selector{}
	for part, of := range map[string][3]string{
		"'s type": {"nativeID", "8856", ""}, "'s identifier": {"extension", "8857", "last"}, "'s status": {"extension", "8856", "ongoing"},
	} {
		selector, err := NewSelector(IdentifierType(of[0]), of[1], of[2])
		if err != nil {
			t.Fatal(err)
		}
		others[part] = selector
	}
	return others
}

func TestWhatWasShownIsWhatIsSent(t *testing.T) {
	for name, change := range changes(t) {
		if slices.Contains(notInDigest, name) || name == "Request.Again" { // which the history decides about
			continue
		}
		t.Run(name, func(t *testing.T) {
			s := &stage{}
			workflow := s.workflow()
			changed := review(t, workflow, lastOf8856(t))
			change(&changed.Proposal)
			wantRefused(t, s, workflow, changed)
		})
	}
	for name, change := range map[string]func(*Preview){
		"the preview's method":    func(p *Preview) { p.Method = GET },
		"the preview's endpoint":  func(p *Preview) { p.Endpoint = "elsewhere" },
		"the preview's login":     func(p *Preview) { p.Login = "bob" },
		"the preview's parameter": func(p *Preview) { p.Parameters = []Parameter{{Name: "extension", Value: "8857"}} },
	} {
		t.Run(name, func(t *testing.T) {
			s := &stage{}
			workflow := s.workflow()
			changed := review(t, workflow, lastOf8856(t))
			change(&changed.Preview)
			wantRefused(t, s, workflow, changed)
		})
	}
	t.Run("the review of something else", func(t *testing.T) {
		s := &stage{}
		workflow := s.workflow()
		changed := review(t, workflow, lastOf8856(t))
		other := lastOf8856(t)
		other.Selector = otherSelectors(t)["'s identifier"]
		changed.prepared = review(t, workflow, other).prepared
		wantRefused(t, s, workflow, changed)
	})
}

// wantRefused executes a review that was changed, and then as it was: a refusal uses
// nothing up.
func wantRefused(t *testing.T, s *stage, workflow *Workflow, changed Review) {
	t.Helper()
	if _, err := workflow.Execute(t.Context(), changed); !errors.Is(err, ErrChangedRequest) {
		t.Errorf("it gave %v", err)
	}
	if slices.Contains(s.script, "intent") || slices.Contains(s.script, "send") {
		t.Errorf("the workflow did %v", s.script)
	}
	asPrepared := changed
	asPrepared.Proposal, asPrepared.Preview = changed.prepared.proposal, changed.prepared.Preview()
	if _, err := workflow.Execute(t.Context(), asPrepared); err != nil {
		t.Errorf("unchanged it gave %v", err)
	}
}

func TestADigestChangesWithEveryFieldThatDecidesWhatIsSent(t *testing.T) {
	proposal := Proposal{Request: lastOf8856(t), Operator: Operator{Name: "alice"}}
	for name, change := range changes(t) {
		changed := proposal
		change(&changed)
		if same := changed.Digest() == proposal.Digest(); same != slices.Contains(notInDigest, name) {
			t.Errorf("%s: the digest stays the same: %v", name, same)
		}
	}
}

func TestTheCanonicalFormIsWrittenDown(t *testing.T) {
	request := lastOf8856(t)
	request.Reason, request.Again, request.Server.Proxy = "GDPR <2211> \"é\"", 12, "proxy.example.com:3128"
	request = request.Showing(lookup.Result{Verdict: lookup.Found, Began: time.Date(2026, 1, 5, 9, 45, 0, 0, time.UTC), Call: lookup.Call{
		ID: "a8343631", NativeID: "n7", MeetingID: "m7", From: lookup.Party{Number: "8856", Name: "Ada"}, To: lookup.Party{Number: "4001"}, Length: time.Minute, State: lookup.Finished,
		Begin: time.Date(2026, 1, 5, 9, 41, 3, 5e8, time.FixedZone("CET", 3600)), Zone: lookup.Zone{Basis: lookup.ZoneConfigured}, Direction: "0",
	}})
	proposal := Proposal{request, Operator{Name: "alice", Login: "al", UID: "1000", LoginUID: "1000", SudoUser: "root", Host: "desk",
		Terminal: "/dev/pts/1", SSHClient: "192.0.2.1 5000", SSHKey: "SHA256:abc"}}
	want := `{"version":2,"identifier_type":"extension","identifier":"8856","status":"last","server":"production",` +
		`"endpoint":"https://verba.example.com/verba/api","method":"POST","response_type":"XML","time_limit_ns":90000000000,` +
		`"proxy":"proxy.example.com:3128","reason":"GDPR <2211> \"é\"","again":12,"shown":{"verdict":"found","reason":"",` +
		`"at":"2026-01-05T09:45:00Z","call_id":"a8343631","native_id":"n7","platform_call_id":"","meeting_id":"m7","from_number":"8856","from_name":"Ada","to_number":"4001","to_name":"",` +
		`"recorded_party":"","begin":"2026-01-05T09:41:03.5+01:00","end":"","length_ns":60000000000,"zone_basis":"configured for this server",` +
		`"state":"finished","direction":"0","recorder":"","do_not_delete":false,"marks":"","legs":""},"pinned":true,"operator":{"name":"alice","login":"al","uid":"1000",` +
		`"login_uid":"1000","sudo_user":"root","host":"desk","terminal":"/dev/pts/1","ssh_client":"192.0.2.1 5000","ssh_key":"SHA256:abc"}}`
	if got := string(proposal.Canonical()); got != want {
		t.Errorf("it is\n%s\nwant\n%s", got, want)
	}
	if !json.Valid(proposal.Canonical()) {
		t.Error("it is not JSON")
	}
	const digest = "ac6bb8ef3e154294fc5df755e222bf1e39f0aea8ee2d0676b6cec8c0e7863146" // of sha256sum
	if got := proposal.Digest().String(); got != digest {
		t.Errorf("the digest is %s", got)
	}
	if time.Duration(90000000000) != DefaultTimeLimit {
		t.Error("the time limit is not in nanoseconds")
	}
}
