package apiclient

import (
	"testing"

	"deletecall/deletion"
	"deletecall/lookup"
)

func TestACallOfAnotherNumberOrStateIsAnotherCall(t *testing.T) {
	numbers := func(from, to string) lookup.Call {
		return lookup.Call{From: lookup.Party{Number: from}, To: lookup.Party{Number: to}}
	}
	in := func(state lookup.State) lookup.Call { return lookup.Call{State: state} }
	for _, test := range []struct {
		extension, status string
		call              lookup.Call
		isAnother         bool
	}{
		{"8856", "last", numbers("8856", "4001"), false},
		{"8856", "last", numbers("4001", "+36 1 555 8856"), false},
		{"+3615558856", "last", numbers("8856", "4001"), false},
		{"06 1 555-8856", "last", numbers("+36 1 555 8856", ""), false},
		{"8856", "last", numbers("8857", "4001"), true},
		{"8856", "last", numbers("8857", ""), true},
		{"56", "last", numbers("8856", ""), true},
		{"+3615558856", "last", numbers("+3615558857", "4001"), true},
		{"8856", "last", numbers("", ""), false},            // the server does not say
		{"8856", "last", numbers("sip:8856@x", ""), false},  // no number: nothing can be concluded
		{"alice", "last", numbers("8857", "4001"), false},   // likewise
		{"8856", "last", in(lookup.Ongoing), true},          // the last one is finished
		{"8856", "ongoing", in(lookup.Finished), true},      // it has ended meanwhile
		{"8856", "last,ongoing", in(lookup.Ongoing), false}, // either
		{"8856", "last", in(lookup.Finished), false},
		{"8856", "last", lookup.Call{From: lookup.Party{Number: "1"}, Legs: []lookup.Leg{{Party: lookup.Party{Number: "8856"}}}}, false},
		{"8856", "last", lookup.Call{From: lookup.Party{Number: "1"}, MoreLegs: true}, false},
	} {
		selector, err := deletion.NewSelector(deletion.Extension, test.extension, test.status)
		if err != nil {
			t.Fatal(err)
		}
		if problem := contradiction(selector, test.call); (problem != "") != test.isAnother {
			t.Errorf("%s %s: %+v gave %q", test.extension, test.status, test.call, problem)
		}
	}
}
