package deletion

import (
	"time"

	"deletecall/lookup"
)

// NewFoundRequest is [NewRequest] for a call that a search found: by its internal ID, and with what
// the search showed of it. A call whose ID the server did not say, or that can't be sent
// back as it came, is a *[FieldError] of the identifier.
func NewFoundRequest(server Server, found lookup.Result, reason string) (Request, error) {
	selector, err := NewSelector(CallID, found.Call.ID, "")
	if err == nil && selector.Identifier() != found.Call.ID {
		err = &FieldError{Field: FieldIdentifier, Problem: "can't be sent back as it came", Advice: "Delete the call by another identifier"}
	}
	if err != nil {
		return Request{}, err
	}
	request, err := NewRequest(server, selector, reason)
	if err != nil {
		return Request{}, err
	}
	return request.Showing(found), nil
}

// LookedUpAgain is [Request.Showing] for a call that was shown before. A look-up that can't say
// anything takes nothing back: what a person was shown, and what protects the call, stays.
func (r Request) LookedUpAgain(result lookup.Result) Request {
	if result.Verdict == lookup.CantSay && r.Shown.Verdict == lookup.Found {
		return r
	}
	return r.Showing(result)
}

// DiffersFrom reports whether two looks showed different calls: other numbers, or another begin. What
// only one of them says is no difference, since a list may say less than a look-up.
func (s Shown) DiffersFrom(other Shown) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	begins := !s.Begin.IsZero() && !other.Begin.IsZero() && !s.Begin.Truncate(time.Second).Equal(other.Begin.Truncate(time.Second))
	return begins || differ(s.From.Number, other.From.Number) || differ(s.To.Number, other.To.Number)
}
