package certificate

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/proof"
	"deletecall/safetext"
)

// Format is how the page is written.
type Format string

// The formats.
const (
	HTML Format = "html" // one page for a browser and its printer
	Text Format = "text" // plain text of 78 columns
)

// FormatOf is the format of a file with this name, where nobody says which.
func FormatOf(path string) Format {
	if strings.HasSuffix(path, ".txt") {
		return Text
	}
	return HTML
}

// Formats returns the formats, the default first.
func Formats() []Format { return []Format{HTML, Text} }

// Issue is how a certificate is issued, and what it says besides the record. These texts
// are the word of its issuer; an empty one is not stated.
type Issue struct {
	Format   Format
	Mask     bool     // show only the end of the identifier
	Disclose []string // names of [Disclosable]; with any of them the operator is named
	Zone     *time.Location

	Serial      string // see [NewSerial]
	Issued      time.Time
	Controller  string
	Contact     string
	DecidedBy   string
	VerifiedBy  string
	Ground      string // see [Ground]
	Request     string // its reference
	RequestDate string
	NotCovered  string // what remains after the deletion; empty for [DefaultNotCovered]
}

// DefaultNotCovered is what a deletion leaves, as long as nobody says more exactly.
const DefaultNotCovered = "Backups and other copies of the recording, exports that were made before, and metadata that is kept outside of the deleted conversation."

// NewSerial returns the serial number of a certificate about a record: the record's number
// and 40 random bits, as the letters and digits of base32.
func NewSerial(number int64) string {
	random := rand.Text()
	return fmt.Sprintf("%d-%s-%s", number, random[:4], random[4:8])
}

// New returns the certificate of a record as a file: the page, and attached to it the signed
// statement and the proof, which is a proof file of [proof.Prove] that withholds
// [Issue.Withheld]. key is the history's, and has to have signed the proof's checkpoint.
//
// The file is checked before it is returned. Where there is nothing to certify, the error is
// a *[NoCertificateError], for a record that contradicts itself a *[ContradictionError], for
// a text that is too long a *[TooLongError]; else those of [Check].
func New(record deletion.Record, issue Issue, key *proof.Key, proofFile []byte) ([]byte, error) {
	says, err := judge(&record)
	if err != nil {
		return nil, err
	}
	attached, err := newAttachment(proofFile)
	if err != nil {
		return nil, err
	}
	proved, err := proof.CheckProof(attached.proof, key.Public())
	if err != nil {
		return nil, err
	}
	record = issue.shown(record)
	if err := issue.fill(&says, &record, proofRows(proved, key.Public(), attached.proof)); err != nil {
		return nil, err
	}
	if attached.signed, err = key.SignCertificate(says.encode()); err != nil {
		return nil, err
	}
	file := attached.file(says, issue.Format)
	if _, err := Check(file, key.Public()); err != nil {
		return nil, err
	}
	return file, nil
}

// TooLongError says that a text does not fit on the page.
type TooLongError struct {
	Name       string // of the fact
	Most, Have int    // in cells
}

func (e *TooLongError) Error() string {
	return hint.Below(fmt.Sprintf("%q is too long for a certificate (%d characters)", e.Name, e.Have), fmt.Sprintf("use at most %d", e.Most))
}

// fill adds what the page says below its first sentences. What the issuer states is never
// cut: it is nowhere else.
func (i Issue) fill(says *statement, r *deletion.Record, proofFacts []row) (err error) {
	mask := masker{}
	if i.Mask {
		mask = newMasker(r.Intent.Identifier)
	}
	claim := func(heading, name, value string, lines int) {
		value = mask.text(safetext.Line(value))
		if have, most := safetext.Width(value), lines*oneLine; have > most && err == nil {
			err = &TooLongError{name, most, have}
		}
		says.add(heading, name, cmp.Or(value, "not stated"))
	}
	rows := recordRows(r, mask, i.Zone)
	claim(documentHeading, "Serial number", i.Serial, 1)
	says.add(documentHeading, "Issued", formatTime(i.Issued, i.Zone))
	claim(documentHeading, "Controller", i.Controller, 2)
	claim(documentHeading, "Contact", i.Contact, 1)
	says.addRows(conversationHeading, rows)
	says.addRows(decisionHeading, rows)
	claim(decisionHeading, "Legal ground", i.Ground, 2)
	claim(decisionHeading, "Request", i.request(), 1)
	claim(decisionHeading, "Decided by", i.DecidedBy, 1)
	claim(decisionHeading, "Verified by", i.VerifiedBy, 1)
	says.addRows(evidenceHeading, rows)
	claim(evidenceHeading, "Not covered", cmp.Or(i.NotCovered, DefaultNotCovered), 4)
	says.addRows(findingHeading, rows)
	says.addRows(proofHeading, proofFacts)
	says.sections[len(says.sections)-1].paragraphs = []string{howToCheck}
	return err
}

func (i Issue) request() string {
	if i.Request == "" || i.RequestDate == "" {
		return i.Request
	}
	return i.Request + ", of " + i.RequestDate
}

// proofRows are the facts that follow from the proof and the key.
func proofRows(proved proof.Proved, key string, file []byte) []row {
	hash := sha256.Sum256(file)
	l := &rowList{section: proofHeading}
	l.foreign("Checkpoint", "", proved.Checkpoint.Short(), 1)
	l.foreign("Public key", "", key, 3)
	l.add("Proof's SHA-256", "", hex.EncodeToString(hash[:]), 2)
	return l.list
}
