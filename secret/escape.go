package secret

import (
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

// percent reads a byte such as %2F, or a character as old browsers write it, %u002F.
func percent(plain, s []byte) ([]byte, int) {
	if b, ok := hexValue(s, 1, 2); ok {
		return append(plain, byte(b)), 3
	}
	if len(s) > 1 && s[1] == 'u' {
		if r, ok := hexValue(s, 2, 4); ok {
			return utf8.AppendRune(plain, rune(r)), 6
		}
	}
	return plain, 0
}

// maxReference bounds the name of a character reference, in bytes; the longest
// of HTML has 31.
const maxReference = 32

// reference reads an HTML or XML character reference such as &amp; or &#x41;,
// the semicolon of which may be missing.
func reference(plain, s []byte) ([]byte, int) {
	if len(s) > 1 && s[1] == '#' {
		return numericReference(plain, s)
	}
	end := 1
	for end < min(len(s), maxReference) && isLetterOrDigit(s[end]) {
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

// numericReference reads &#65; or &#x41; with any number of zeros in front.
func numericReference(plain, s []byte) ([]byte, int) {
	at, base := 2, rune(10)
	if at < len(s) && (s[at] == 'x' || s[at] == 'X') {
		at, base = at+1, 16
	}
	first := at
	var r rune
	for at < len(s) {
		digit := digitValue(s[at])
		if digit >= base {
			break
		}
		r = min(r*base+digit, utf8.MaxRune+1)
		at++
	}
	switch {
	case at == first:
		return plain, 0
	case at < len(s) && s[at] == ';':
		at++
	case r < ' ': // its digits go on behind something else
		return plain, 0
	}
	return utf8.AppendRune(plain, r), at // what is no character becomes U+FFFD
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
	case 'U':
		if r, ok := hexValue(s, 2, 8); ok {
			return utf8.AppendRune(plain, rune(r)), 10
		}
	}
	return plain, 0
}

// backslashU reads \u0041, two of them that are the halves of one character, or \u{41}.
func backslashU(plain, s []byte) ([]byte, int) {
	if r, ok := hexValue(s, 2, 4); ok {
		if len(s) > 7 && s[6] == '\\' && s[7] == 'u' {
			if low, ok := hexValue(s, 8, 4); ok && utf16.DecodeRune(rune(r), rune(low)) != utf8.RuneError {
				return utf8.AppendRune(plain, utf16.DecodeRune(rune(r), rune(low))), 12
			}
		}
		return utf8.AppendRune(plain, rune(r)), 6
	}
	for digits := 1; digits <= 6 && len(s) > 3+digits && s[2] == '{'; digits++ {
		if r, ok := hexValue(s, 3, digits); ok && s[3+digits] == '}' {
			return utf8.AppendRune(plain, rune(r)), 4 + digits
		}
	}
	return plain, 0
}

// hexValue reads digits hexadecimal digits of s from offset at.
func hexValue(s []byte, at, digits int) (uint64, bool) {
	if len(s) < at+digits {
		return 0, false
	}
	v, err := strconv.ParseUint(string(s[at:at+digits]), 16, 32)
	return v, err == nil
}

// digitValue returns the value of a hexadecimal digit, and 16 for anything else.
func digitValue(b byte) rune {
	switch {
	case '0' <= b && b <= '9':
		return rune(b - '0')
	case 'a' <= b && b <= 'f':
		return rune(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return rune(b-'A') + 10
	}
	return 16
}

func isLetterOrDigit(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}
