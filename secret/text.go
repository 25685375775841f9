// Package secret holds API keys, tokens and passwords so that they cannot be
// shown by mistake, and removes them from text that may echo them.
//
// A [Text] prints dots under every verb of fmt, in JSON, in text encodings and
// in log/slog, alone or inside another struct. The one way to the secret is
// [Text.Reveal]; searching for that word finds every place that uses it. A
// [Redactor] replaces secrets in what servers answer and libraries report.
package secret

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"log/slog"
	"unicode/utf8"
)

// Dots is what a secret prints as. It says nothing about the secret, not even
// its length or whether it is set.
const Dots = "••••••••"

// minTail is the least length, in characters, of a secret that shows its last
// four: of a shorter one they would be too large a part.
const minTail = 16

// Text is one secret. The zero value holds none. It is copied freely and is safe
// for concurrent use; compare with [Text.Equal].
type Text struct {
	// A function, because fmt prints unexported fields of a surrounding struct
	// by reflection, without asking their methods, and no printer can look
	// into a function.
	reveal func() string
}

// New holds s. An empty s is the same as no secret.
func New(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{reveal: func() string { return s }}
}

// FromBytes holds a copy of b and overwrites b with zeros, for secrets read from
// a file, a command or a prompt.
func FromBytes(b []byte) Text {
	t := New(string(b))
	clear(b)
	return t
}

// Reveal returns the secret itself, or "" when none is held. Only the code that
// writes it into a request may call it.
func (t Text) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// IsSet reports whether a secret is held.
func (t Text) IsSet() bool { return t.reveal != nil }

// Equal compares two secrets in a time that does not depend on what they share.
func (t Text) Equal(other Text) bool {
	return subtle.ConstantTimeCompare([]byte(t.Reveal()), []byte(other.Reveal())) == 1
}

// Masked returns what a person may see to recognise the secret: four dots and
// its last four characters when it has at least 16 and these are printable
// ASCII, else [Dots]; "" when none is held.
func (t Text) Masked() string {
	s := t.Reveal()
	if s == "" {
		return ""
	}
	if utf8.RuneCountInString(s) < minTail {
		return Dots
	}
	tail := s[len(s)-4:]
	for i := range len(tail) {
		if tail[i] <= ' ' || tail[i] > '~' {
			return Dots
		}
	}
	return "••••" + tail
}

// Fingerprint returns the first 16 bytes of HMAC-SHA256(key, secret) in hex, by
// which a record names the secret that was used without giving it away: without
// the key it can be neither guessed at nor compared. "" when no secret is held.
func (t Text) Fingerprint(key []byte) string {
	if !t.IsSet() {
		return ""
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(t.Reveal()))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// String returns [Dots].
func (Text) String() string { return Dots }

// GoString returns [Dots], for %#v.
func (Text) GoString() string { return Dots }

// Format writes [Dots] under every verb and flag.
func (Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Dots)) }

// MarshalText returns [Dots], for every encoder that asks.
func (Text) MarshalText() ([]byte, error) { return []byte(Dots), nil }

// MarshalJSON returns [Dots] as a JSON string.
func (Text) MarshalJSON() ([]byte, error) { return []byte(`"` + Dots + `"`), nil }

// LogValue returns [Dots], for log/slog.
func (Text) LogValue() slog.Value { return slog.StringValue(Dots) }
