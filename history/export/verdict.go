package export

import (
	"time"

	"deletecall/deletion"
)

// verdict is what a certificate may say of a record, and no more than that.
type verdict struct {
	title     string
	headline  string // instead of the record's summary, where that would claim too much
	certifies bool   // the server accepted the deletion
	sentences []string
}

const (
	certifiesNothing = "This page does not certify a deletion."
	notProved        = "The outcome of the request is not proved."
)

// judge reads a record as a doubter would: only an accepted outcome with the
// server's own success code is certified, and a record that contradicts itself
// proves nothing.
func judge(r *deletion.Record) verdict {
	code := r.Outcome.Code
	succeeded := code != nil && *code == deletion.CodeSuccess
	switch kind := r.Outcome.Kind; {
	case kind == deletion.Accepted && succeeded:
		return judgeAccepted(r)
	case kind == deletion.Accepted && code == nil:
		return noDeletion(notProved, "The record says that the deletion was accepted, but has no answer to prove it.")
	case kind == deletion.Accepted,
		kind == deletion.Refused && (code == nil || !deletion.ProvesRefusal(*code)),
		kind == deletion.NotSent && (code != nil || r.Outcome.HTTPStatus != 0):
		return noDeletion(notProved, "The record contradicts itself: its outcome and the recorded answer do not match.")
	case kind == deletion.Refused:
		return noDeletion("", "The recording system refused the request. According to its answer, nothing was deleted.")
	case kind == deletion.NotSent:
		return noDeletion("", "The request never left this program, so it deleted nothing.")
	case kind == deletion.Unknown:
		return noDeletion("", "The request may have reached the recording system, but no answer proves what came of it. "+
			"The recording may exist or may be gone.")
	case kind == deletion.Pending:
		return noDeletion(notProved, "The request was confirmed, and no outcome is recorded yet.")
	}
	return noDeletion("", "This version of the program does not know the recorded outcome.")
}

func judgeAccepted(r *deletion.Record) verdict {
	if r.Intent.IdentifierType == deletion.Extension && r.Intent.Status == deletion.Last {
		return verdict{title: "Certificate of deletion", certifies: true, sentences: []string{
			"The recording system answered the request with success: it deleted the conversation named below."}}
	}
	return verdict{title: "Certificate of an accepted deletion", certifies: true, sentences: []string{
		"The recording system answered the request with success. That deletes a finished conversation; one that is still in progress " +
			"is marked for deletion. This page certifies that the deletion was accepted, not at which moment the recording was removed."}}
}

func noDeletion(headline, why string) verdict {
	return verdict{title: "Record of a deletion that is not certified", headline: headline, sentences: []string{certifiesNothing, why}}
}

// findingSentences tell what a person found later. That never turns an unknown
// outcome into a certified one.
func findingSentences(r *deletion.Record, p *pageWriter) []string {
	s := r.Settlement
	if s == nil {
		return nil
	}
	found := "what is recorded as " + p.foreign(string(s.Finding))
	switch s.Finding {
	case deletion.FoundDeleted:
		found = "that the conversation is gone"
	case deletion.FoundNotDeleted:
		found = "that the conversation is still there"
	}
	sentence := "Later, " + orElse(p.foreign(s.Operator.Name), "somebody") + " looked and found " + found
	if !s.Settled.IsZero() {
		sentence += ", at " + inZone(s.Settled, p.zone).Format(time.RFC3339)
	}
	if s.Note != "" {
		sentence += ": " + p.foreign(s.Note)
	}
	return []string{sentence}
}
