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

const (
	// minSearched is the least length, in characters, of a needle that is
	// searched for inside other text.
	minSearched = 4
	// minLoose is the least number of letters and digits that are searched for
	// whatever punctuation stands between them. Fewer are met by accident too
	// often: "1234" in "1.2.34".
	minLoose = 8
)

// needles are the forms in which one secret is searched for, by the reading of
// the text in which they can stand.
type needles struct {
	letters [][]byte // letters and digits only, in lower case
	dense   [][]byte // all that is visible but dashes, in lower case
	solid   [][]byte // all that is visible, in lower case
	code    [][]byte // digits of base64
	word    []byte   // exactly so, standing by itself
}

func newNeedles(s string) needles {
	var n needles
	if utf8.RuneCountInString(s) < minSearched {
		n.word = []byte(s)
		return n
	}
	var hexadecimal [][]byte
	for _, form := range forms(s) {
		n.code = append(n.code, base64Cores(form)...)
		hexadecimal = append(hexadecimal, []byte(hex.EncodeToString([]byte(form))))
		// A text that is decoded once too often still has to match, so the secret
		// itself is read under its layers as well: it may look like an escape.
		// The forms of plain ASCII all read alike.
		if form == s || !isASCII(s) {
			source(form).readings(n.add)
		}
	}
	if n.letters == nil && n.dense == nil && n.solid == nil {
		n.word = []byte(s) // nothing but blanks
	}
	n.letters = append(n.letters, hexadecimal...)
	return n
}

// forms are the bytes as which a secret may be written before it is encoded any
// further: in each case, in UTF-16, and, when it has other characters than ASCII,
// in every one-byte character set that has them.
func forms(s string) []string {
	var all []string
	add := func(table encoding.Encoding, text string) {
		if form, err := table.NewEncoder().String(text); err == nil && !slices.Contains(all, form) {
			all = append(all, form)
		}
	}
	for _, text := range []string{s, strings.ToLower(s), strings.ToUpper(s)} {
		add(encoding.Nop, text)
		add(unicode16.UTF16(unicode16.LittleEndian, unicode16.IgnoreBOM), text)
		add(unicode16.UTF16(unicode16.BigEndian, unicode16.IgnoreBOM), text)
		if isASCII(text) {
			continue
		}
		for _, table := range charmap.All {
			add(table, text)
		}
	}
	return all
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// add takes the readings of st that are long enough to be searched for. The
// denser ones are there for the punctuation at the ends of a secret, and for
// those that have little else.
func (n *needles) add(st stream) {
	letters, dense, solid := st.mapped(letter).text, st.mapped(visible).text, st.mapped(printed).text
	loose := utf8.RuneCount(letters) >= minLoose
	if loose {
		n.letters = with(n.letters, letters)
	}
	switch {
	case loose && bytes.Equal(letters, dense):
	case utf8.RuneCount(dense) >= minSearched:
		n.dense = with(n.dense, dense)
	case utf8.RuneCount(solid) >= minSearched:
		n.solid = with(n.solid, solid)
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
		last := (offset + len(s)) * 8 / 6 // behind the last without bits of what follows
		cores = append(cores, []byte(digits[first:last]))
	}
	return cores
}

// letter keeps letters and digits, in lower case.
func letter(r rune) rune {
	if r < utf8.RuneSelf {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}
	if unicode.IsLetter(r) || unicode.IsNumber(r) {
		return folded(r)
	}
	return -1
}

// visible keeps all but dashes, blanks, controls and invisible characters, in
// lower case.
func visible(r rune) rune {
	if r == '-' {
		return -1
	}
	return printed(r)
}

// printed is visible with the dashes.
func printed(r rune) rune {
	if r = seen(r); r < 0 {
		return -1
	}
	return folded(r)
}

// seen is printed with the case as it is.
func seen(r rune) rune {
	if r == ' ' || !unicode.IsPrint(r) {
		return -1
	}
	return r
}

// folded maps the cases of a letter onto one another, also where a language has
// more than two of them.
func folded(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

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
