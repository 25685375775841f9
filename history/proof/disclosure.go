package proof

import (
	"errors"
	"unicode/utf8"

	"deletecall/history"
)

// disclosureForm is a private field of an event in a proof file: with its salt and its
// value, or with its digest alone.
type disclosureForm struct {
	Name   string `json:"name"`
	Salt   []byte `json:"salt,omitempty"`
	Value  string `json:"value,omitempty"`
	Bytes  []byte `json:"bytes,omitempty"` // the value where it need not be a text
	Digest []byte `json:"digest,omitempty"`
}

// isBytes reports whether the value of a field need not be a text.
func isBytes(d history.Disclosure) bool { return d.IsOneOf([]string{history.RawAnswer}) }

var errNoText = errors.New("a private field is not UTF-8")

// disclose shows the private fields of an event but those that are withheld.
func disclose(private history.Private, withheld []string) (shown disclosures, err error) {
	fields, err := private.Disclosures()
	if err != nil {
		return nil, err
	}
	for _, field := range fields {
		form := disclosureForm{Name: field.Name}
		switch {
		case !field.IsShown() || field.IsOneOf(withheld):
			form.Digest = field.Digest[:]
		case isBytes(field):
			form.Salt, form.Bytes = field.Salt, field.Value
		case !utf8.Valid(field.Value):
			return nil, errNoText
		default:
			form.Salt, form.Value = field.Salt, string(field.Value)
		}
		shown = append(shown, form)
	}
	return shown, nil
}

var errDisclosure = errors.New("a private field has neither a salt with a value nor a digest, or more than that")

// private is what the disclosures say. Whether it is what the event was recorded with, the
// event says.
func (d disclosures) private() (history.Private, error) {
	fields := make([]history.Disclosure, 0, len(d))
	for _, form := range d {
		field := history.Disclosure{Name: form.Name}
		if form.Salt == nil {
			if len(form.Digest) != len(field.Digest) || form.Value != "" || form.Bytes != nil {
				return history.Private{}, errDisclosure
			}
			field.Digest = [len(field.Digest)]byte(form.Digest)
		} else {
			field.Salt, field.Value = form.Salt, []byte(form.Value)
			if len(form.Bytes) > 0 {
				field.Value = form.Bytes
			}
			if form.Digest != nil || len(form.Salt) != history.SaltSize || isBytes(field) == (form.Value != "") || isBytes(field) == (form.Bytes == nil) {
				return history.Private{}, errDisclosure
			}
		}
		fields = append(fields, field)
	}
	return history.Pack(fields)
}
