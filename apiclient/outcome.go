package apiclient

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"deletecall/deletion"
)

type outcome struct {
	kind   deletion.OutcomeKind
	cause  deletion.Cause
	clause string // what happened, safe to show; without capital and full stop
	rest   string // further sentences
	code   *int
	// message is the server's own; foreign.
	message string
}

func (v outcome) detail() string { return sentence(v.clause) + v.rest }

func unknown(cause deletion.Cause, format string, args ...any) outcome {
	return outcome{kind: deletion.Unknown, cause: cause, clause: fmt.Sprintf(format, args...)}
}

// outcomeOf decides what an exchange of a DeleteCall proves. What is not proved is unknown.
func outcomeOf(ex exchange, asked deletion.ResponseType, v veil) outcome {
	switch {
	case ex.err != nil && !ex.connected:
		cause, problem, advice := notConnected(ex.err)
		return outcome{kind: deletion.NotSent, cause: cause, clause: problem, rest: advice + " Nothing was sent."}
	case ex.err != nil:
		result := broken(ex, v)
		result.rest = " The request may have been carried out."
		return result
	case isRedirect(ex.status):
		return redirected(ex, v)
	case ex.packed.opaque:
		return unknown(deletion.CauseUnreadable, "the answer %s", v.quote(ex.packed.problem))
	}
	text, err := decode(ex.body, ex.contentType())
	if err == nil {
		var found document
		if found, err = readDocument(text, deleteCall); err == nil {
			return answered(ex, found, v)
		}
	}
	return withoutDocument(ex, asked, text, err, v)
}

// answered decides on the one well-formed document.
//
// A refusal is believed with an error status as well: no gateway writes this
// document, and a server that does says that it did nothing. Code 0 is believed
// with success only; anything else contradicts it. Nothing is believed where more
// than one answer came, or where it shows that a cache had stored it.
func answered(ex exchange, found document, v veil) outcome {
	doubtful := func(cause deletion.Cause, format string, args ...any) outcome {
		result := unknown(cause, format, args...)
		result.message = found.message
		return result
	}
	proved := outcome{cause: deletion.CauseAnswered, code: &found.code, message: found.message, clause: found.codeClause()}
	whole := isWholeSuccess(ex.status)
	stored := ex.stored(v)
	switch {
	case ex.followed:
		return doubtful(deletion.CauseContradiction, "the server answered with code %d, and more came after the end of that answer", found.code)
	case stored.clause != "":
		result := doubtful(deletion.CauseCached, "an answer with code %d came that may be to an older request: %s", found.code, stored.clause)
		result.rest = stored.advice
		return result
	case found.code == deletion.CodeSuccess && !whole:
		return doubtful(deletion.CauseContradiction, "the server answered with code 0, success, and with %s", statusName(ex.status))
	case !whole && ex.status < 400:
		return doubtful(deletion.CauseContradiction, "the server answered with code %d and with %s", found.code, statusName(ex.status))
	case found.code == deletion.CodeSuccess:
		proved.kind = deletion.Accepted
	case deletion.ProvesRefusal(found.code):
		proved.kind = deletion.Refused
	default:
		proved.kind, proved.cause = deletion.Unknown, deletion.CauseServerError
		proved.rest = " It may have deleted the call before it failed."
	}
	return proved
}

// ground says why the server refused, where the configuration knows what its code means.
func (v *outcome) ground(cause deletion.Cause) {
	switch cause {
	case deletion.CauseServerHold:
		v.clause = fmt.Sprintf("not deleted: the call is under a legal hold of the server (code %d)", *v.code)
	case deletion.CauseServerRetention:
		v.clause = fmt.Sprintf("not deleted: the call's retention period on the server is not over (code %d)", *v.code)
	default:
		return
	}
	v.cause = cause
}

// isWholeSuccess reports a success whose body is the server's whole answer: not a
// proxy's version of it, and not a part.
func isWholeSuccess(status int) bool {
	switch status {
	case http.StatusNonAuthoritativeInfo, http.StatusNoContent, http.StatusResetContent, http.StatusPartialContent:
		return false
	}
	return status/100 == 2
}

// codeClause says with which code the server answered, and what it means.
func (d document) codeClause() string {
	return fmt.Sprintf("the server answered with code %d, %s", d.code, deletion.ExplainCode(d.code).Meaning)
}

// withoutDocument explains an answer that is not the API's document.
func withoutDocument(ex exchange, asked deletion.ResponseType, text []byte, err error, v veil) outcome {
	begins := v.begins(readableText(text, ex.contentType()))
	var wrong *documentError
	isAPI := errors.As(err, &wrong) && wrong.isAPI
	var charset *charsetError
	switch {
	case ex.status/100 != 2:
		return unknown(deletion.CauseHTTPStatus, "the server answered with %s%s; %s", statusName(ex.status), statusMeaning(ex.status), begins)
	case isAPI && wrong.contradicts:
		return unknown(deletion.CauseContradiction, "the answer %s", v.quote(wrong.problem))
	case errors.As(err, &charset):
		return unknown(deletion.CauseUnreadable, "the answer is in the character set %q, which this program can't read", v.quote(charset.name))
	case asked != deletion.XML && !isAPI:
		return unknown(deletion.CauseUnverifiable, "answered, not verifiable: an answer as %s proves nothing; %s", asked, begins)
	case isPage(text, ex.contentType()):
		return unknown(deletion.CauseUnreadable, "the server answered with a page instead of the API's document; %s", begins)
	case len(ex.body) == 0:
		return unknown(deletion.CauseUnreadable, "the answer is empty (%s)", statusName(ex.status))
	default:
		return unknown(deletion.CauseUnreadable, "the answer %s; %s", v.quote(wrong.problem), begins)
	}
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func redirected(ex exchange, v veil) outcome {
	return unknown(deletion.CauseRedirect, "the server redirected with %s to %s, which was not followed",
		statusName(ex.status), v.quote(redirectTarget(ex.header.Get("Location"))))
}

func statusName(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("HTTP %d (%s)", status, text)
	}
	return fmt.Sprintf("HTTP %d", status)
}

// statusMeaning says what some statuses mean here. None of them makes the
// program send again, not with a Retry-After either.
func statusMeaning(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return ", so something in front of the API wants a login"
	case http.StatusNotModified:
		return ", which does not answer this request: there may be a cache between this machine and the server"
	case http.StatusNotFound:
		return ", so there may be no API at this address"
	case http.StatusProxyAuthRequired:
		return ", so the proxy wants a login"
	case http.StatusRequestTimeout:
		return ", so it gave up waiting for the request"
	case http.StatusTooManyRequests:
		return ", so it limits the rate of requests"
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return ", so the server or something in front of it has a problem"
	}
	return ""
}

func sentence(clause string) string {
	return strings.ToUpper(clause[:1]) + clause[1:] + "."
}
