package deletion

import (
	"slices"
	"time"
)

// OutcomeKind is what came of a deletion. Its value is the one that scripts
// read in JSON.
type OutcomeKind string

// The outcomes. What can't be proved is unknown.
const (
	Accepted OutcomeKind = "accepted" // the server answered code 0: deleted, or marked for deletion
	Refused  OutcomeKind = "refused"  // the server answered another code but -1: nothing was deleted
	NotSent  OutcomeKind = "not_sent" // the request provably never left: nothing was deleted
	Unknown  OutcomeKind = "unknown"  // it may or may not have been deleted
	Pending  OutcomeKind = "pending"  // there is no outcome yet
)

// OutcomeKinds returns the outcomes in the order in which a person filters them.
func OutcomeKinds() []OutcomeKind {
	return []OutcomeKind{Accepted, Refused, NotSent, Unknown, Pending}
}

// Label is the outcome as a person reads it.
func (k OutcomeKind) Label() string {
	if k == NotSent {
		return "not sent"
	}
	return string(k)
}

// Cause says, for machines, why an outcome is what it is.
type Cause string

// The causes. The first group belongs to accepted and refused, the second to
// not sent, the third to unknown.
const (
	CauseAnswered        Cause = "answered"
	CauseServerHold      Cause = "server_hold"      // the server keeps the call under a legal hold
	CauseServerRetention Cause = "server_retention" // the call's retention period is not over

	// A guard of this program refused it, and nothing was sent; see [Guards].
	CauseReadOnly      Cause = "read_only"      // the server is configured as read-only
	CauseOutsideHours  Cause = "outside_hours"  // nothing is deleted there at that time
	CauseBlockedNumber Cause = "blocked_number" // calls of this number are not deleted there
	CauseProtected     Cause = "protected"      // the call is marked “do not delete” on the server
	CauseHeld          Cause = "held"           // a hold of the history fits
	CauseNotLookedUp   Cause = "not_looked_up"  // no look-up named the call, which the server's entry requires
	CauseTooMany       Cause = "too_many"       // the operator has deleted as many as the server allows

	CauseConnect       Cause = "connect"       // the connection could not be made
	CauseTLS           Cause = "tls"           // no trustworthy TLS connection
	CauseProxy         Cause = "proxy"         // the proxy gave no connection
	CauseLogin         Cause = "login"         // the login gave no token
	CauseLoginRefused  Cause = "login_refused" // the server refused the credentials
	CauseTimeToConnect Cause = "connect_time"  // the time limit passed before there was a connection
	CauseLocal         Cause = "local"         // this machine could not even try
	CauseAbandoned     Cause = "abandoned"     // the program was asked to end before the request was handed to a connection

	CauseTime          Cause = "time"          // the time limit passed before an answer was read
	CauseConnection    Cause = "connection"    // the connection broke after the request may have left
	CauseUnreadable    Cause = "unreadable"    // the answer is not the document of the specification
	CauseContradiction Cause = "contradiction" // the answer contradicts itself
	CauseServerError   Cause = "server_error"  // the server failed, and may have acted before that
	CauseCached        Cause = "cached"        // the answer shows that a cache had stored it
	CauseUnverifiable  Cause = "unverifiable"  // an HTML or TEXT answer proves nothing
	CauseHTTPStatus    Cause = "http_status"   // an HTTP status that is neither success nor an API answer
	CauseRedirect      Cause = "redirect"      // the server pointed elsewhere; it was not followed
	CauseInterrupted   Cause = "interrupted"   // the program ended before the outcome was recorded
	CauseFault         Cause = "fault"         // the program itself failed while it was sending
)

// OfGuard reports whether a guard of this program gave it: nothing was sent then, and there was
// no intent to send anything.
func (c Cause) OfGuard() bool {
	return c.brief() != ""
}

// Notable is the cause where it says more than that there was an answer, which most records have;
// else empty. It is for a column of a list.
func (c Cause) Notable() Cause {
	if c == CauseAnswered {
		return ""
	}
	return c
}

