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

// NewRetry is [NewRequest] for what an earlier deletion was about: where that one was pinned, for the same call, whatever
// else has begun or ended since. What was typed stays with it, so that its record is found by the same words. Data of a
// file passes the same rules as what is typed: what does not is a *[FieldError].
func NewRetry(server Server, earlier Intent) (Request, error) {
	selector, err := NewSelector(earlier.IdentifierType, earlier.Identifier, string(earlier.Status))
	if err != nil {
		return Request{}, err
	}
	request, err := NewRequest(server, selector, earlier.Reason)
	if err != nil || !earlier.Pinned {
		return request, err
	}
	request.Shown, request.Pinned = earlier.Shown, true
	if err := request.checkPin(); err != nil {
		return Request{}, err
	}
	if server.NoPin {
		return request.byItsID(), nil // as typed it could be another call by now
	}
	return request, nil
}

// byItsID is a pinned request as one for the internal ID of its call, as if that had been typed.
func (r Request) byItsID() Request {
	r.Selector, r.Pinned = r.Sent(), false
	return r
}

// LookedUpAgain is [Request.Showing] for a call that was shown before, and was looked up as it is sent ([Request.Sent]).
// A look-up that can't say anything takes nothing back: what a person was shown, and what protects the call, stays. Nor
// does a request that was pinned become one for whatever its words mean by now.
func (r Request) LookedUpAgain(result lookup.Result) Request {
	if result.Verdict == lookup.CantSay && r.Shown.Verdict == lookup.Found {
		return r
	}
	again := r.Showing(result)
	if r.Pinned && again.Sent() != r.Sent() {
		return r.byItsID().Showing(result)
	}
	return again
}

// DiffersFrom reports whether two looks showed different calls: other numbers, or another begin. What
// only one of them says is no difference, since a list may say less than a look-up.
func (s Shown) DiffersFrom(other Shown) bool {
	differ := func(a, b string) bool { return a != "" && b != "" && a != b }
	begins := !s.Begin.IsZero() && !other.Begin.IsZero() && !s.Begin.Truncate(time.Second).Equal(other.Begin.Truncate(time.Second))
	return begins || differ(s.From.Number, other.From.Number) || differ(s.To.Number, other.To.Number)
}
