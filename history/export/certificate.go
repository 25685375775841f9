package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
)

// CertificateFormat is a form of the certificate.
type CertificateFormat string

// The forms.
const (
	HTML CertificateFormat = "html" // one page for a browser and its printer
	Text CertificateFormat = "text" // plain text of 78 columns
)

// CertificateFormats returns the forms, the default first.
func CertificateFormats() []CertificateFormat { return []CertificateFormat{HTML, Text} }

// CertificateOptions say how a certificate is written. The zero Zone is UTC.
type CertificateOptions struct {
	Format   CertificateFormat // HTML when empty
	Mask     bool              // show only the end of the conversation's identifier
	Zone     *time.Location
	Issued   time.Time
	IssuedBy string
	Version  string // of the program
	Proof    Proof
}

// Proof is where the record stands in the history's hash tree, as texts.
type Proof struct {
	TreeSize   string // how many events the tree has
	RootHash   string
	Checkpoint string // the signed note; may have several lines
	Key        string // the public key that signed it
	Events     []ProvedEvent
}

// ProvedEvent is an event of the record: its place in the tree, and its hash
// there, which ties the page to the proof file. A masked page leaves it out: who
// knows the rest of the event could try identifiers against it.
type ProvedEvent struct {
	Seq  int64 // from 1
	Hash string
}

// Longest texts of a certificate, in cells: it is one page.
const (
	certificateText   = 400
	certificateLines  = 16 // of a checkpoint
	certificateEvents = 6  // of the record, with their hashes
)

// page is what both forms of the certificate show. Its texts are clean.
type page struct {
	Title      string
	Headline   string
	Certifies  bool // that a deletion was accepted
	Sentences  []string
	Sections   []section
	Checkpoint []string
	Footer     []string
}

type section struct {
	ID      string // within the page
	Heading string
	Facts   []deletion.Fact
}

// Certificate writes one page about one deletion, for the person whose call it
// was or for a regulator: what was deleted, when, on whose decision, on which
// ground, what came of it, and the proof. Where the server did not accept the
// deletion, or nobody knows, the page says that it certifies no deletion.
//
// A format that there is not is a *[FormatError].
func Certificate(w io.Writer, record deletion.Record, options CertificateOptions) error {
	if options.Zone == nil {
		options.Zone = time.UTC
	}
	content := newPage(&record, options)
	switch options.Format {
	case HTML, "":
		return writeHTML(w, content)
	case Text:
		return writeText(w, content)
	}
	return newFormatError(string(options.Format), CertificateFormats())
}

// pageWriter collects facts, cleaned, masked and bounded.
type pageWriter struct {
	mask  masker
	zone  *time.Location
	facts []deletion.Fact
}

// foreign returns a text that may repeat the identifier as the page shows it.
func (p *pageWriter) foreign(text string) string {
	return safetext.Excerpt(p.mask.text(safetext.Line(text)), certificateText)
}

// add adds a fact that others wrote.
func (p *pageWriter) add(name, text string) { p.own(name, p.foreign(text)) }

// own adds a fact that is made here, where a short identifier must not take
// digits out of times and hashes.
func (p *pageWriter) own(name, text string) {
	if text != "" {
		p.facts = append(p.facts, deletion.Fact{Name: name, Value: safetext.Excerpt(text, certificateText)})
	}
}

func (p *pageWriter) time(name string, at time.Time) {
	if !at.IsZero() {
		at = inZone(at, p.zone)
		p.own(name, at.Format("2006-01-02 15:04:05 ")+"(UTC"+at.Format(offsetLayout)+")")
	}
}

// take returns the facts that were added since the last take.
func (p *pageWriter) take(id, heading string) section {
	facts := p.facts
	p.facts = nil
	return section{id, heading, facts}
}

