package queue_test

import (
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/ui/queue"
	"deletecall/ui/uitest"
)

// found are calls as a search shows them.
func found(calls ...lookup.Call) (results []lookup.Result) {
	for _, call := range calls {
		results = append(results, lookup.Result{Verdict: lookup.Found, Call: call})
	}
	return results
}

func ofSearch(t *testing.T, count int) queue.Queue {
	t.Helper()
	q, err := queue.Queue{}.Find(found(uitest.Calls("ID", count)...), terms().Server, "GDPR-2211")
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestACallThatWasFoundIsDeletedByItsIDOnItsServerAndNowhereElse(t *testing.T) {
	q := ofSearch(t, 3).Toggle(0)
	other := queue.Terms{Server: uitest.Production(), Type: deletion.Extension, Status: deletion.Last, Reason: "GDPR-2300"}
	q = q.With(other) // the form is about something else by now, on another server
	request, err := q.Request(1)
	if err != nil || request.Selector.Type() != deletion.CallID || request.Selector.Identifier() != "ID-0001" || request.Selector.Status() != deletion.NoStatus {
		t.Errorf("the request is %+v, %v", request, err)
	}
	if request.Server.Name != terms().Server.Name || request.Reason != "GDPR-2300" || request.Shown.To.Number != "4001" {
		t.Errorf("the request is %+v", request)
	}
}

func TestFoundCallsAndOtherIdentifiersNeverWaitTogether(t *testing.T) {
	calls := found(uitest.Calls("ID", 2)...)
	for name, waiting := range map[string]queue.Queue{"pasted ones": pasted(t, "1\n2"), "one in progress": pasted(t, "1\n2").Toggle(1).Start(0)} {
		if after, err := waiting.Find(calls, terms().Server, ""); err == nil || !strings.Contains(err.Error(), " in the queue") || list(after) != list(waiting) {
			t.Errorf("calls after %s: %v, %s", name, err, list(after))
		}
	}
	q := ofSearch(t, 2)
	if after, err := q.Paste("1\n2", terms()); err == nil || !strings.Contains(err.Error(), " in the queue") || list(after) != list(q) {
		t.Errorf("pasted ones after calls: %v, %s", err, list(after))
	}
	if after, err := q.Find(calls, uitest.Production(), ""); err == nil || !strings.Contains(err.Error(), " in the queue") || list(after) != list(q) {
		t.Errorf("calls of another server: %v, %s", err, list(after))
	}
	if more, err := q.Find(found(uitest.Calls("ID", 3)...), terms().Server, ""); err != nil || list(more) != "ID-0000|ID-0001|ID-0000 repeated|ID-0001 repeated|ID-0002" {
		t.Errorf("more of the same server: %v, %s", err, list(more))
	}
	done := q.Toggle(0).Toggle(1)
	if after, err := done.Paste("1\n2", terms()); err != nil || list(after) != "1|2" {
		t.Errorf("pasted ones after calls that are done: %v, %s", err, list(after))
	}
	if after, err := pasted(t, "1\n2").Toggle(0).Toggle(1).Find(calls, uitest.Production(), ""); err != nil || list(after) != "ID-0000|ID-0001" {
		t.Errorf("calls after pasted ones that are done: %v, %s", err, list(after))
	}
}

func TestAFoundCallThatCantBeNamedIsLeftOut(t *testing.T) {
	q, err := queue.Queue{}.Find(found(lookup.Call{ID: "8\u22121"}, lookup.Call{ID: "ID-1"}), terms().Server, "")
	if next, ok := q.Next(); err != nil || !ok || next != 1 || q.Items()[0].State != queue.Bad {
		t.Errorf("next is %d, %v: %s, %v", next, ok, list(q), err)
	}
	if _, err := (queue.Queue{}).Find(found(uitest.Calls("ID", queue.MostItems+1)...), terms().Server, ""); err == nil {
		t.Errorf("too many: %v", err)
	}
}

func TestACallIsNamedToAPersonByItsBeginAndItsParties(t *testing.T) {
	q := ofSearch(t, 1)
	if got := q.Items()[0].Label(); got != "12-31 08:41 8856 (Ada Brandt) → 4000" {
		t.Errorf("it is %q", got)
	}
	if got := (queue.Item{Identifier: "8856"}).Label(); got != "8856" {
		t.Errorf("it is %q", got)
	}
}
