package deletion

import (
	"errors"
	"fmt"
	"slices"
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
	Selector Selector // as it was typed; see [Request.Sent]
	Reason   string
	// Again is the number of the record with an unknown outcome that this request
	// knowingly repeats; 0 for none. See [TargetHistory.Check].
	Again int64
	// Shown is what the person was shown of the call, and Pinned says that DeleteCall names that
	// call by its internal ID. See [Request.Showing].
	Shown  Shown
	Pinned bool
}

// NewRequest checks the reason against the server's rule and joins the parts.
// It returns the *[FieldError]s of everything that is wrong.
func NewRequest(server Server, selector Selector, reason string) (Request, error) {
	var problems []error
	if server.Endpoint == "" {
		problems = append(problems, &FieldError{Field: FieldServer, Problem: "is missing",
			Advice: "No server is configured. Set DELETECALL_URL, or add a server to the configuration"})
	}
	if selector.IsZero() {
		problems = append(problems, &FieldError{Field: FieldIdentifier, Problem: "is missing"})
	}
	reason = sentence(reason)
	if err := checkReason(server, reason); err != nil {
		problems = append(problems, err)
	}
	if len(problems) > 0 {
		return Request{}, errors.Join(problems...)
	}
	return Request{Server: server, Selector: selector, Reason: reason}, nil
}

func checkReason(server Server, reason string) error {
	if reason == "" && server.ReasonRequired {
		return &FieldError{Field: FieldReason, Problem: "is missing", Advice: "Give a reason; " + safetext.Line(server.Name) + " requires one"}
	}
	if err := checkSentence(FieldReason, reason); err != nil {
		return err
	}
	if rules := server.allows(); rules.ReasonPattern != nil && !rules.ReasonPattern.MatchString(reason) {
		return &FieldError{Field: FieldReason, Value: reason, Problem: "has another form than " + safetext.Line(server.Name) + " wants",
			Advice: "Write it like this: " + safetext.Line(rules.ReasonExample)}
	}
	return nil
}

// CheckReason is what [NewRequest] finds wrong with a reason, for saying so while it is typed.
func CheckReason(server Server, reason string) error {
	return checkReason(server, sentence(reason))
}

// sentence is what a person writes for the record, as it is kept: which kind of blank was pasted means nothing there.
func sentence(text string) string { return strings.TrimSpace(safetext.PlainBlanks(text)) }

// checkSentence checks what a person writes for the record.
func checkSentence(field Field, text string) error {
	if length := utf8.RuneCountInString(text); length > MaxReasonLength {
		return &FieldError{Field: field, Problem: "is " + safetext.Number(int64(length)) + " characters long",
			Expected: fmt.Sprintf("at most %d", MaxReasonLength)}
	}
	if problem := unprintable(text); problem != "" {
		return &FieldError{Field: field, Problem: problem, Expected: "printable characters only"}
	}
	return nil
}

func checkSettlement(finding Finding, note string) error {
	if !slices.Contains(Findings(), finding) {
		return &FieldError{Field: FieldFinding, Problem: "is missing", Advice: "Say whether the conversation is still in Verba"}
	}
	if note == "" {
		return &FieldError{Field: FieldNote, Problem: "is missing", Advice: "Say how you checked"}
	}
	return checkSentence(FieldNote, note)
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

// Lines shows the request, a line a parameter. What chooses the conversation comes
// first: that is what a person checks. On the wire the parameters keep the order of
// the specification's sample, which means nothing to a server. The text is foreign:
// whoever draws it cleans it. There is none before the request was previewed.
func (p Preview) Lines() []string {
	if p.Endpoint == "" {
		return nil
	}
	lines := []string{string(p.Method) + " " + p.Endpoint}
	if p.Login != "" {
		lines = append(lines, "after a login as "+p.Login)
	}
	for _, parameter := range p.ChoosingFirst() {
		lines = append(lines, " "+parameter.Name+"="+parameter.Value)
	}
	return lines
}

// ChoosingFirst returns the parameters in the order of [Preview.Lines].
func (p Preview) ChoosingFirst() []Parameter {
	ordered := slices.Clone(p.Parameters)
	slices.SortStableFunc(ordered, func(a, b Parameter) int {
		switch {
		case a.chooses() == b.chooses():
			return 0
		case a.chooses():
			return -1
		}
		return 1
	})
	return ordered
}

func (p Preview) equal(other Preview) bool {
	return p.Method == other.Method && p.Endpoint == other.Endpoint && p.Login == other.Login && slices.Equal(p.Parameters, other.Parameters)
}

// Parameter is one parameter of a [Preview], in the order of the wire.
type Parameter struct {
	Name   string
	Value  string // masked when Secret
	Secret bool
}

// chooses reports whether the parameter is a part of the selector.
func (p Parameter) chooses() bool {
	_, identifies := IdentifierType(p.Name).Identifier()
	return identifies || p.Name == string(FieldStatus)
}
