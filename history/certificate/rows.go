package certificate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
)

// row is a fact that follows from a record, or an empty one where the record has nothing
// for it.
type row struct {
	section string
	deletion.Fact
	at      time.Time // of a time, which is written in the zone of the issuer
	private string    // the private field that it shows; empty for none
}

// The headings.
const (
	documentHeading     = "Document"
	conversationHeading = "Conversation"
	decisionHeading     = "Decision"
	evidenceHeading     = "Evidence"
	findingHeading      = "What a person found"
	proofHeading        = "Proof"
)

var headings = []string{documentHeading, conversationHeading, decisionHeading, evidenceHeading, findingHeading, proofHeading}

// howToCheck ends the page.
const howToCheck = "To check this page, get the public key in another way, and run: deletecall history check-proof FILE --key KEY"

// oneLine is how much of a value fits on a line of the plain text, in cells. What may be
// longer has a multiple of it: with usual texts a certificate is one page.
const oneLine = textWidth - textNames

// rowList collects rows, cleaned, masked and bounded.
type rowList struct {
	section string
	mask    masker
	zone    *time.Location
	list    []row
}

// foreign adds a fact that somebody else wrote, and that may repeat the identifier.
func (l *rowList) foreign(name, private, text string, lines int) {
	l.add(name, private, l.mask.text(safetext.Line(text)), lines)
}

// add adds a fact without a look for the identifier: a short one must not take digits out
// of numbers and hashes.
func (l *rowList) add(name, private, text string, lines int) {
	l.list = append(l.list, row{section: l.section, private: private,
		Fact: deletion.Fact{Name: name, Value: safetext.Excerpt(text, lines*oneLine)}})
}

func (l *rowList) time(name string, at time.Time) {
	written := ""
	if !at.IsZero() {
		written = formatTime(at, l.zone)
	}
	l.add(name, "", written, 1)
	l.list[len(l.list)-1].at = at
}

// recordRows are all facts that follow from a record. They are the same for the record that
// a certificate is written from and for the one that its proof shows, except for times,
// which are in another zone, and for what the proof withholds.
func recordRows(r *deletion.Record, mask masker, zone *time.Location) []row {
	l := &rowList{mask: mask, zone: zone}
	l.conversation(r.Intent, r.Missing.Has(deletion.IdentifierData))
	l.section = decisionHeading
	l.time("Confirmed", r.Intent.Confirmed)
	l.foreign("Reason", "reason", r.Intent.Reason, 3)
	l.foreign("Confirmed by", operatorName, r.Intent.Operator.Name, 1)
	for _, field := range deletion.OperatorFields() {
		l.foreign(field.Title, field.Name, *field.Of(&r.Intent.Operator), 1)
	}
	l.evidence(r)
	l.finding(r.Settlement)
	return l.list
}

func (l *rowList) conversation(i deletion.Intent, removed bool) {
	l.section = conversationHeading
	l.foreign("Identifier type", "", i.IdentifierType.Label(), 1)
	identifier := l.mask.identifier(i.Identifier)
	if identifier == "" && removed {
		identifier = "no longer kept"
	}
	l.add("Identifier", "identifier", identifier, 3)
	l.foreign("Status", "", string(i.Status), 1)
	if showsCallID(i) {
		l.add("Call ID", "call_id", safetext.Line(i.Shown.ProvedID()), 2)
	}
	which := ""
	if i.Pinned {
		which = "Exactly the one with this call ID, which a look-up had shown before"
	} else if row, ok := i.Status.Combination(); ok && i.IdentifierType == deletion.Extension {
		which = strings.TrimSuffix(fmt.Sprintf(row.Finds, "this extension"), ",")
	}
	l.add("Which call", "", which, 3)
	l.foreign("Recording system", "", i.Server, 1)
	l.foreign("Address", "", i.Endpoint, 2)
}

// namesCopies reports whether the page names secondary recordings by their internal IDs, and not only
// how many there are: where it names the call itself.
func namesCopies(i deletion.Intent) bool {
	return showsCallID(i) || i.IdentifierType == deletion.CallID
}

// showsCallID reports whether the page names the call that a look-up showed: not where that ID was
// typed, and not where the server chose again.
func showsCallID(i deletion.Intent) bool {
	return i.Pinned || i.IdentifierType != deletion.CallID && i.IdentifierType != deletion.Extension
}

func (l *rowList) evidence(r *deletion.Record) {
	l.section = evidenceHeading
	l.foreign("Method", "", "DeleteCall of the recording system's API, by "+string(r.Intent.Method), 1)
	evidence := "What a person found, and no answer of the server"
	if code := r.Outcome.Code; r.Outcome.Kind == deletion.Accepted && code != nil {
		evidence = "The server's answer: code " + strconv.Itoa(*code) + ", success"
	}
	l.add("Evidence", "", evidence, 1)
	l.time("Sent", r.Outcome.Started)
	l.time("Outcome known at", r.Outcome.Answered)
	l.foreign("Answer's message", "message", r.Outcome.Message, 1)
	l.add("Answer's SHA-256", "answer_sha256", safetext.Line(r.Outcome.Answer.SHA256), 2)
	l.after(r.After)
	l.add("Record", "", numberText(r.Intent.Number)+", ID "+safetext.Line(r.Intent.ID), 1)
}

func (l *rowList) after(a *deletion.After) {
	if a == nil {
		a = &deletion.After{}
	}
	l.foreign("Looked up later", "", a.Finding.Label(), 1)
	l.foreign("What it showed", "detail", a.Detail, 3)
	l.time("Looked up at", a.Checked)
	l.add("Copies still found", "copies", safetext.Line(strings.ReplaceAll(a.Copies, " ", ", ")), 6)
	l.foreign("Looked up by", operatorName, a.Operator.Name, 1)
}

func (l *rowList) finding(s *deletion.Settlement) {
	if s == nil {
		s = &deletion.Settlement{}
	}
	l.section = findingHeading
	l.foreign("Found", "", s.Finding.Label(), 1)
	l.time("Found at", s.Settled)
	l.foreign("How checked", "note", s.Note, 2)
	l.foreign("Checked by", operatorName, s.Operator.Name, 1)
}

// timeLayout tells a moment to the second, in any zone.
const timeLayout = "2006-01-02 15:04:05 (UTC-07:00)"

// formatTime writes a time in a zone, or in UTC where the zone's offset then was not of
// whole minutes.
func formatTime(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	if _, offset := at.Zone(); offset%60 != 0 {
		at = at.UTC()
	}
	return at.Format(timeLayout)
}

func numberText(n int64) string { return strconv.FormatInt(n, 10) }
