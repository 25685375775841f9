package e2e

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/simulator"
)

// follow lets a person go through a course, and returns what is wrong, what was carried out, if anything, and
// how the record ended.
func (p operator) follow(t testing.TB, o *tenants, c course) (wrong string, carriedOut *simulator.Call, record deletion.Record) {
	t.Helper()
	selector, named := o.selectorOf(t, c.typed)
	request, err := deletion.NewRequest(p.server, selector, "")
	if err != nil {
		t.Fatal(err)
	}
	o.begin(c, named)
	request = request.Showing(p.LookUp(t.Context(), p.server, selector))
	if wrong := p.judgeCard(o, request); wrong != "" {
		return wrong, nil, record
	}
	for _, event := range c.meanwhile {
		o.happens(event, request.Shown.CallID)
	}
	if c.asTyped {
		request = request.AsTyped()
	}
	before := o.mine.Deleted()
	review, err := p.Review(t.Context(), request)
	if refused, isRefused := errors.AsType[*deletion.RefusedError](err); isRefused {
		return p.judgeRefusal(o, request, len(o.mine.Deleted())-len(before)), nil, refused.Record
	}
	if err != nil {
		t.Fatal(err)
	}
	record, err = p.Execute(t.Context(), review.Naming(review.MustName()))
	if err != nil {
		t.Fatal(err)
	}
	carried := o.mine.Deleted()[len(before):]
	if len(carried) > 1 {
		return fmt.Sprintf("%d calls were deleted", len(carried)), nil, record
	}
	if len(carried) == 1 {
		carriedOut = &carried[0].Call
	}
	wrong = p.judgeDeletion(o, request, carriedOut, record)
	if wrong == "" && record.Outcome.MayCheck() {
		wrong = p.judgeAfterwards(t, o, c, record)
	}
	return wrong, carriedOut, record
}

// judgeCard: what is shown as found is a call that what was typed names.
func (p operator) judgeCard(o *tenants, request deletion.Request) string {
	at, arrived, _ := o.seen()
	shown := request.Shown
	switch {
	case arrived > 0:
		return "a look-up sent DeleteCall"
	case request.Pinned && (shown.Verdict != lookup.Found || shown.CallID == ""):
		return fmt.Sprintf("it was pinned after %q", shown.Verdict)
	case shown.Verdict == lookup.Found && !slices.Contains(at.named, shown.CallID):
		return fmt.Sprintf("%q was shown, and %v is meant", shown.CallID, at.named)
	}
	return ""
}

// judgeRefusal: only a call that was shown as protected is refused, and nothing was sent.
func (p operator) judgeRefusal(o *tenants, request deletion.Request, deleted int) string {
	if _, arrived, _ := o.seen(); arrived > 0 || deleted > 0 || !request.Shown.DoNotDelete {
		return fmt.Sprintf("it was refused, DeleteCall arrived %d times, %d calls were deleted, and the call that was shown is protected: %v", arrived, deleted, request.Shown.DoNotDelete)
	}
	return ""
}

// judgeDeletion: what was carried out is what was shown, or what was typed where a person chose that, or nothing;
// DeleteCall arrived once for each attempt; and the outcome says no more than is known.
func (p operator) judgeDeletion(o *tenants, request deletion.Request, carriedOut *simulator.Call, record deletion.Record) string {
	at, arrived, expired := o.seen()
	may := at.named
	if request.Pinned {
		may = []string{request.Shown.CallID}
	}
	kind := record.Outcome.Kind
	done := carriedOut != nil || slices.ContainsFunc(at.calls, func(c simulator.Call) bool { return c.Marked && slices.Contains(may, c.CallID) })
	switch {
	case arrived > 2 || arrived > 1+expired:
		return fmt.Sprintf("DeleteCall arrived %d times, and %d of them were answered with -43", arrived, expired)
	case arrived != 1+len(record.Outcome.Earlier):
		return fmt.Sprintf("DeleteCall arrived %d times, and the record has %d attempts", arrived, 1+len(record.Outcome.Earlier))
	case carriedOut != nil && !slices.Contains(may, carriedOut.CallID):
		return fmt.Sprintf("%s was deleted, and may be %v", carriedOut.CallID, may)
	case carriedOut != nil && request.Pinned && request.Shown.To.Number != "" && request.Shown.To.Number != carriedOut.To:
		return fmt.Sprintf("a call to %s was deleted, and one to %s was shown", carriedOut.To, request.Shown.To.Number)
	case kind == deletion.Accepted && !done, (kind == deletion.Refused || kind == deletion.NotSent) && carriedOut != nil:
		return fmt.Sprintf("the outcome is %s, and %v was deleted", kind, carriedOut)
	}
	return ""
}

