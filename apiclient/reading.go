package apiclient

import (
	"context"
	"errors"
	"os"

	"deletecall/deletion"
	"deletecall/lookup"
)

// reading is an answer to a look-up, read twice: strictly, for what it proves, and leniently, to show it.
type reading struct {
	document // strictly; err says why not
	err      error
	tree     *node // leniently; never nil
	text     []byte
	ex       exchange
	veil     veil
}

func read(ex exchange, action string, v veil) reading {
	r := reading{ex: ex, veil: v, tree: &node{}}
	if ex.packed.opaque || len(ex.body) == 0 {
		r.err = &documentError{problem: "is empty"}
		return r
	}
	if r.text, r.err = decode(ex.body, ex.contentType()); r.err != nil {
		return r
	}
	if isPage(r.text, ex.contentType()) { // a page may hold anything, an example of a call too
		r.err = &documentError{problem: "is a page"}
		return r
	}
	var root string
	r.tree, root = callTree(r.text)
	r.document, r.err = readCalls(r.text, action, root)
	return r
}

// calls are those in the answer, at most some, and whether one of them contradicts itself.
func (q *question) calls(most int) (calls []lookup.Call, contradicts bool) {
	if q.ex.status/100 != 2 {
		return nil, false
	}
	fields := callFields{veil: q.veil, zone: q.zone}
	for _, one := range q.tree.all("verbacdr") {
		if len(calls) == most {
			break
		}
		call, wrong := fields.call(one)
		calls, contradicts = append(calls, call), contradicts || wrong
	}
	return calls, contradicts
}

// judge decides what the answer proves, apart from what it says of calls. The rules are those of a DeleteCall's
// answer (see outcomeOf): nothing that a proxy, a cache or a login page sends is ever "not found".
func (q *question) judge() lookup.Result {
	ex, v, result := q.ex, q.veil, q.result
	cantSay := func(reason lookup.Reason, detail string) lookup.Result {
		result.Verdict, result.Reason, result.Detail = lookup.CantSay, reason, detail
		return result
	}
	switch stored := ex.stored(v); {
	case errors.Is(ex.err, context.Canceled):
		return cantSay(lookup.ReasonCancelled, "The look-up was cancelled.")
	case ex.err != nil && !ex.connected:
		_, problem, advice := notConnected(ex.err)
		return cantSay(reasonOf(ex), sentence(problem)+advice)
	case errors.Is(ex.err, context.DeadlineExceeded), errors.Is(ex.err, os.ErrDeadlineExceeded):
		return cantSay(lookup.ReasonTime, "The look-up's time limit passed before the answer was read.")
	case ex.err != nil:
		return cantSay(reasonOf(ex), broken(ex, v).detail())
	case isRedirect(ex.status), ex.packed.opaque, q.err != nil:
		return cantSay(reasonOfStatus(ex.status), q.unreadable())
	case ex.followed:
		return cantSay(lookup.ReasonUnreadable, "More data came after the end of the answer.")
	case stored.clause != "":
		return cantSay(lookup.ReasonUnreadable, sentence("the answer may be to an older request: "+stored.clause)+stored.advice)
	}
	return q.byCode(result)
}

func (q *question) unreadable() string {
	if isRedirect(q.ex.status) {
		return redirected(q.ex, q.veil).detail()
	}
	if q.ex.packed.opaque {
		return "The answer " + q.veil.quote(q.ex.packed.problem) + "."
	}
	return withoutDocument(q.ex, deletion.XML, q.text, q.err, q.veil).detail()
}

// byCode decides on the one well-formed document.
func (q *question) byCode(result lookup.Result) lookup.Result {
	whole, refused := isWholeSuccess(q.ex.status), q.ex.status >= 400
	if !q.bare {
		code := q.code
		result.Code, result.Detail = &code, sentence(refusal(q.document, q.veil))
	}
	class := deletion.ExplainCode(q.code).Class
	switch {
	case !whole && (q.bare || q.code == deletion.CodeSuccess || !refused):
		result.Verdict, result.Reason = lookup.CantSay, reasonOfStatus(q.ex.status)
		result.Detail = "The server answered with " + statusName(q.ex.status) + "."
	case q.bare, q.code == deletion.CodeSuccess:
		result.Verdict, result.Detail = lookup.Found, "The server answered."
	case class == deletion.ClassNotFound:
		result.Verdict = lookup.NotFound
	case class == deletion.ClassAuthentication:
		result.Verdict, result.Reason = lookup.CantSay, lookup.ReasonAuthentication
		if q.again {
			result.Detail += " This was the second attempt, after a new login."
		}
		result.Detail += q.blame(q.code)
	case class == deletion.ClassServer:
		result.Verdict, result.Reason = lookup.CantSay, lookup.ReasonServerError
	default:
		result.Verdict, result.Reason = lookup.CantSay, lookup.ReasonRefused
	}
	return result
}
