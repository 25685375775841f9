package deletion

import (
	"errors"
	"fmt"
	"strings"

	"deletecall/hint"
	"deletecall/safetext"
)

// Field names an input of a deletion, so that a form can show a [FieldError]
// where it belongs and the command line can name the flag.
type Field string

// The inputs that can be wrong.
const (
	FieldServer         Field = "server"
	FieldIdentifierType Field = "identifier type"
	FieldIdentifier     Field = "identifier"
	FieldStatus         Field = "status"
	FieldReason         Field = "reason"
	FieldTimeLimit      Field = "time limit"
	FieldFinding        Field = "finding"
	FieldNote           Field = "note"
	FieldOwner          Field = "owner"
	FieldTag            Field = "tag"
)

// FieldError says which input is wrong, how, and what was expected.
type FieldError struct {
	Field    Field
	Label    string // what the person knows the field as, when that differs
	Value    string // what was given; foreign text
	Problem  string // a verb phrase: "is missing"
	Expected string // a noun phrase: "at most 255 characters"
	Advice   string // what to do, as a sentence without a full stop; says more than Problem and Expected
	Instead  string // what was most likely meant, where that is known
}

func (e *FieldError) Error() string {
	name := string(e.Field)
	if e.Label != "" {
		name = e.Label
	}
	text := name
	if e.Value != "" {
		text += " " + quote(e.Value)
	}
	text += " " + e.Problem
	if e.Advice == "" && e.Expected != "" {
		return hint.Below(text, "expected "+e.Expected)
	}
	return hint.Below(text, e.Advice)
}

// Hint is the error in one line, without the field's name and value, for a place beside
// the field.
func (e *FieldError) Hint() string {
	if e.Advice != "" {
		return strings.ReplaceAll(e.Advice, "\n", " ")
	}
	if e.Expected == "" {
		return "It " + e.Problem
	}
	return "It " + e.Problem + "; expected " + e.Expected
}

func quote(value string) string {
	const cells = 40
	return `"` + safetext.Bounded(value, cells) + `"`
}

// FieldErrors returns every *[FieldError] in err's tree, in order.
func FieldErrors(err error) []*FieldError {
	switch err := err.(type) {
	case *FieldError:
		return []*FieldError{err}
	case interface{ Unwrap() error }:
		return FieldErrors(err.Unwrap())
	case interface{ Unwrap() []error }:
		var all []*FieldError
		for _, part := range err.Unwrap() {
			all = append(all, FieldErrors(part)...)
		}
		return all
	}
	return nil
}

// unprintable says which character of an input can't be printed, and where it
// is; empty when every one can.
func unprintable(input string) string {
	var control *safetext.ControlError
	if !errors.As(safetext.Check("input", input), &control) {
		return ""
	}
	return fmt.Sprintf("has the character %s (%s) at position %d", control.Escape, control.Name, control.Position)
}
