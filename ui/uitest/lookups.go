package uitest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"deletecall/deletion"
	"deletecall/lookup"
)

// LookUps plays what a server knows of calls.
type LookUps struct {
	mu      sync.Mutex
	results []lookup.Result // of the next look-ups; the last one is that of all later ones
	asked   []deletion.Selector
	sent    func() []deletion.Request // so far

	// Slow is how long each look-up takes; without end when negative.
	Slow time.Duration
	// Known are calls that are looked up by their call ID.
	Known []lookup.Call
	// Pages answers searches, each after Slow; nothing is found without it.
	Pages func(deletion.Server, lookup.Search, lookup.Cursor) lookup.Page

	searched []lookup.Search

	// After are the results of the next look-ups of a call after its deletion; the last one is that of
	// all later ones. Without any, the call is gone.
	After []lookup.Result
	// SlowAfter is how long each of these takes; without end when negative.
	SlowAfter time.Duration
	// Copies are what searches find.
	Copies []lookup.Call
}

// NewLookUps returns a server that answers with these results in turn, and then with the last one.
func NewLookUps(results ...lookup.Result) *LookUps { return &LookUps{results: results} }

// Answer sets what all later look-ups say.
func (l *LookUps) Answer(result lookup.Result) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.results = []lookup.Result{result}
}

// Asked are the selectors that were looked up, in order.
func (l *LookUps) Asked() []deletion.Selector {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]deletion.Selector(nil), l.asked...)
}

// LookUp keeps the promises of [deletion.LookUps].
func (l *LookUps) LookUp(ctx context.Context, _ deletion.Server, selector deletion.Selector) lookup.Result {
	l.mu.Lock()
	l.asked = append(l.asked, selector)
	result, slow := l.next(selector)
	l.mu.Unlock()
	result.Began = time.Now()
	if late, isLate := waited(ctx, slow); isLate {
		late.Began = result.Began
		return late
	}
	return result
}

// waited takes its time, and says what a look-up says that took too long.
func waited(ctx context.Context, slow time.Duration) (late lookup.Result, isLate bool) {
	var answered <-chan time.Time // never
	if slow >= 0 {
		answered = time.After(slow)
	}
	select {
	case <-answered:
		return lookup.Result{}, false
	case <-ctx.Done():
	}
	if ctx.Err() == context.Canceled {
		return lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonCancelled, Detail: "The look-up was cancelled."}, true
	}
	return lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonTime, Detail: "The server did not answer within 4s."}, true
}

// SearchCalls keeps the promises of [deletion.LookUps].
func (l *LookUps) SearchCalls(ctx context.Context, server deletion.Server, search lookup.Search, from lookup.Cursor) lookup.Page {
	ctx, end := context.WithTimeout(ctx, server.LookUpTime())
	defer end()
	l.mu.Lock()
	l.searched = append(l.searched, search)
	slow := l.Slow
	l.mu.Unlock()
	if late, isLate := waited(ctx, slow); isLate {
		return lookup.Page{Total: -1, Result: late}
	}
	if l.Pages == nil {
		return lookup.Page{Result: lookup.Result{Verdict: lookup.Found, Began: time.Now()}, Calls: l.Copies}
	}
	page := l.Pages(server, search, from)
	page.Result.Began = time.Now()
	return page
}

// Searched are the searches, a page each, in order.
func (l *LookUps) Searched() []lookup.Search {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]lookup.Search(nil), l.searched...)
}

// Calls are so many made-up calls, the newest first, a minute apart, whose IDs begin with a prefix.
func Calls(prefix string, count int) (calls []lookup.Call) {
	for i := range count {
		call := Found().Call
		call.ID = fmt.Sprintf("%s-%04d", prefix, i)
		call.Begin = call.Begin.Add(-time.Duration(i) * time.Minute)
		call.End = call.Begin.Add(call.Length)
		call.To = lookup.Party{Number: fmt.Sprint(4000 + i)}
		calls = append(calls, call)
	}
	return calls
}

// InPages answers a search with these calls, a hundred at a time.
func InPages(calls []lookup.Call) func(deletion.Server, lookup.Search, lookup.Cursor) lookup.Page {
	return func(_ deletion.Server, _ lookup.Search, from lookup.Cursor) lookup.Page {
		rest := calls[min(from.Skip, len(calls)):]
		page := lookup.Page{Total: len(calls), Calls: rest[:min(lookup.PageLength, len(rest))], Result: lookup.Result{Verdict: lookup.Found}}
		if after := from.Skip + len(page.Calls); after < len(calls) {
			page.Next = lookup.Cursor{Skip: after}
		}
		page.Calls = append([]lookup.Call(nil), page.Calls...) // the workflow writes into them
		return page
	}
}

// next is the result of a look-up, and how long it takes.
func (l *LookUps) next(selector deletion.Selector) (lookup.Result, time.Duration) {
	known := slices.IndexFunc(l.Known, func(call lookup.Call) bool {
		return selector.Type() == deletion.CallID && call.ID == selector.Identifier()
	})
	results, slow := &l.results, l.Slow
	switch {
	// After its deletion a call has answers of its own, also where it is among the known ones.
	case l.deleted(selector):
		results, slow = &l.After, l.SlowAfter
	case known >= 0:
		return lookup.Result{Verdict: lookup.Found, Call: l.Known[known]}, slow
	}
	if len(*results) == 0 {
		return Gone(), slow
	}
	result := (*results)[0]
	if len(*results) > 1 {
		*results = (*results)[1:]
	}
	return result, slow
}

// deleted reports whether a call was to be deleted as it was shown.
func (l *LookUps) deleted(selector deletion.Selector) bool {
	return l.sent != nil && selector.Type() == deletion.CallID && slices.ContainsFunc(l.sent(), func(request deletion.Request) bool {
		return request.Shown.CallID == selector.Identifier() || request.Sent() == selector
	})
}

// Gone is the look-up of a call that the server does not find.
func Gone() lookup.Result {
	return lookup.Result{Verdict: lookup.NotFound, Detail: "The server found no such call."}
}

// Found is the look-up of a call of extension 8856 that ended before the time in a bubble begins.
func Found() lookup.Result {
	begin := time.Date(1999, time.December, 31, 8, 41, 3, 0, time.UTC)
	return lookup.Result{Verdict: lookup.Found, Call: lookup.Call{
		ID: "a8343631-9f35-4a3a-83f0-9e81592339fb", NativeID: "TRS26140192",
		From: lookup.Party{Number: "8856", Name: "Ada Brandt"}, To: lookup.Party{Number: "+3614561230", Name: "Kővári Zsolt"},
		Begin: begin, End: begin.Add(125 * time.Second), Length: 125 * time.Second, Zone: lookup.Zone{Basis: lookup.ZoneWithoutLogin},
		State: lookup.Finished, Direction: "0", Location: "recorder-2",
	}}
}

// FoundAs is [Found] with another internal ID.
func FoundAs(id string) lookup.Result {
	result := Found()
	result.Call.ID = id
	return result
}

// CantSay is a look-up that this key is not allowed to make.
func CantSay() lookup.Result {
	return lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonRefused, Detail: "The server refused the look-up: code -41, invalid API key."}
}
