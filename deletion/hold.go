package deletion

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"deletecall/safetext"
)

// Hold keeps the calls with an identifier from being deleted, on every server, until it is
// released. It is an event of the history, and so is its release.
type Hold struct {
	Number         int64 // from 1, in the order in which they were added
	IdentifierType IdentifierType
	Identifier     string
	Reason         string
	Owner          string // who wants it kept, such as "Legal"
	Tag            string // short and free, such as "case-77"; it stays when personal data is removed
	Operator       Operator
	Added          time.Time
	Release        *Release // nil while it holds
	Missing        DataKinds
}

// Release ends a hold.
type Release struct {
	Reason   string
	Operator Operator
	Released time.Time
}

// Limits of a hold's texts, in characters.
const (
	MaxOwnerLength = 100
	MaxTagLength   = 40
)

// NewHold checks what a person wrote and joins it. It returns the *[FieldError]s of everything
// that is wrong. A status makes no difference to a hold.
func NewHold(name Name, reason, owner, tag string) (Hold, error) {
	var problems []error
	row, known := name.Type.Identifier()
	name.Identifier = safetext.Trim(name.Identifier)
	switch {
	case !known:
		problems = append(problems, &FieldError{Field: FieldIdentifierType, Value: string(name.Type), Problem: "is not an identifier type"})
	default:
		if err := checkIdentifier(row, name.Identifier); err != nil {
			problems = append(problems, err)
		}
	}
	hold := Hold{IdentifierType: name.Type, Identifier: name.Identifier,
		Reason: sentence(reason), Owner: strings.TrimSpace(owner), Tag: strings.TrimSpace(tag)}
	if err := hold.check(); err != nil {
		problems = append(problems, err)
	}
	return hold, errors.Join(problems...)
}

func (h Hold) check() error {
	var problems []error
	if h.Reason == "" {
		problems = append(problems, &FieldError{Field: FieldReason, Problem: "is missing", Advice: "Say why the calls have to be kept"})
	} else if err := checkSentence(FieldReason, h.Reason); err != nil {
		problems = append(problems, err)
	}
	switch problem := unprintable(h.Owner); {
	case h.Owner == "":
		problems = append(problems, &FieldError{Field: FieldOwner, Problem: "is missing", Advice: "Say who wants the calls kept, for example Legal"})
	case problem != "":
		problems = append(problems, &FieldError{Field: FieldOwner, Problem: problem, Expected: "printable characters only"})
	case utf8.RuneCountInString(h.Owner) > MaxOwnerLength:
		problems = append(problems, &FieldError{Field: FieldOwner, Problem: "is too long", Expected: fmt.Sprintf("at most %d characters", MaxOwnerLength)})
	}
	if len(h.Tag) > MaxTagLength || strings.ContainsFunc(h.Tag, isNoTagCharacter) {
		problems = append(problems, &FieldError{Field: FieldTag, Value: h.Tag, Problem: "is not a tag",
			Expected: fmt.Sprintf("at most %d letters, digits, dots, dashes and underscores, such as case-77", MaxTagLength)})
	}
	return errors.Join(problems...)
}

func isNoTagCharacter(r rune) bool {
	return !(r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
}

// NewRelease checks the reason for which a hold is released; a wrong one is a *[FieldError].
func NewRelease(reason string) (Release, error) {
	reason = sentence(reason)
	if reason == "" {
		return Release{}, &FieldError{Field: FieldReason, Problem: "is missing", Advice: "Say why the calls need not be kept any more"}
	}
	return Release{Reason: reason}, checkSentence(FieldReason, reason)
}

// Describe names what is held in a line: "extension 8856".
func (h Hold) Describe() string { return describeSelector(h.IdentifierType, h.Identifier, NoStatus) }

// since says since when, by whom and why it holds, so that it can be passed on.
func (h Hold) since(zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	tag := ""
	if h.Tag != "" {
		tag = ", " + safetext.Line(h.Tag)
	}
	return fmt.Sprintf("since %s by %s (hold %d%s): %s", h.Added.In(zone).Format(time.DateOnly), safetext.Line(h.Owner), h.Number, tag,
		strings.TrimRight(safetext.Line(h.Reason), ". "))
}

// NoHoldError says that the history has no hold with this number.
type NoHoldError struct{ Number int64 }

func (e *NoHoldError) Error() string {
	return fmt.Sprintf("there is no hold %d\nTo see all holds: deletecall hold list --all", e.Number)
}

// ReleasedError says that a hold was released before.
type ReleasedError struct {
	Number int64
	By     string
}

func (e *ReleasedError) Error() string {
	return fmt.Sprintf("hold %d was released by %s", e.Number, safetext.Line(e.By))
}
