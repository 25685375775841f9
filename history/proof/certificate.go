package proof

import (
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// certificateHead is the first line of the text that a certificate's signature is made
// over. A checkpoint begins with its origin, which is the name of a key and so has no blank
// in it (C2SP signed-note, tlog-checkpoint): neither text can ever be taken for the other,
// although one key signs both.
const certificateHead = "deletecall certificate/1\n"

// maxCertificate is more than the text of a certificate with its signature has, in bytes.
const maxCertificate = 1 << 20

// SignCertificate signs the text of a certificate: whole lines, of which none is empty. It
// returns a signed note (C2SP signed-note) whose text has a line before it that says what
// it is. Its errors are *[KeyError].
func (k *Key) SignCertificate(text string) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: certificateHead + text}, k.signer)
	if err != nil {
		return nil, keyProblem(k.path, err)
	}
	return signed, nil
}

// CertificateError says why the text of a certificate can't be relied on.
type CertificateError struct {
	Fault CheckpointFault // NotACheckpoint for what is no certificate
	Err   error
}

func (e *CertificateError) Error() string {
	switch e.Fault {
	case OtherKey:
		return "the certificate was signed with another key\nGive the public key of the history that it names."
	case Forged:
		return "the certificate was not signed by the key that it names: it was forged or changed\nAsk for it again."
	}
	return "this is not a signed certificate, or it is damaged\nAsk for it again."
}

func (e *CertificateError) Unwrap() error { return e.Err }

// OpenCertificate returns the text of a certificate that the key signed, as it was given to
// [Key.SignCertificate]. Nothing may be added to the note, not even another signature. Its
// errors are *[CertificateError] and *[KeyError].
func OpenCertificate(signed []byte, key string) (text string, err error) {
	known, err := parseKeys([]string{key})
	if err != nil {
		return "", err
	}
	if len(signed) > maxCertificate {
		return "", &CertificateError{Fault: NotACheckpoint}
	}
	opened, err := note.Open(signed, known)
	if err != nil {
		return "", &CertificateError{Fault: faultOf(err), Err: err}
	}
	text, isCertificate := strings.CutPrefix(opened.Text, certificateHead)
	if !isCertificate {
		return "", &CertificateError{Fault: NotACheckpoint}
	}
	// A signature has several spellings in base64, and a note may have lines that nobody
	// checks: only the one way to write it is good.
	signature := opened.Sigs[0]
	if _, err := base64.StdEncoding.Strict().DecodeString(signature.Base64); err != nil || string(signed) != fmt.Sprintf("%s\n%s%s %s\n", opened.Text, signatureMark, signature.Name, signature.Base64) {
		return "", &CertificateError{Fault: Forged, Err: err}
	}
	return text, nil
}
