package deletion

import (
	"errors"
	"fmt"
	"strings"

	"deletecall/hint"
	"deletecall/safetext"
)

// HistoryError says that the audit history can't be used. Nothing was sent
// because of it.
type HistoryError struct {
	Op      string // what was tried: "open", "record the intent"
	Path    string // the file that it concerns
	Problem string // what is wrong, in plain words
	Advice  string // what to do
	Err     error  // the cause; may be nil
}

func (e *HistoryError) Error() string { return "can't " + e.Op + ": " + e.Reason() }

// Reason is the error without what was tried.
func (e *HistoryError) Reason() string {
	return hint.Below(safetext.Line(e.Path)+" "+e.Problem, e.Advice)
}

// Is reports whether target says the same of the same file: who knows the one need not be told the other.
func (e *HistoryError) Is(target error) bool {
	other, ok := target.(*HistoryError)
	return ok && e.Path == other.Path && e.Problem == other.Problem
}

func (e *HistoryError) Unwrap() error { return e.Err }

// OutcomeNotRecordedError says that the history could not take an outcome. The
// request was sent.
type OutcomeNotRecordedError struct {
	Number   int64
	SideFile string // the file that keeps it until the next start imports it; empty when even that failed
	Err      error
}

func (e *OutcomeNotRecordedError) Error() string {
	// What was tried in turn failed one by one; it is one sentence here.
	cause := safetext.Line(strings.Join(happened(e.Err), "; then: "))
	if _, ok := errors.AsType[*UnansweredError](e.Err); ok {
		return fmt.Sprintf("the outcome of record %d was not confirmed as written in time (%s); note it down now\nlater see whether it was: deletecall history show %d",
			e.Number, cause, e.Number)
	}
	if e.SideFile == "" {
		return fmt.Sprintf("the outcome of record %d could not be written anywhere; note it down now (%s)", e.Number, cause)
	}
	return fmt.Sprintf("the outcome of record %d could not be written to the history; %s keeps it, and the next start imports it (%s)",
		e.Number, safetext.Line(e.SideFile), cause)
}

// happened is what each of joined errors says of what happened, without the hints below it.
func happened(err error) (texts []string) {
	joined, isJoined := err.(interface{ Unwrap() []error })
	if !isJoined {
		what, _ := hint.Cut(err.Error())
		return []string{what}
	}
	for _, each := range joined.Unwrap() {
		texts = append(texts, happened(each)...)
	}
	return texts
}

func (e *OutcomeNotRecordedError) Unwrap() error { return e.Err }

// CredentialsError says that the credentials of a server can't be had. Nothing
// was sent because of it.
type CredentialsError struct {
	Server  string
	Missing bool // nothing is configured; Problem then says what, as "no API key"
	Untyped bool // a person has to type it, see [Workflow.Untyped]
	Problem string
	Advice  string
	Err     error
}

func (e *CredentialsError) Error() string {
	if e.Missing {
		return hint.Below(e.Problem+" for "+safetext.Line(e.Server), e.Advice)
	}
	return hint.Below(fmt.Sprintf("the credentials of %s can't be used: %s", safetext.Line(e.Server), e.Problem), e.Advice)
}

func (e *CredentialsError) Unwrap() error { return e.Err }

// NoRecordError says that the history has no record with this number.
type NoRecordError struct{ Number int64 }

func (e *NoRecordError) Error() string { return fmt.Sprintf("the history has no record %d", e.Number) }

// RecordMismatchError says that a record was changed around the product: it does not
// fit the hash tree or the list of the history. Its content is not shown.
type RecordMismatchError struct {
	Number  int64
	Problem string // sentences
}

func (e *RecordMismatchError) Error() string {
	return fmt.Sprintf("record %d does not match the history: %s\nto see what was changed, run: deletecall history verify", e.Number, e.Problem)
}

// UnreadableError says that a record is there and can't be read: the history is
// damaged, or was changed around the program.
type UnreadableError struct {
	Number int64
	Err    error // what is wrong with it
}

func (e *UnreadableError) Error() string {
	return fmt.Sprintf("record %d can't be read: %s", e.Number, safetext.Block(e.Err.Error(), 20)) // with its hint
}

func (e *UnreadableError) Unwrap() error { return e.Err }

// NotUnsettledError says that a record can't be settled, because its outcome
// is known or because somebody settled it before.
type NotUnsettledError struct {
	Number int64
	Kind   OutcomeKind
	By     string // who settled it, when somebody did
}

func (e *NotUnsettledError) Error() string {
	if e.By != "" {
		return fmt.Sprintf("record %d was settled by %s", e.Number, safetext.Line(e.By))
	}
	return fmt.Sprintf("the outcome of record %d is %s; only an unknown one can be settled", e.Number, e.Kind.Label())
}

// DrainingError says that the program is ending and starts nothing new.
type DrainingError struct{}

func (*DrainingError) Error() string { return "the program is ending; nothing was sent" }
