package certificate

import (
	"bytes"
	"errors"
	"strings"

	"deletecall/history/proof"
)

// Forged is a certificate with its statement edited and signed again, as whoever owns the
// key can do.
func Forged(file []byte, key *proof.Key, edit func(text string) string) ([]byte, error) {
	attached, format, err := readAttachment(string(file))
	if err != nil {
		return nil, err
	}
	_, text, _ := bytes.Cut(attached.signed, []byte("\n"))
	text, _, _ = bytes.Cut(text, []byte("\n\n"))
	says, ok := decode(edit(string(text) + "\n"))
	if !ok {
		return nil, errors.New("the edited statement can't be read")
	}
	attached.signed, err = key.SignCertificate(says.encode())
	return attached.file(says, format), err
}

// Attached are the page of a certificate, without what is attached to it, and its proof.
func Attached(file []byte) (page string, proofFile []byte, err error) {
	attached, _, err := readAttachment(string(file))
	before, _, _ := bytes.Cut(file, []byte(attachmentStart))
	return strings.TrimSuffix(string(before), textAttached), attached.proof, err
}
