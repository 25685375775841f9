package deletion

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"deletecall/hint"
	"deletecall/safetext"
)

// Selector names the conversation that is meant. It can only be had from
// [NewSelector], so that one in hand keeps the rules of the specification.
type Selector struct {
	identifierType IdentifierType
	identifier     string
	status         Status
}

// NewSelector trims and checks the three parts of a selector. Every part that
// is wrong is reported, each as a *[FieldError], joined with [errors.Join].
func NewSelector(identifierType IdentifierType, identifier, status string) (Selector, error) {
	row, ok := identifierType.Identifier()
	if !ok {
		return Selector{}, &FieldError{Field: FieldIdentifierType, Value: string(identifierType),
			Problem: "is not an identifier type", Expected: hint.OneOf(IdentifierTypes()...)}
	}
	selector := Selector{identifierType: identifierType}
	var problems []error

	identifier = safetext.Trim(identifier)
	if err := checkIdentifier(row, identifier); err != nil {
		problems = append(problems, err)
	}
	selector.identifier = identifier

	switch {
	case row.TakesStatus:
		parsed, err := ParseStatus(status)
		if err != nil {
			problems = append(problems, err)
		}
		selector.status = parsed
	case strings.TrimSpace(status) != "":
		problems = append(problems, &FieldError{Field: FieldStatus, Value: status,
			Problem: "belongs only to an extension", Advice: "Leave out the status"})
	}
	if len(problems) > 0 {
		return Selector{}, errors.Join(problems...)
	}
	return selector, nil
}

func checkIdentifier(row Identifier, identifier string) error {
	fail := func(problem, expected string) error {
		return &FieldError{Field: FieldIdentifier, Label: row.Label, Value: identifier, Problem: problem, Expected: expected}
	}
	if identifier == "" {
		return &FieldError{Field: FieldIdentifier, Label: row.Label, Problem: "is missing",
			Advice: "Enter the " + row.inSentence() + ", for example " + row.Example}
	}
	if length := utf8.RuneCountInString(identifier); length > MaxIdentifierLength {
		return fail("is "+safetext.Number(int64(length))+" characters long", fmt.Sprintf("at most %d", MaxIdentifierLength))
	}
	if err := cmp.Or(several(row, identifier), listed(row, identifier)); err != nil {
		return err
	}
	plain, first, found := safetext.Plain(identifier)
	if found && unprintable(plain) == "" {
		return &FieldError{Field: FieldIdentifier, Label: row.Label, Value: identifier, Instead: plain,
			Problem: "has a character that only looks like a plain one",
			Advice:  "C" + first.String()[1:] + ". Use " + plain + " instead"}
	}
	if problem := unprintable(identifier); problem != "" {
		return fail(problem, "printable characters only")
	}
	if found { // no text stands for it, as with joiners between very long conjuncts
		return fail("has "+first.Name, "printable characters only")
	}
	if strings.Contains(identifier, "…") { // what lists, ours among them, put where a text has no room
		return &FieldError{Field: FieldIdentifier, Label: row.Label, Value: identifier,
			Problem: "is cut off at …",
			Advice:  "It is cut off at …; characters are lost. Copy the whole identifier"}
	}
	if isShortened(identifier) {
		return &FieldError{Field: FieldIdentifier, Label: row.Label, Value: identifier,
			Problem: "is a number that a spreadsheet has shortened",
			Advice:  "A spreadsheet shortened this number; digits are lost. Format the cell as text, and copy it again"}
	}
	return nil
}

// isShortened reports what spreadsheets make of a long number: 7.16E+07.
func isShortened(identifier string) bool {
	number, exponent, found := strings.Cut(strings.ToUpper(identifier), "E+")
	isNumber := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	whole, fraction, broken := strings.Cut(strings.Replace(number, ",", ".", 1), ".")
	return found && isNumber(exponent) && isNumber(whole) && (!broken || isNumber(fraction))
}

// IsZero reports whether s was never made by [NewSelector].
func (s Selector) IsZero() bool { return s.identifierType == "" }

// Type is the kind of the identifier.
func (s Selector) Type() IdentifierType { return s.identifierType }

// Identifier is the identifier itself, trimmed and printable.
func (s Selector) Identifier() string { return s.identifier }

// Status is the status combination: set with an extension, empty otherwise.
func (s Selector) Status() Status { return s.status }

// String names the selector in a line: "extension 8856, status last".
func (s Selector) String() string {
	return describeSelector(s.identifierType, s.identifier, s.status)
}

func describeSelector(identifierType IdentifierType, identifier string, status Status) string {
	name := string(identifierType)
	if row, ok := identifierType.Identifier(); ok {
		name = row.Label
		if identifierType == Extension {
			name = strings.ToLower(name)
		}
	}
	name += " " + cmp.Or(identifier, LeftOut)
	if status == NoStatus {
		return name
	}
	return name + ", status " + string(status)
}

// Consequence says in plain sentences what the server will do.
func (s Selector) Consequence() string {
	return Consequence(s.identifierType, s.identifier, s.status)
}

// Consequence says in plain sentences what a deletion with these parts does. The
// identifier may be missing as yet.
func Consequence(identifierType IdentifierType, identifier string, status Status) string {
	if identifierType == Extension {
		row, _ := status.Combination()
		if identifier == "" {
			identifier = "the extension"
		}
		return fmt.Sprintf(row.Finds, identifier) + " " + row.Effect +
			". If no call is found, or more than one, nothing is deleted."
	}
	if identifier == "" {
		identifier = "the given one"
	}
	return fmt.Sprintf("The conversation whose %s is %s is deleted; if it is still in progress, it is marked for deletion. "+
		"If it is not found, nothing is deleted.", identifierType.Label(), identifier)
}
