package cli

import (
	"strings"
	"testing"

	"deletecall/lookup"
)

// "Try again" is advised only where it may help.
func TestWithoutAPinTheAdviceFollowsWhatCameOfTheLookUp(t *testing.T) {
	for _, test := range []struct {
		result lookup.Result
		want   string
	}{
		{lookup.Result{Verdict: lookup.NotFound}, "Check the identifier and, for an extension, the status"},
		{lookup.Result{Verdict: lookup.NotYet}, "A call that has not begun can't be pinned: leave out --pin to delete the next one"},
		{lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonRefused}, "To delete by the identifier as typed, leave out --pin"},
		{lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonAuthentication}, "Check the credentials of this server: deletecall doctor"},
		{lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonAnotherCall}, "Find the call, and delete it by its internal ID: deletecall search"},
		{lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonMoreThanOne}, "Find the call, and delete it by its internal ID: deletecall search"},
		{lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonDropped}, "Try again\nTo delete by the identifier as typed, leave out --pin"},
	} {
		test.result.Detail = "What is known."
		if got := notFound(&lookUpError{result: test.result}).Error(); !strings.HasSuffix(got, "Nothing was sent\n"+test.want) {
			t.Errorf("%s (%s): %s", test.result.Verdict, test.result.Reason, got)
		}
	}
}
