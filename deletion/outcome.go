package deletion

import "time"

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
	CauseAnswered Cause = "answered"

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

// Label is the cause as a person reads it, after "ended with"; an unknown one is its own label.
func (c Cause) Label() string {
	switch c {
	case CauseAnswered:
		return "an answer"
	case CauseConnect:
		return "no connection"
	case CauseTLS:
		return "no trusted TLS connection"
	case CauseProxy:
		return "no connection through the proxy"
	case CauseLogin:
		return "a failed login"
	case CauseLoginRefused:
		return "a refused login"
	case CauseTimeToConnect:
		return "the time limit, before there was a connection"
	case CauseLocal:
		return "a problem of this machine"
	case CauseAbandoned:
		return "an interrupt, before the request left"
	case CauseTime:
		return "the time limit, before an answer was read"
	case CauseConnection:
		return "a lost connection"
	case CauseUnreadable:
		return "an answer that can't be read"
	case CauseContradiction:
		return "an answer that contradicts itself"
	case CauseServerError:
		return "an error in the server"
	case CauseCached:
		return "an answer from a cache"
	case CauseUnverifiable:
		return "an answer that proves nothing"
	case CauseHTTPStatus:
		return "an HTTP error"
	case CauseRedirect:
		return "a redirect"
	case CauseInterrupted:
		return "the end of the program"
	case CauseFault:
		return "a fault of the program"
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

// MayRetry reports whether the same request may be offered again as a new
// deletion: only where it is certain that nothing was deleted.
func (o Outcome) MayRetry() bool { return o.Kind == NotSent || o.Kind == Refused }
