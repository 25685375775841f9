package proof

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	cosignature "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"deletecall/hint"
	"deletecall/safetext"
)

// Witness is the public key of a witness: somebody else, who cosigns only checkpoints that
// continue what was cosigned before (C2SP tlog-cosignature).
type Witness struct {
	verifier note.Verifier
	public   string
}

// ParseWitness reads the public key of a witness, name+hash+key in one line: Ed25519 or
// ML-DSA-44 for cosignatures. Its error is a *[KeyError].
func ParseWitness(line string) (Witness, error) {
	line = strings.TrimSpace(line)
	verifier, err := cosignature.NewVerifierForCosignatureV1(line)
	if err == nil && !strings.HasPrefix(line, fmt.Sprintf("%s+%08x+", verifier.Name(), verifier.KeyHash())) {
		err = errors.New("its hash is not that of the key")
	}
	if err != nil {
		return Witness{}, &KeyError{Problem: fmt.Sprintf("\"%s\" is not a public key of a witness", safetext.Bounded(line, 100)),
			Advice: "copy the whole line that deletecall witness prints", Err: err}
	}
	return Witness{verifier, line}, nil
}

// Name is what the witness calls itself.
func (w Witness) Name() string { return w.verifier.Name() }

// Public is the line that [ParseWitness] read.
func (w Witness) Public() string { return w.public }

// Cosignature is the statement of a witness that the history whose checkpoint it
// signs continued, at that time, everything that the witness had seen of it.
type Cosignature struct {
	Witness string // the name
	At      time.Time
}

// Cosignatures returns the cosignatures of the given witnesses on a signed note; those of
// others are passed over. One that names a witness and is not by it is a *[CheckpointError].
func Cosignatures(signed []byte, witnesses []Witness) ([]Cosignature, error) {
	verifiers := make([]note.Verifier, len(witnesses))
	for i, witness := range witnesses {
		verifiers[i] = witness.verifier
	}
	opened, err := note.Open(signed, note.VerifierList(verifiers...))
	switch {
	case errors.As(err, new(*note.UnverifiedNoteError)):
		return nil, nil
	case err != nil:
		return nil, &CheckpointError{Fault: faultOf(err), Err: err}
	}
	made := make([]Cosignature, len(opened.Sigs))
	for i, signature := range opened.Sigs {
		at, err := cosignature.CoSigV1Timestamp(signature)
		if err != nil {
			return nil, &CheckpointError{Fault: Forged, Err: err}
		}
		if _, err := base64.StdEncoding.Strict().DecodeString(signature.Base64); err != nil {
			return nil, &CheckpointError{Fault: Forged, Err: err}
		}
		made[i] = Cosignature{signature.Name, at.UTC()}
	}
	return made, nil
}

// Signatures are the signature lines of a signed note.
func Signatures(signed []byte) []byte {
	_, lines, _ := bytes.Cut(signed, []byte("\n\n"))
	return lines
}

// AddCosignatures returns a signed note with the signature lines that a witness answered
// with. Only what the witness itself made is taken over.
func AddCosignatures(signed, lines []byte, from Witness) ([]byte, error) {
	opened, err := note.Open(append(append([]byte(nil), signed...), lines...), note.VerifierList(from.verifier))
	if err != nil {
		return nil, &CheckpointError{Fault: faultOf(err), Err: err}
	}
	whole := append([]byte(nil), signed...)
	for _, signature := range opened.Sigs {
		line := fmt.Sprintf("%s%s %s\n", signatureMark, signature.Name, signature.Base64)
		if !strings.Contains(string(whole), line) {
			whole = append(whole, line...)
		}
	}
	return whole, nil
}

// Cosigner is the private key of a witness.
type Cosigner struct {
	signer note.Signer
	public string
}

// OpenCosigner reads the key of a witness from its file, and makes it under the given name
// when there is no such file. An empty name is that of the key that is there. Its errors
// are *[KeyError]; where a name is needed, it is a *[NamelessError].
func OpenCosigner(path, name string) (*Cosigner, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, keyProblem(path, err)
	}
	text, err := readPrivate(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !isWitnessName(name) {
			return nil, &NamelessError{name}
		}
		if err := makeKey(path, name); err != nil {
			return nil, keyProblem(path, err)
		}
		text, err = readPrivate(path)
	}
	if err != nil {
		return nil, err
	}
	signer, err := cosignature.NewSignerForCosignatureV1(text)
	if err != nil {
		return nil, damagedKey(path, err)
	}
	if name != "" && signer.Name() != name {
		return nil, &KeyError{Path: path, Problem: "belongs to the witness " + safetext.Bounded(signer.Name(), 100),
			Advice: "leave the name out, or keep the state of another witness in another folder"}
	}
	public, err := publicOf(text)
	if err == nil {
		public, err = cosignature.VKeyToCosignatureV1(public)
	}
	if err != nil {
		return nil, keyProblem(path, err)
	}
	return &Cosigner{signer, public}, nil
}

// isWitnessName reports whether a witness can have this name: C2SP signed-note forbids
// blanks and plus signs in the name of a key.
func isWitnessName(name string) bool {
	return name != "" && len(name) <= 100 && !strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || r == '+'
	})
}

// NamelessError says that a new witness needs a name, or another one.
type NamelessError struct{ Name string }

func (e *NamelessError) Error() string {
	problem := "a new witness needs a name"
	if e.Name != "" {
		problem = fmt.Sprintf("\"%s\" can't name a witness", safetext.Bounded(e.Name, 100))
	}
	return hint.Below(problem, "Give one such as audit.example.com/witness, without blanks and plus signs.")
}

// Name is what the witness calls itself.
func (c *Cosigner) Name() string { return c.signer.Name() }

// Public is the line for [ParseWitness].
func (c *Cosigner) Public() string { return c.public }

// Cosign returns the signature line of the witness, with the time, for a checkpoint. That
// the checkpoint continues what was cosigned before is the caller's to check.
func (c *Cosigner) Cosign(checkpoint Checkpoint) (line []byte, err error) {
	text, _, _ := strings.Cut(string(checkpoint.Note), "\n\n") // with extension lines
	signed, err := note.Sign(&note.Note{Text: text + "\n"}, c.signer)
	if err != nil {
		return nil, err
	}
	return signed[len(text)+2:], nil
}