// brief is what is in the way where a guard gave the cause, as a clause; else empty.
func (c Cause) brief() string {
	if at := slices.IndexFunc(guards, func(guard guard) bool { return guard.cause == c }); at >= 0 {
		return guards[at].brief
	}
	return ""
}

// causes are all causes with how a person reads them, after "ended with".
var causes = []struct {
	cause Cause
	label string
}{
	{CauseAnswered, "an answer"},
	{CauseServerHold, "a legal hold of the server"},
	{CauseServerRetention, "a retention period of the server"},
	{CauseReadOnly, "a server that is set to read-only"},
	{CauseOutsideHours, "a time at which nothing is deleted"},
	{CauseBlockedNumber, "a blocked number"},
	{CauseProtected, "a call that is marked “do not delete”"},
	{CauseHeld, "a hold"},
	{CauseNotLookedUp, "a call that no look-up named"},
	{CauseTooMany, "the limit of deletions an hour"},
	{CauseConnect, "no connection"},
	{CauseTLS, "no trusted TLS connection"},
	{CauseProxy, "no connection through the proxy"},
	{CauseLogin, "a failed login"},
	{CauseLoginRefused, "a refused login"},
	{CauseTimeToConnect, "the time limit, before there was a connection"},
	{CauseLocal, "a problem of this machine"},
	{CauseAbandoned, "an interrupt, before the request left"},
	{CauseTime, "the time limit, before an answer was read"},
	{CauseConnection, "a lost connection"},
	{CauseUnreadable, "an answer that can't be read"},
	{CauseContradiction, "an answer that contradicts itself"},
	{CauseServerError, "an error in the server"},
	{CauseCached, "an answer from a cache"},
	{CauseUnverifiable, "an answer that proves nothing"},
	{CauseHTTPStatus, "an HTTP error"},
	{CauseRedirect, "a redirect"},
	{CauseInterrupted, "the end of the program"},
	{CauseFault, "a fault of the program"},
}

// Causes returns all causes, those of accepted and refused first. Nobody may change it.
func Causes() []Cause { return allCauses }

var allCauses = func() (all []Cause) {
	for _, row := range causes {
		all = append(all, row.cause)
	}
	return all
}()

// Label is the cause as a person reads it, after "ended with"; an unknown one is its own label.
func (c Cause) Label() string {
	for _, row := range causes {
		if row.cause == c {
			return row.label
		}
	}
	return string(c)
}

// MaxAnswerKept bounds the bytes of an answer that a record keeps.
const MaxAnswerKept = 64 << 10

// Answer is what the server sent, as it came.
type Answer struct {
	ContentType string
	Body        []byte // the first MaxAnswerKept bytes
	Length      int64  // of the whole answer, in bytes, as far as it was read
	SHA256      string // of all that was read, in hexadecimal
	Text        string // the answer as readable text; foreign
}

// Attempt is one DeleteCall on the wire. There is a second one only after the
// first was answered with code -43, token expired.
type Attempt struct {
	Started    time.Time
	Duration   time.Duration
	HTTPStatus int  // 0 when none was read
	Code       *int // nil when none was read
	Message    string
	Answer     Answer
}

// Outcome is what came of one confirmed deletion.
type Outcome struct {
	Kind    OutcomeKind
	Cause   Cause
	Detail  string // what is known, in one sentence, safe to show
	Attempt        // the last attempt
	// Earlier holds the attempts before the last.
	Earlier []Attempt
	// Answered is when the outcome was known.
	Answered time.Time
}

// Attempts is how often the program tried to send the request: not at all where a guard refused it.
func (o Outcome) Attempts() int {
	if o.Cause.OfGuard() {
		return 0
	}
	return 1 + len(o.Earlier)
}

// MayRetry reports whether the same request may be offered again as a new
// deletion: only where it is certain that nothing was deleted.
func (o Outcome) MayRetry() bool { return o.Kind == NotSent || o.Kind == Refused }
