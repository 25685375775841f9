package deletion

import (
	"fmt"
	"strings"
	"time"
)

// Method is the HTTP method that carries a DeleteCall (spec/delete-call.txt:
// "available as an HTTP GET or HTTP POST request").
type Method string

// The two methods. POST is the default: it keeps key and token out of URLs.
const (
	POST Method = "POST"
	GET  Method = "GET"
)

// Methods are both of them, the default first.
func Methods() []Method { return []Method{POST, GET} }

// ResponseType is the format in which the server is asked to answer.
type ResponseType string

// The three formats of the specification. Only XML can prove an outcome.
const (
	XML  ResponseType = "XML"
	HTML ResponseType = "HTML"
	TEXT ResponseType = "TEXT"
)

// ResponseTypes are all of them, the default first.
func ResponseTypes() []ResponseType { return []ResponseType{XML, HTML, TEXT} }

// ConfirmRule says what a person has to do to confirm a deletion.
type ConfirmRule string

// The two rules.
const (
	ConfirmAsk   ConfirmRule = "ask"   // choose the button
	ConfirmTyped ConfirmRule = "typed" // type the end of the identifier
)

// Limits of a request's time, the whole of it: login, sending and answer.
const (
	// MinTimeLimit is the shortest that can be configured.
	MinTimeLimit = time.Second
	// DefaultTimeLimit leaves room for the minute in which a server may watch
	// for the next call to begin.
	DefaultTimeLimit = 90 * time.Second
	// MaxTimeLimit is the longest that can be configured.
	MaxTimeLimit = 10 * time.Minute
	// WatchTimeLimit is the least that such a request should be given.
	WatchTimeLimit = 75 * time.Second
)

// Limits of a look-up's time: a person waits for it, and can go on without it.
const (
	MinLookUpLimit     = time.Second
	DefaultLookUpLimit = 4 * time.Second
	MaxLookUpLimit     = 30 * time.Second
)

// CheckTimeLimit refuses a time limit outside of the range, with a *[FieldError].
func CheckTimeLimit(limit time.Duration) error {
	if MinTimeLimit <= limit && limit <= MaxTimeLimit {
		return nil
	}
	return &FieldError{Field: FieldTimeLimit, Value: limit.String(), Problem: "is out of range", Expected: TimeLimits()}
}

// TimeLimits is the range in words, with the default as its example.
func TimeLimits() string {
	longest := strings.TrimSuffix(MaxTimeLimit.String(), "0s") // of whole minutes
	return fmt.Sprintf("%s to %s, such as %s", MinTimeLimit, longest, DefaultTimeLimit)
}

// Server is one Verba system as a person knows it. It holds no credentials.
type Server struct {
	Name           string
	Endpoint       string // the API's URL, without credentials, query or fragment
	Host           string // host and port of the endpoint
	Method         Method
	ResponseType   ResponseType
	TimeLimit      time.Duration
	LookUpLimit    time.Duration // of one look-up; [DefaultLookUpLimit] when zero
	NoLookUp       bool          // no call is looked up, before a deletion or after it; a search is still made
	NoPin          bool          // identifiers are sent as typed, see [Request.Showing]
	NotCovered     string        // what a deletion leaves, as the administrator says: archive, copies, backups; empty where nobody said
	Confirm        ConfirmRule
	ReasonRequired bool
	Note           string // the administrator's remark, shown beside the name
	Colour         string // a role of the palette that tells servers apart
	ClearText      bool   // http to another machine: key and answer can be read on the way
	Loopback       bool   // the server is on this machine
	Rules          *Rules // what may be deleted, and when; anything at any time when nil
	Proxy          string // the proxy that requests go through, without credentials; empty for none
}

// ForPractice reports whether what is deleted here is likely nobody's: a server on this machine
// on which a key confirms. A tunnel to a real one is set to [ConfirmTyped].
func (s Server) ForPractice() bool { return s.Loopback && s.Confirm == ConfirmAsk }

// LookUpTime is how long a look-up on this server may take.
func (s Server) LookUpTime() time.Duration {
	if s.LookUpLimit <= 0 {
		return DefaultLookUpLimit
	}
	return s.LookUpLimit
}
