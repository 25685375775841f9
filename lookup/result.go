package lookup

import "time"

// Verdict is what a look-up proves.
type Verdict string

// The verdicts.
const (
	Found    Verdict = "found"     // the server described exactly one call
	NotFound Verdict = "not_found" // the server itself answered that there is no such call
	// NotYet is the answer where the call that would be deleted has not begun (status next).
	NotYet Verdict = "not_yet"
	// CantSay is everything else: no connection, no permission, an answer that proves nothing.
	// It is never a reason to believe that a call is gone.
	CantSay Verdict = "cant_say"
)

// Result is what came of a look-up.
type Result struct {
	Verdict Verdict
	// Call is what could be read. Beside [CantSay] it may be there too, for a person to see and
	// for nothing else: the answer was flawed.
	Call   Call
	Detail string // what is known, in plain sentences, safe to show
	Reason Reason // of CantSay
	Code   *int   // the server's result code; nil when none was read
	Began  time.Time
	Took   time.Duration
}

// Shows reports whether there is something of a call to show.
func (r Result) Shows() bool { return r.Verdict == Found || !r.Call.isEmpty() }

func (c Call) isEmpty() bool {
	return c.ID == "" && c.From == Party{} && c.To == Party{} && c.Begin.IsZero()
}

// Advice is what to do after a look-up or a search that found nothing out, as a hint.
func (r Result) Advice() string {
	switch r.Reason {
	case ReasonAuthentication:
		return "check the credentials of this server: deletecall doctor"
	case ReasonNoConnection, ReasonDropped, ReasonTime, ReasonServerError:
		return "try again, or find out what is wrong: deletecall doctor"
	case ReasonTLS, ReasonUnreadable: // it will be the same again
		return "find out what is wrong: deletecall doctor"
	case ReasonMoreThanOne:
		return "find the call: deletecall search"
	}
	if r.Verdict == NotFound {
		return "check the identifier and, for an extension, the status"
	}
	return ""
}

// Reason groups, for machines, why a look-up could not say anything.
type Reason string

// The reasons.
const (
	ReasonNone           Reason = ""
	ReasonNoConnection   Reason = "no_connection"
	ReasonTLS            Reason = "tls"            // no TLS connection that can be trusted
	ReasonDropped        Reason = "dropped"        // the connection ended before the whole answer had come
	ReasonTime           Reason = "time"           // the look-up's own limit passed
	ReasonCancelled      Reason = "cancelled"      // whoever asked no longer waits
	ReasonAuthentication Reason = "authentication" // key, user, password or token were refused
	ReasonRefused        Reason = "refused"        // another code of the server: this key may not look up, or the server can't
	ReasonServerError    Reason = "server_error"   // the server, or what is in front of it, failed
	ReasonUnreadable     Reason = "unreadable"     // the answer proves nothing
	ReasonAnotherCall    Reason = "another_call"   // the answer is about another call than was asked for
	ReasonMoreThanOne    Reason = "more_than_one"
)
