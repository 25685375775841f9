package apiclient

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/lookup"
	"deletecall/secret"
)

// LookUp asks for the call that a deletion by this selector would be about. It never sends
// a DeleteCall, and no more than four requests: a login, the look-up, and each of them once more
// where the token had expired; or GetCallID, where the server has no GetCallInformation.
//
// What is read for display is read leniently. Only a well-formed document of the API with one
// call makes it [lookup.Found], and only the API's own code makes it [lookup.NotFound].
func (c *Client) LookUp(ctx context.Context, server deletion.Server, selector deletion.Selector) lookup.Result {
	result := c.lookUp(ctx, server, selector, getCallInformation)
	const invalidAction = -30 // spec/verba-api.md, "Result codes"
	if result.Code != nil && *result.Code == invalidAction && takesCallID(selector.Type()) {
		if other := c.lookUp(ctx, server, selector, getCallID); other.Verdict != lookup.CantSay {
			return other
		}
	}
	return result
}

// CallID is [Client.LookUp] that asks for nothing but the internal ID.
func (c *Client) CallID(ctx context.Context, server deletion.Server, selector deletion.Selector) lookup.Result {
	return c.lookUp(ctx, server, selector, getCallID)
}

// takesCallID reports whether GetCallID takes an identifier of this type (spec/verba-api.md,
// "Look-ups that take the same selectors").
func takesCallID(kind deletion.IdentifierType) bool {
	return kind != deletion.CallID && kind != deletion.MeetingID
}

func (c *Client) lookUp(ctx context.Context, server deletion.Server, selector deletion.Selector, action string) lookup.Result {
	status := selector.Status()
	watches := status.Watches()
	switch status {
	case deletion.Next:
		return lookup.Result{Verdict: lookup.NotYet, Detail: "There is nothing to show: the call that is meant has not begun.", Began: c.now()}
	case deletion.OngoingNext:
		// With next the server would watch for a minute until a call begins.
		status = deletion.Ongoing
	}
	chosen := []parameter{{name: string(selector.Type()), value: selector.Identifier()}}
	if status != deletion.NoStatus {
		chosen = append(chosen, parameter{name: "status", value: string(status)})
	}
	question := c.ask(ctx, server, action, chosen)
	defer question.end()
	result := question.one(selector)
	if watches && result.Verdict == lookup.NotFound {
		result.Verdict = lookup.NotYet
		result.Detail = "No call is ongoing now; the next one to begin within a minute is meant."
	}
	return result
}

// question is a look-up that was asked, and what came back.
type question struct {
	action  string
	reading // of the answer
	result  lookup.Result
	over    bool // result says why there is nothing to read
	again   bool // this is the answer to the second attempt, after a new login
	zone    lookup.Zone
	blame   func(code int) string
	end     context.CancelFunc
}

// ask sends a look-up, over the same ways and with the same care as a DeleteCall. It may be sent again
// once, after a new login: it only reads.
func (c *Client) ask(ctx context.Context, server deletion.Server, action string, chosen []parameter) *question {
	q := &question{action: action, end: func() {}, result: lookup.Result{Began: c.now()}}
	fail := func(reason lookup.Reason, detail string) *question {
		q.over, q.result.Verdict, q.result.Reason, q.result.Detail = true, lookup.CantSay, reason, detail
		q.result.Took = c.now().Sub(q.result.Began)
		return q
	}
	if server.Endpoint != c.endpoint.String() {
		return fail(lookup.ReasonRefused, "The look-up is for another server than this client's.")
	}
	with, err := c.obtain(ctx, server.Name)
	if err != nil {
		return fail(lookup.ReasonAuthentication, hint.Sentences(err.Error()))
	}
	q.zone = c.zoneOf(with)
	ctx, q.end = context.WithTimeout(ctx, server.LookUpTime())

	granted, loginFirst := c.session.plan(with, c.now())
	q.blame = func(code int) string { return c.blame(code, granted.isOurs()) }
	for attempt := 1; ; attempt++ {
		if loginFirst {
			if granted, err = c.renew(ctx, with, granted.token); err != nil {
				return fail(loginReason(ctx, err), asLoginError(err).sentences())
			}
		}
		ex := c.exchange(ctx, call{method: server.Method, parameters: lookUpParameters(action, with.key, granted.token, chosen), cookies: granted.cookies})
		q.reading = read(ex, action, c.veil(with.key, with.token, with.password, granted.token))
		expired := q.err == nil && !q.bare && (q.code == deletion.CodeTokenExpired || granted.unknown(q.code))
		if !expired || !with.canLogin() || attempt == 2 {
			q.result.Took, q.again = c.now().Sub(q.result.Began), attempt == 2
			return q
		}
		loginFirst = true
	}
}

