package config

import (
	"fmt"

	"deletecall/safetext"
)

// Certificate is what a certificate says besides the record. An empty text is not stated.
type Certificate struct {
	Controller string // who is responsible for the data, with the address
	Contact    string // of the controller, for questions
	DecidedBy  string // who decides on deletions: a name or a role
	VerifiedBy string // who verified the deletion: a name or a role
	Ground     string // the legal ground, where the command names none
}

// How long the texts of a certificate may be, in cells: it is one page.
const (
	mostOfALine       = 54
	mostOfTwoLines    = 108
	mostOfWhatRemains = 216
)

func newCertificate(raw certificateFile, p *problems) Certificate {
	p.short("certificate.controller", raw.Controller, mostOfTwoLines)
	p.short("certificate.contact", raw.Contact, mostOfALine)
	p.short("certificate.decided_by", raw.DecidedBy, mostOfALine)
	p.short("certificate.verified_by", raw.VerifiedBy, mostOfALine)
	p.short("certificate.legal_ground", raw.LegalGround, mostOfTwoLines)
	return Certificate{raw.Controller, raw.Contact, raw.DecidedBy, raw.VerifiedBy, raw.LegalGround}
}

// short refuses a text that can't be printed, or that a certificate would have to cut.
func (p *problems) short(key, text string, most int) {
	if problem := unprintable(text); problem != "" {
		p.add(key, problem, "remove that character")
	} else if width := safetext.Width(text); width > most {
		p.add(key, fmt.Sprintf("is too long for a certificate (%d characters)", width), fmt.Sprintf("use at most %d", most))
	}
}