func newPage(r *deletion.Record, options CertificateOptions) page {
	p := &pageWriter{zone: options.Zone}
	if options.Mask {
		p.mask = newMasker(r.Intent.Identifier)
	}
	verdict := judge(r)
	content := page{Title: verdict.title, Headline: p.foreign(orElse(verdict.headline, r.Summary())), Certifies: verdict.certifies,
		Sentences: append(verdict.sentences, findingSentences(r, p)...)}
	content.Sections = []section{p.what(r, verdict), p.decision(r), p.outcome(r)}
	shown := p.shown(options.Proof)
	if proof := p.proof(shown); len(proof.Facts) > 0 || shown.Checkpoint != "" {
		content.Sections = append(content.Sections, proof)
		content.Checkpoint = safetext.Lines(shown.Checkpoint, certificateLines)
		content.Footer = append(content.Footer, "The proof can be checked without the history: ask for the proof file of this record, and take the public key from elsewhere.")
	} else {
		content.Footer = append(content.Footer, "This page comes without a proof of the history's hash tree.")
	}
	content.Footer = append(content.Footer, p.issued(options))
	return content
}

func (p *pageWriter) what(r *deletion.Record, v verdict) section {
	i := r.Intent
	p.add("Identifier type", i.IdentifierType.Label())
	p.own("Identifier", p.mask.identifier(i.Identifier))
	p.add("Status", string(i.Status))
	if row, ok := i.Status.Combination(); ok && i.IdentifierType == deletion.Extension {
		p.own("Meaning", strings.TrimSuffix(fmt.Sprintf(row.Finds, p.mask.identifier(i.Identifier)), ","))
	}
	p.add("Recording system", i.Server)
	p.add("Address", i.Endpoint)
	if v.certifies {
		return p.take("what", "What was deleted")
	}
	return p.take("what", "What should have been deleted")
}

func (p *pageWriter) decision(r *deletion.Record) section {
	i := r.Intent
	p.time("Decided", i.Confirmed)
	p.add("Decided by", i.Operator.Name)
	if i.Operator.Login != i.Operator.Name {
		p.add("Login", i.Operator.Login)
	}
	p.add("Reason", orElse(i.Reason, "none was recorded"))
	return p.take("decision", "Who decided")
}

func (p *pageWriter) outcome(r *deletion.Record) section {
	p.own("Outcome", r.Outcome.Kind.Label())
	if r.Outcome.Kind != deletion.Pending {
		p.time(r.Outcome.BeginLabel(), r.Outcome.Started)
		p.time("Outcome known at", r.Outcome.Answered)
	}
	if code := r.Outcome.Code; code != nil {
		p.own("Answer's code", strconv.Itoa(*code)+", "+deletion.ExplainCode(*code).Meaning)
	}
	p.add("Answer's message", r.Outcome.Message)
	if !p.mask.active() { // the answer may repeat the identifier: whoever knows the rest could try all extensions
		p.own("Answer's SHA-256", r.Outcome.Answer.SHA256)
	}
	p.own("Record", numberText(r.Intent.Number))
	p.own("Record's ID", r.Intent.ID)
	return p.take("outcome", "What came of it")
}

// shown is the proof without what a masked page must not show: a hash over nothing
// but this record's events, against which all identifiers could be tried.
func (p *pageWriter) shown(proof Proof) Proof {
	switch {
	case !p.mask.active():
		return proof
	case proof.TreeSize == numberText(int64(len(proof.Events))):
		return Proof{} // the tree has no other event
	}
	proof.Events = nil
	return proof
}

func (p *pageWriter) proof(proof Proof) section {
	p.own("Events in the tree", proof.TreeSize)
	p.own("Root hash", proof.RootHash)
	p.own("Public key", proof.Key)
	for i, event := range proof.Events {
		if i == certificateEvents {
			p.own("More events", numberText(int64(len(proof.Events)-i)))
			break
		}
		p.own("Hash of event "+numberText(event.Seq), event.Hash)
	}
	return p.take("proof", "Proof")
}

func (p *pageWriter) issued(options CertificateOptions) string {
	line := "Issued by " + programName
	if options.Version != "" {
		line += " " + options.Version
	}
	if options.IssuedBy != "" {
		line += " for " + p.foreign(options.IssuedBy)
	}
	if !options.Issued.IsZero() {
		line += " at " + inZone(options.Issued, p.zone).Format(stampLayout)
	}
	line += ". Times are in the zone " + zoneName(p.zone, options.Issued) + "."
	if p.mask.active() {
		line += " Only part of the identifier is shown."
	}
	return safetext.Line(line)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