// judgeAfterwards: the finding is true of the call, and nothing else of the record changes.
func (p operator) judgeAfterwards(t testing.TB, o *tenants, c course, record deletion.Record) string {
	t.Helper()
	before, err := p.history.Record(t.Context(), record.Intent.Number)
	if err != nil {
		t.Fatal(err)
	}
	o.begin(course{card: c.afterwards}, o.named)
	after, err := p.Check(t.Context(), record)
	if err != nil {
		t.Fatal(err)
	}
	at, arrived, _ := o.seen()
	there := func(id string) bool {
		return slices.ContainsFunc(at.calls, func(call simulator.Call) bool { return call.CallID == id })
	}
	found := len(at.named) > 0 // by what was typed
	switch intent := before.Intent; {
	case intent.Shown.Verdict == lookup.Found:
		found = there(intent.Shown.CallID)
	case intent.IdentifierType == deletion.Extension && after.Finding != deletion.NotChecked:
		return "an extension names no single call, and it counts as checked"
	}
	switch after.Finding {
	case deletion.Gone:
		if found {
			return "it counts as gone, and is there"
		}
	case deletion.StillThere, deletion.StillMarked:
		if !found {
			return "it counts as there, and is gone"
		}
	}
	now, err := p.history.Record(t.Context(), record.Intent.Number)
	if err != nil {
		t.Fatal(err)
	}
	if arrived > 0 || now.After == nil || now.After.Finding != after.Finding || now.Settlement != nil || !reflect.DeepEqual(now.Outcome, before.Outcome) || now.Outcome.Kind != record.Outcome.Kind {
		return fmt.Sprintf("after the look-up, the record is %+v, and was %+v", now, before)
	}
	return ""
}

