package certificate

import (
	"fmt"

	"deletecall/deletion"
	"deletecall/hint"
)

// The titles. Only the first two certify a deletion.
const (
	deletedTitle  = "Certificate of deletion"
	acceptedTitle = "Certificate of an accepted deletion"
	settledTitle  = "Statement on a deletion with an unknown outcome"
)

// NoCertificateError says that there is nothing to certify about a record.
type NoCertificateError struct {
	Number int64
	Why    string // a sentence
	Next   string // what to do; empty when there is nothing
}

func (e *NoCertificateError) Error() string {
	return hint.Below(fmt.Sprintf("there is no certificate of record %d: %s", e.Number, e.Why), e.Next)
}

// ContradictionError says that a record contradicts itself, so that it proves nothing.
type ContradictionError struct {
	Number int64
	Kind   deletion.OutcomeKind
}

func (e *ContradictionError) Error() string {
	return hint.Below(fmt.Sprintf("there is no certificate of record %d: its outcome, %s, contradicts the answer that was recorded", e.Number, e.Kind.Label()),
		"to see what is recorded, run: deletecall history show "+numberText(e.Number))
}

// judge reads a record as a doubter would: only an accepted outcome with the server's own
// success code is certified. A settled unknown outcome gets a statement of its own; what
// nobody knows, and what deleted nothing, gets none.
func judge(r *deletion.Record) (statement, error) {
	s, err := judgeOutcome(r)
	if err != nil {
		return statement{}, err
	}
	return s.afterwards(r), nil
}

// judgeOutcome is [judge] without what was found later, as pages of earlier versions were written.
func judgeOutcome(r *deletion.Record) (statement, error) {
	code, number := r.Outcome.Code, r.Intent.Number
	none := func(why, next string) (statement, error) { return statement{}, &NoCertificateError{number, why, next} }
	switch kind := r.Outcome.Kind; kind {
	case deletion.Accepted:
		if code == nil || *code != deletion.CodeSuccess {
			return statement{}, &ContradictionError{number, kind}
		}
		return certified(r.Intent).of(r.Intent), nil
	case deletion.Refused:
		if r.Outcome.Cause.OfGuard() {
			return none("it was refused before anything was sent, and nothing was deleted", "")
		}
		if code == nil || !deletion.ProvesRefusal(*code) {
			return statement{}, &ContradictionError{number, kind}
		}
		return none("the recording system refused the request, and nothing was deleted", "")
	case deletion.NotSent:
		if code != nil || r.Outcome.HTTPStatus != 0 {
			return statement{}, &ContradictionError{number, kind}
		}
		return none("the request was not sent, and nothing was deleted", "")
	case deletion.Unknown:
		if r.Settlement == nil {
			return none("its outcome is unknown", "look the conversation up in Verba, then run: deletecall history settle "+numberText(number))
		}
		return settled(r.Settlement.Finding).of(r.Intent), nil
	case deletion.Pending:
		return none("it has no outcome yet", "wait for it, then run the command again")
	default:
		return none(fmt.Sprintf("this version does not know the outcome %q", string(kind)), "use a newer version of deletecall")
	}
}

func certified(i deletion.Intent) statement {
	if i.IdentifierType == deletion.Extension && i.Status == deletion.Last {
		return statement{title: deletedTitle, paragraphs: []string{
			"Deleted.",
			"The recording system answered the request with success: it deleted the conversation that the request named.",
		}}
	}
	return statement{title: acceptedTitle, paragraphs: []string{
		deletion.Summary(i.IdentifierType, i.Status, deletion.Outcome{Kind: deletion.Accepted}),
		"The recording system answered the request with success. That deletes a finished conversation; one that is still in progress is marked " +
			"for deletion. This page certifies that the deletion was accepted, not at which moment the recording was removed.",
	}}
}

func settled(finding deletion.Finding) statement {
	found := "Later, a person looked and recorded what is stated below."
	switch finding {
	case deletion.FoundDeleted:
		found = "Later, a person looked in the recording system and found that the conversation is gone."
	case deletion.FoundNotDeleted:
		found = "Later, a person looked in the recording system and found that the conversation is still there."
	}
	return statement{title: settledTitle, paragraphs: []string{
		"This page does not certify a deletion.",
		"The request may have reached the recording system, but no answer proves what came of it.",
		found + " That is what this person states; the recording system did not confirm it.",
	}}
}

// of adds what the API leaves open about the conversation itself.
func (s statement) of(i deletion.Intent) statement {
	switch {
	case i.Pinned:
		s.paragraphs = append(s.paragraphs, "Before the deletion a look-up showed the call, and the request named it by its internal ID.")
	case i.IdentifierType == deletion.Extension:
		s.paragraphs = append(s.paragraphs, "The request named the call by an extension. The API does not say which call it was.")
	}
	return s
}
