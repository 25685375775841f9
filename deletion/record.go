package deletion

import (
	"cmp"
	"time"

	"deletecall/hint"
)

// Intent records that an operator confirmed a deletion. It is durable before
// anything is sent.
type Intent struct {
	Number         int64  // gap-free, from 1; given by the [Recorder]
	ID             string // UUIDv7, RFC 9562
	IdentifierType IdentifierType
	Identifier     string
	Status         Status
	Server         string // its name
	Endpoint       string
	Method         Method
	ResponseType   ResponseType
	KeyFingerprint string // keyed hash of the API key, never the key
	Operator       Operator
	Reason         string
	Again          int64     // the record with an unknown outcome that this knowingly repeats; 0 for none
	Shown          Shown     // of the call, before it was confirmed
	Pinned         bool      // DeleteCall had the internal ID of that call, and not the identifier
	Version        string    // of the program
	Confirmed      time.Time // with the offset at the operator's side
	Deadline       time.Time // after it, the request can't be under way any more
}

// Describe names the target in a line: "extension 8856, status last".
func (i Intent) Describe() string {
	return describeSelector(i.IdentifierType, i.Identifier, i.Status)
}

// Brief is the identifier, with its status where it has one: "8856 last". What is not an
// extension says so by its look. It is foreign.
func (i Intent) Brief() string {
	text := cmp.Or(i.Identifier, LeftOut)
	if i.Status != NoStatus {
		text += " " + string(i.Status)
	}
	return text
}

// Label is the outcome in a word or two and, where somebody settled an unknown one, what they
// found: "accepted", "→ not deleted".
func (r Record) Label() string {
	if r.Outcome.Kind != Unknown || r.Settlement == nil {
		return r.Outcome.Kind.Label()
	}
	short, seen := r.Settlement.Finding.Words()
	if seen == "" {
		return "→ settled" // with a finding of a newer version
	}
	return "→ " + short
}

// CallID is the internal ID of the call that a deletion is about, as far as it is known: what was
// typed, or else what a look-up proved. One that proved nothing may have shown another call.
func (i Intent) CallID() string {
	if i.IdentifierType == CallID {
		return i.Identifier
	}
	return i.Shown.ProvedID()
}

// Finding is what a person found when they looked after an unknown outcome.
type Finding string

// The findings.
const (
	FoundDeleted    Finding = "deleted"     // the conversation is gone
	FoundNotDeleted Finding = "not_deleted" // the conversation is still there
)

// findings are all of them, in the order in which a person is offered them.
var findings = []struct {
	finding     Finding
	short, seen string
}{
	{FoundDeleted, "deleted", "no longer in Verba"},
	{FoundNotDeleted, "not deleted", "still in Verba"},
}

// Findings returns the findings in the order in which a person is offered them.
func Findings() (all []Finding) {
	for _, row := range findings {
		all = append(all, row.finding)
	}
	return all
}

// Words are the finding in a word or two, and where the conversation is; the finding itself and
// nothing for one of a newer version.
func (f Finding) Words() (short, seen string) {
	for _, row := range findings {
		if row.finding == f {
			return row.short, row.seen
		}
	}
	return string(f), ""
}

// Label is the finding as a person reads it. Deleted alone, next to a name, would read
// as if that person had deleted it.
func (f Finding) Label() string {
	short, seen := f.Words()
	if seen == "" {
		return short
	}
	return hint.Capital(short) + ": " + seen
}

// Settlement settles an unknown outcome. It does not replace it.
type Settlement struct {
	Finding  Finding
	Note     string // where and how it was seen
	Operator Operator
	Settled  time.Time
}

// Record is one deletion as the history tells it. What it holds may have been
// written around the product, so every text in it is foreign.
type Record struct {
	Intent     Intent
	Outcome    Outcome // Kind is Pending while there is none
	Settlement *Settlement
	After      *After // what the newest look-up found; nil where there was none

	// Missing are the kinds of personal data of which something was removed on purpose, or
	// is not shown.
	Missing DataKinds

	// Signature is of the checkpoint that was signed over the history right after
	// the outcome. It is not part of what the history keeps.
	Signature Signature
}

// MayBeCertified reports whether a certificate can say something of the record: it was accepted, or a person
// found out what had happened. Whoever issues it decides.
func (r Record) MayBeCertified() bool {
	return r.Outcome.Kind == Accepted || r.Settlement != nil
}

// Unsettled reports whether a person still has to find out what happened.
func (r Record) Unsettled() bool {
	return r.Outcome.Kind == Unknown && r.Settlement == nil
}