func loginReason(ctx context.Context, err error) lookup.Reason {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return lookup.ReasonCancelled
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return lookup.ReasonTime
	}
	return asLoginError(err).reason
}

func lookUpParameters(action string, key, token secret.Text, chosen []parameter) []parameter {
	list := []parameter{{name: "action", value: action}, {name: "apiKey", secret: key, isSecret: true}}
	if token.IsSet() {
		list = append(list, parameter{name: "token", secret: token, isSecret: true})
	}
	return append(append(list, parameter{name: "responseType", value: string(deletion.XML)}), chosen...)
}

// zoneOf is the zone that the times of an answer are read in: they come without an offset, in the zone of
// the user who logged in, and without a login in GMT (spec/verba-api.md, "Authentication").
func (c *Client) zoneOf(with credentials) lookup.Zone {
	switch {
	case c.userZone != nil:
		return lookup.Zone{Location: c.userZone, Basis: lookup.ZoneConfigured}
	case with.canLogin() || with.token.IsSet():
		return lookup.Zone{Location: c.zone, Basis: lookup.ZoneAssumed}
	}
	return lookup.Zone{Basis: lookup.ZoneWithoutLogin}
}

// one decides what the answer says of one call.
func (q *question) one(selector deletion.Selector) lookup.Result {
	if q.over {
		return q.result
	}
	result := q.judge()
	calls, contradicts := q.calls(2)
	if len(calls) == 0 && q.action == getCallID {
		if id := (callFields{veil: q.veil}).identifier(q.idAlone()); id != "" {
			calls = append(calls, lookup.Call{ID: id, Zone: q.zone})
		}
	}
	if len(calls) > 0 {
		result.Call = calls[0]
	}
	cantSay := func(reason lookup.Reason, detail string) lookup.Result {
		result.Verdict, result.Reason, result.Detail = lookup.CantSay, reason, detail
		return result
	}
	switch {
	case result.Verdict != lookup.Found:
		return result
	case len(calls) == 0:
		return cantSay(lookup.ReasonUnreadable, "The server answered with success, but named no call.")
	case len(calls) > 1:
		return cantSay(lookup.ReasonMoreThanOne, "The server named more than one call.")
	case contradicts:
		return cantSay(lookup.ReasonUnreadable, "The server named two values for one field of the call.")
	}
	if asked, said := selector.Identifier(), saidOf(result.Call, selector.Type()); said != "" && !strings.EqualFold(asked, said) {
		return cantSay(lookup.ReasonAnotherCall, fmt.Sprintf("The server answered about another call, %s %s.", selector.Type().Label(), said))
	}
	if problem := contradiction(selector, result.Call); problem != "" {
		return cantSay(lookup.ReasonAnotherCall, "The server answered about another call: "+problem)
	}
	return result
}

// idAlone is what GetCallID answers: an element CallID beside the Response or in it, or an attribute.
func (q *question) idAlone() string {
	found := q.tree.all("callid")
	if len(found) != 1 {
		return ""
	}
	return found[0].text
}

// saidOf is what a call says of the kind of identifier that it was looked up by; empty where it says nothing, or
// where nothing can be concluded: numbers are written in many ways.
func saidOf(call lookup.Call, kind deletion.IdentifierType) string {
	switch kind {
	case deletion.CallID:
		return call.ID
	case deletion.NativeID:
		return call.NativeID
	case deletion.PlatformCallID:
		return call.PlatformCallID
	case deletion.MeetingID:
		return call.MeetingID
	}
	return ""
}
