package cli

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/lookup"
)

func TestPagesArePrintedAsTheyComeAndNotKept(t *testing.T) {
	for _, limit := range []int{0, 50, 250, 300} {
		var out, messages bytes.Buffer
		p := Program{Out: &out, Err: &messages}
		asked := 0
		err := p.printPages(searchOptions{limit: limit, asJSON: true}, func(from lookup.Cursor) lookup.Page {
			if lines := strings.Count(out.String(), "\n"); lines != from.Skip {
				t.Errorf("%d calls are printed as the page after %d is asked for", lines, from.Skip)
			}
			asked++
			page := lookup.Page{Total: 1000, Gap: from.Skip == 200, Result: lookup.Result{Verdict: lookup.Found}}
			for n := range 100 {
				page.Calls = append(page.Calls, lookup.Call{ID: fmt.Sprint(from.Skip + n)})
			}
			if from.Skip < 900 {
				page.Next = lookup.Cursor{Skip: from.Skip + 100}
			}
			return page
		})
		want := limit
		if limit == 0 {
			want = 1000
		}
		if lines := strings.Count(out.String(), "\n"); err != nil || lines != want || asked != (want+99)/100 {
			t.Errorf("limit %d: %d calls of %d pages, %v", limit, lines, asked, err)
		}
		if missing := strings.Contains(messages.String(), "calls may be missing here"); missing != (want > 200) {
			t.Errorf("limit %d: %s", limit, messages.String())
		}
		if more := strings.Contains(messages.String(), "--limit 0 shows all"); more != (limit != 0) {
			t.Errorf("limit %d: %s", limit, messages.String())
		}
	}
}

// A server that ignores a part of the question lists other calls.
func TestACallThatWasNotAskedForIsMarkedAndCounted(t *testing.T) {
	from := time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
	options := searchOptions{search: lookup.Search{From: from, To: from.Add(time.Hour), Number: "8856"}}
	for _, asJSON := range []bool{false, true} {
		var out, messages bytes.Buffer
		options.asJSON = asJSON
		err := Program{Out: &out, Err: &messages}.printPages(options, func(lookup.Cursor) lookup.Page {
			return lookup.Page{Total: 2, Result: lookup.Result{Verdict: lookup.Found}, Calls: []lookup.Call{
				{ID: "1", Begin: from, From: lookup.Party{Number: "8856"}}, {ID: "2", Begin: from, From: lookup.Party{Number: "4001"}}}}
		})
		rows, remark := strings.Split(out.String(), "\n"), "not asked for: none of its numbers has 8856"
		if asJSON {
			rows, remark = slices.Insert(rows, 0, ""), `"not_asked_for":"none of its numbers has 8856"` // it has no headings
		}
		if err != nil || strings.Contains(rows[1], "asked") || !strings.Contains(rows[2], remark) || !strings.Contains(messages.String(), "1 call is not what was asked for") {
			t.Errorf("%v\n%s\n%s", err, out.String(), messages.String())
		}
	}
}

// A zone that is only assumed may be why nothing is found.
func TestASearchSaysThatItsZoneIsAssumedWhateverItFinds(t *testing.T) {
	zone := lookup.Zone{Basis: lookup.ZoneAssumed}
	call := lookup.Call{ID: "1", Begin: time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC), Zone: zone}
	for name, pages := range map[string][]lookup.Page{
		"nothing":            {{}},
		"a page":             {{Calls: []lookup.Call{call}}},
		"then an empty page": {{Calls: []lookup.Call{call}, Next: lookup.Cursor{Skip: 1}}, {Result: lookup.Result{Detail: "The server lists no more calls."}}},
	} {
		var messages bytes.Buffer
		asked := 0
		err := Program{Out: io.Discard, Err: &messages}.printPages(searchOptions{}, func(lookup.Cursor) lookup.Page {
			page := pages[asked]
			page.Zone, page.Result.Verdict = zone, lookup.Found
			asked++
			return page
		})
		want := "; times in UTC +00:00 (assumed; "
		if name == "nothing" {
			want = "; the server was asked for times in UTC +00:00 (assumed; "
		}
		if err != nil || !strings.Contains(messages.String(), want) {
			t.Errorf("%s: %v, %s", name, err, messages.String())
		}
		if len(pages) == 2 && !strings.HasSuffix(messages.String(), "). The server lists no more calls\n") {
			t.Errorf("%s: it ends with %s", name, messages.String())
		}
	}
}

func TestEveryVerdictHasItsExitCode(t *testing.T) {
	for _, test := range []struct {
		verdict lookup.Verdict
		reason  lookup.Reason
		want    int
	}{
		{lookup.NotFound, "", ExitNotFound}, {lookup.NotYet, "", ExitNotFound},
		{lookup.CantSay, lookup.ReasonNoConnection, ExitNotSent}, {lookup.CantSay, lookup.ReasonTime, ExitNotSent},
		{lookup.CantSay, lookup.ReasonTLS, ExitNotSent}, {lookup.CantSay, lookup.ReasonDropped, ExitNotSent}, {lookup.CantSay, lookup.ReasonServerError, ExitGeneral},
		{lookup.CantSay, lookup.ReasonCancelled, ExitInterrupted}, {lookup.CantSay, lookup.ReasonAuthentication, ExitAuthentication},
		{lookup.CantSay, lookup.ReasonRefused, ExitRefused}, {lookup.CantSay, lookup.ReasonUnreadable, ExitGeneral},
		{lookup.CantSay, lookup.ReasonAnotherCall, ExitGeneral}, {lookup.CantSay, lookup.ReasonMoreThanOne, ExitGeneral},
	} {
		if got := ExitCode(&lookUpError{result: lookup.Result{Verdict: test.verdict, Reason: test.reason}}); got != test.want {
			t.Errorf("%s (%s) ends with %d, want %d", test.verdict, test.reason, got, test.want)
		}
	}
}
