package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	unicode16 "golang.org/x/text/encoding/unicode"
)

// minSearched is the least length, in characters, of a needle that is searched for
// inside other text.
const minSearched = 4

// needles are the forms in which one secret is searched for, by the reading of
// the text in which they can occur.
type needles struct {
	text [][]byte // all that is visible but dashes, in lower case
	code [][]byte // digits of base64
	word []byte   // exactly so, standing by itself
}

func newNeedles(s string) needles {
	n := needles{word: []byte(s)}
	if utf8.RuneCount(source(s).mapped(visible).text) < minSearched {
		return n
	}
	n.word = nil
	for _, form := range forms(s) {
		n.code = append(n.code, base64Cores(form)...)
		// A text that is decoded once too often still has to match, so the secret
		// itself is read under its layers as well: it may look like an escape.
		// The forms of plain ASCII all read alike.
		if form == s || !isASCII(s) {
			source(form).readings(n.add)
		}
	}
	n.text = with(n.text, []byte(hex.EncodeToString([]byte(s))))
	return n
}

// centralEurope are the one-byte character sets in which a Verba system, or what is
// in front of it, may answer. Windows-1252 has all of ISO 8859-1.
var centralEurope = []encoding.Encoding{charmap.Windows1252, charmap.Windows1250, charmap.ISO8859_2, charmap.ISO8859_15}

// forms are the bytes as which a secret may be written before it is encoded any
// further: as it is, in UTF-16 and, when it has other characters than ASCII, in the
// one-byte character sets that have them.
func forms(s string) []string {
	tables := []encoding.Encoding{unicode16.UTF16(unicode16.LittleEndian, unicode16.IgnoreBOM), unicode16.UTF16(unicode16.BigEndian, unicode16.IgnoreBOM)}
	if !isASCII(s) {
		tables = append(tables, centralEurope...)
	}
	all := []string{s}
	for _, table := range tables {
		if form, err := table.NewEncoder().String(s); err == nil {
			all = append(all, form)
		}
	}
	return all
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// add takes a reading that is long enough to be searched for.
func (n *needles) add(st stream) {
	if text := st.mapped(visible).text; utf8.RuneCount(text) >= minSearched {
		n.text = with(n.text, text)
	}
}

// with appends needle unless it is there already.
func with(have [][]byte, needle []byte) [][]byte {
	if slices.ContainsFunc(have, func(h []byte) bool { return bytes.Equal(h, needle) }) {
		return have
	}
	return append(have, needle)
}

// base64Cores returns, for each of the three offsets at which s can begin in a
// longer text, those digits of its base64 that depend on s alone.
func base64Cores(s string) [][]byte {
	var cores [][]byte
	for offset := range 3 {
		padded := append(make([]byte, offset, offset+len(s)), s...)
		digits := base64.RawStdEncoding.EncodeToString(padded)
		first := (offset*8 + 5) / 6       // the first digit without bits of what is before
		last := (offset + len(s)) * 8 / 6 // after the last without bits of what follows
		cores = append(cores, []byte(digits[first:last]))
	}
	return cores
}

// visible keeps all but dashes, blanks, controls and invisible characters, in
// lower case, also where a language has more than two cases of a letter.
func visible(r rune) rune {
	if r == '-' || seen(r) < 0 {
		return -1
	}
	return unicode.ToLower(unicode.ToUpper(r))
}

// seen is visible with the dashes and the case as it is.
func seen(r rune) rune {
	if r == ' ' || !unicode.IsPrint(r) {
		return -1
	}
	return r
}

// base64Digit keeps everything but blanks and controls, and reads the alphabet
// of URLs as the common one.
func base64Digit(r rune) rune {
	switch {
	case r == '-':
		return '+'
	case r == '_':
		return '/'
	case r <= ' ':
		return -1
	}
	return r
}

// widened takes in the rest of a base64 text that a match is part of, its
// padding included: its first and last digits share bits with the secret.
func widened(s string, part span) span {
	for part.from > 0 && isBase64(s[part.from-1]) {
		part.from--
	}
	for part.to < len(s) && isBase64(s[part.to]) {
		part.to++
	}
	for {
		switch rest := s[part.to:]; {
		case strings.HasPrefix(rest, "="):
			part.to++
		case strings.HasPrefix(rest, "%3D"), strings.HasPrefix(rest, "%3d"):
			part.to += 3
		default:
			return part
		}
	}
}

func isBase64(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' ||
		b == '+' || b == '/' || b == '-' || b == '_'
}

// joins reports whether the byte at offset i belongs to a word.
func joins(text []byte, i int) bool {
	if i < 0 || i >= len(text) {
		return false
	}
	b := text[i]
	return b >= utf8.RuneSelf || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}
