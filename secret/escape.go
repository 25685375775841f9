package secret

import (
	"bytes"
	"html"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// unescaper appends what the escape at the start of s stands for to plain, and
// returns the size of that escape, which is 0 when s begins with none.
type unescaper func(plain, s []byte) (more []byte, size int)

// anyEscape undoes percent encoding, character references and backslashes.
func anyEscape(plain, s []byte) ([]byte, int) {
	switch s[0] {
	case '%':
		return percent(plain, s)
	case '&':
		return reference(plain, s)
	case '\\':
		return backslash(plain, s)
	}
	return plain, 0
}

// maxMarkup bounds a tag or a comment, in bytes, so that reading one never costs more
// than a glance.
const maxMarkup = 1 << 10

// marks are what stands for nothing: the marks around CDATA sections, whose text stays,
// comments and tags. A tag ends with its first angle bracket.
var marks = []struct{ begins, ends string }{{"<![CDATA[", ""}, {"]]>", ""}, {"<!--", "-->"}, {"<", ">"}}

// markup leaves out marks.
func markup(plain, s []byte) ([]byte, int) {
	if s[0] != '<' && s[0] != ']' {
		return plain, 0
	}
	for _, mark := range marks {
		if rest, ok := bytes.CutPrefix(s[:min(len(s), maxMarkup)], []byte(mark.begins)); ok {
			if at := bytes.Index(rest, []byte(mark.ends)); at >= 0 {
				return plain, len(mark.begins) + at + len(mark.ends)
			}
		}
	}
	return plain, 0
}

// formEscape undoes the encoding of a form: percent, and a plus for a blank.
func formEscape(plain, s []byte) ([]byte, int) {
	switch s[0] {
	case '%':
		return percent(plain, s)
	case '+':
		return append(plain, ' '), 1
	}
	return plain, 0
}

// percent reads a byte such as %2F.
func percent(plain, s []byte) ([]byte, int) {
	if b, ok := hexValue(s, 1, 2); ok {
		return append(plain, byte(b)), 3
	}
	return plain, 0
}

// maxReference bounds a character reference, in bytes; the longest name of HTML has 31.
const maxReference = 33

// reference reads an HTML or XML character reference such as &amp; or &#x41;,
// the semicolon of which may be missing.
func reference(plain, s []byte) ([]byte, int) {
	end := 1
	for end < min(len(s), maxReference) && (isLetterOrDigit(s[end]) || end == 1 && s[end] == '#') {
		end++
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	name := string(s[:end])
	if character := html.UnescapeString(name); character != name {
		return append(plain, character...), end
	}
	return plain, 0
}

// backslash reads an escape of JSON, JavaScript or Go.
func backslash(plain, s []byte) ([]byte, int) {
	if len(s) < 2 {
		return plain, 0
	}
	switch s[1] {
	case 'n', 't', 'r', 'b', 'f':
		return append(plain, ' '), 2
	case '"', '\\', '/', '\'':
		return append(plain, s[1]), 2
	case 'x':
		if b, ok := hexValue(s, 2, 2); ok {
			return append(plain, byte(b)), 4
		}
	case 'u':
		return backslashU(plain, s)
	}
	return plain, 0
}

// backslashU reads \u0041, or two of them that are the halves of one character.
func backslashU(plain, s []byte) ([]byte, int) {
	r, ok := hexValue(s, 2, 4)
	if !ok {
		return plain, 0
	}
	if len(s) > 7 && s[6] == '\\' && s[7] == 'u' {
		if low, ok := hexValue(s, 8, 4); ok && utf16.DecodeRune(rune(r), rune(low)) != utf8.RuneError {
			return utf8.AppendRune(plain, utf16.DecodeRune(rune(r), rune(low))), 12
		}
	}
	return utf8.AppendRune(plain, rune(r)), 6
}

// hexValue reads digits hexadecimal digits of s from offset at.
func hexValue(s []byte, at, digits int) (uint64, bool) {
	if len(s) < at+digits {
		return 0, false
	}
	v, err := strconv.ParseUint(string(s[at:at+digits]), 16, 32)
	return v, err == nil
}

func isLetterOrDigit(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}
