package history

import (
	"crypto/sha256"
	"io"
	"strconv"
	"unicode/utf8"
)

// salted collects the private fields of an event that is written.
type salted struct {
	salts   io.Reader
	private Private
	joined  []byte // what the commitment is the hash of
	err     error
}

func (s *salted) add(code fieldCode, attempt int, value []byte) {
	if len(value) == 0 || s.err != nil {
		return
	}
	d := Disclosure{Name: privateFields[code].name, Salt: make([]byte, SaltSize), Value: value, code: code, attempt: attempt}
	if attempt > 1 {
		d.Name += "/" + strconv.Itoa(attempt)
	}
	if _, s.err = io.ReadFull(s.salts, d.Salt); s.err != nil {
		return
	}
	d.Digest, _ = d.digest(nil)
	if code == answerField {
		s.private.Answers = d.appendTo(s.private.Answers)
		d.Salt = nil
	}
	s.private.Fields = d.appendTo(s.private.Fields)
	s.joined = append(append(append(s.joined, d.Name...), 0), d.Digest[:]...)
}

func (s *salted) addText(code fieldCode, attempt int, text string) {
	if !utf8.ValidString(text) {
		text = string([]rune(text)) // as encoding/json does: a proof shows it as a JSON string
	}
	s.add(code, attempt, []byte(text))
}

func (s *salted) commitment() string {
	if len(s.joined) == 0 {
		return ""
	}
	return encodeCommitment(sha256.Sum256(s.joined))
}
