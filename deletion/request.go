package deletion

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"deletecall/safetext"
)

// MaxReasonLength bounds the reason, in characters.
const MaxReasonLength = 500

// Request is a deletion that keeps the rules: one selector, for one server,
// with the reason for it.
type Request struct {
	Server   Server
	Selector Selector
	Reason   string
}

// NewRequest checks the reason against the server's rule and joins the parts.
// It returns the *[FieldError]s of everything that is wrong.
func NewRequest(server Server, selector Selector, reason string) (Request, error) {
	var problems []error
	if server.Endpoint == "" {
		problems = append(problems, &FieldError{Field: FieldServer, Problem: "is missing",
			Expected: "a configured server, or a URL"})
	}
	if selector.IsZero() {
		problems = append(problems, &FieldError{Field: FieldIdentifier, Problem: "is missing"})
	}
	reason = strings.TrimSpace(reason)
	if err := checkReason(server, reason); err != nil {
		problems = append(problems, err)
	}
	if len(problems) > 0 {
		return Request{}, errors.Join(problems...)
	}
	return Request{Server: server, Selector: selector, Reason: reason}, nil
}

func checkReason(server Server, reason string) error {
	fail := func(problem, expected string) error {
		return &FieldError{Field: FieldReason, Problem: problem, Expected: expected}
	}
	if reason == "" && server.ReasonRequired {
		return fail("is missing", "why this is deleted; "+safetext.Line(server.Name)+" requires it")
	}
	if length := utf8.RuneCountInString(reason); length > MaxReasonLength {
		return fail(fmt.Sprintf("is %d characters long", length), fmt.Sprintf("at most %d characters", MaxReasonLength))
	}
	if problem := unprintable(reason); problem != "" {
		return fail(problem, "printable characters only")
	}
	return nil
}

// Preview is a request as it will be sent, with its secrets masked.
type Preview struct {
	Method     Method
	Endpoint   string
	Parameters []Parameter
	// Login names the user for whom a token is requested first; empty when no
	// login is needed.
	Login string
}

// Parameter is one parameter of a [Preview], in the order of the wire.
type Parameter struct {
	Name   string
	Value  string // masked when Secret
	Secret bool
}