// What is deleted is what was shown, or nothing. The first of the numbered calls is older than the second.
func TestWhatIsDeletedIsWhatWasShownOrNothing(t *testing.T) {
	history := openHistory(t)
	const nothing = ""
	for name, test := range map[string]struct {
		course
		want string // the call that is carried out
		kind deletion.OutcomeKind
	}{
		"nothing happens":                        {course{}, "tenant-0-2", deletion.Accepted},
		"a call ends after the card":             {course{meanwhile: []string{"ends"}}, "tenant-0-2", deletion.Accepted},
		"a call ends on the way":                 {course{onTheWay: []string{"ends"}}, "tenant-0-2", deletion.Accepted},
		"a call ends, and it is sent as typed":   {course{meanwhile: []string{"ends"}, asTyped: true}, "tenant-0-ongoing", deletion.Accepted},
		"the shown call ends":                    {course{typed: "ongoing", meanwhile: []string{"ends"}}, "tenant-0-ongoing", deletion.Accepted},
		"the shown call ends, as typed":          {course{typed: "ongoing", meanwhile: []string{"ends"}, asTyped: true}, nothing, deletion.Refused},
		"another one begins as well":             {course{typed: "ongoing", meanwhile: []string{"begins"}}, "tenant-0-ongoing", deletion.Accepted},
		"somebody else deletes it first":         {course{meanwhile: []string{"is deleted"}}, nothing, deletion.Refused},
		"somebody protects it first":             {course{meanwhile: []string{"is protected"}}, nothing, deletion.Refused},
		"the right call in the wrong tenant":     {course{card: "another tenant's"}, nothing, deletion.Refused},
		"by a native ID in the wrong tenant":     {course{typed: "native ID", card: "another tenant's"}, "tenant-0-1", deletion.Accepted},
		"the token expires after the card":       {course{meanwhile: []string{"token expires"}}, "tenant-0-2", deletion.Accepted},
		"the token expires, and a call ends":     {course{meanwhile: []string{"token expires"}, onTheWay: []string{"ends"}}, "tenant-0-2", deletion.Accepted},
		"the token expires on the way":           {course{onTheWay: []string{"token expires"}}, "tenant-0-2", deletion.Accepted},
		"every token has expired":                {course{deletion: "always expired"}, nothing, deletion.Refused},
		"the answer is lost":                     {course{deletion: "nothing"}, "tenant-0-2", deletion.Unknown},
		"a page answers":                         {course{deletion: "a page"}, nothing, deletion.Unknown},
		"only the ID is known":                   {course{card: "only the ID", onTheWay: []string{"ends"}}, "tenant-0-2", deletion.Accepted},
		"the card is of another call, as typed":  {course{card: "another call"}, "tenant-0-2", deletion.Accepted},
		"another call by its ID":                 {course{typed: "call ID", card: "another call"}, "tenant-0-2", deletion.Accepted},
		"afterwards the server is gone":          {course{afterwards: "nothing"}, "tenant-0-2", deletion.Accepted},
		"afterwards it shows another call":       {course{afterwards: "another call"}, "tenant-0-2", deletion.Accepted},
		"afterwards another tenant answers":      {course{deletion: "a page", afterwards: "another tenant's"}, nothing, deletion.Unknown},
		"the answer is lost, and it is gone":     {course{deletion: "nothing", afterwards: "only the ID"}, "tenant-0-2", deletion.Unknown},
		"an ongoing call is shown, and accepted": {course{typed: "ongoing"}, "tenant-0-ongoing", deletion.Accepted},
	} {
		for i, spelling := range simulator.Spellings() {
			if i > 0 && name != "a call ends after the card" {
				break
			}
			o, url := openTenants(t, spelling)
			if test.typed == "" {
				test.typed = "last"
			}
			for _, does := range []*string{&test.card, &test.deletion, &test.afterwards} {
				if *does == "" {
					*does = well
				}
			}
			wrong, carriedOut, record := openOperator(t, url, deletion.Methods()[i%2], history).follow(t, o, test.course)
			got := nothing
			if carriedOut != nil {
				got = carriedOut.CallID
			}
			if wrong != "" || got != test.want || record.Outcome.Kind != test.kind {
				t.Errorf("%s, %q: %q was deleted, want %q; the outcome is %s, want %s; %s: %s", name, spelling, got, test.want, record.Outcome.Kind, test.kind, record.Outcome.Detail, wrong)
			}
		}
	}
}

func TestRandomCoursesDeleteOnlyWhatWasShown(t *testing.T) {
	history := openHistory(t)
	from := func(words []string) *rapid.Generator[string] { return rapid.SampledFrom(words) }
	courses := rapid.Custom(func(rt *rapid.T) course {
		return course{
			typed: from(typedBy).Draw(rt, "typed"), asTyped: rapid.Bool().Draw(rt, "as typed"),
			card: from(answersToLookUps).Draw(rt, "card"), afterwards: from(answersToLookUps).Draw(rt, "afterwards"),
			deletion:  from(answersToDeletions).Draw(rt, "deletion"),
			meanwhile: rapid.SliceOfN(from(events), 0, 2).Draw(rt, "meanwhile"),
			onTheWay:  rapid.SliceOfN(from(events[:3]), 0, 2).Draw(rt, "on the way"),
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		spelling := rapid.SampledFrom(simulator.Spellings()).Draw(rt, "spelling")
		method := rapid.SampledFrom(deletion.Methods()).Draw(rt, "method")
		o, url := openTenants(t, spelling)
		person := openOperator(t, url, method, history)
		for _, c := range rapid.SliceOfN(courses, 1, 4).Draw(rt, "courses") {
			if wrong, _, _ := person.follow(t, o, c); wrong != "" {
				rt.Fatalf("%+v: %s", c, wrong)
			}
		}
	})
}
