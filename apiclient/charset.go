package apiclient

import (
	"bytes"
	"fmt"
	"mime"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// charsetError names a character set that is not read here.
type charsetError struct{ name string }

// Error is about the answer: a person does not know what named the character set.
func (e *charsetError) Error() string {
	return fmt.Sprintf("the answer is in the character set %q, which this program can't read", e.name)
}

// decode returns the body in UTF-8, without a byte order mark. What the body
// itself shows comes first, then the header, then the XML declaration (RFC 7303,
// section 3). Labels are often wrong: one that the bytes contradict, or that names no
// set that is read here, gives way to the next, and the last one to UTF-8, unless the
// text would be another in the set that it names. It returns a *charsetError with the
// body as it is, or a *documentError with as much as could be read.
func decode(body []byte, contentType string) ([]byte, error) {
	if text, ok := bytes.CutPrefix(body, []byte("\xEF\xBB\xBF")); ok {
		return text, nil
	}
	if isUTF32(body) {
		return body, &charsetError{"UTF-32"}
	}
	if order, ok := utf16Order(body); ok {
		return decodeUTF16(order, body)
	}
	if plainName(declaredEncoding(body)) == "utf8" && utf8.Valid(body) && !isASCII(body) {
		return body, nil // no other text is UTF-8 by chance; servers add their default to the header
	}
	var text []byte
	var first error // of the most important label
	labels := []string{headerCharset(contentType), declaredEncoding(body)}
	for _, label := range labels {
		if label == "" {
			continue
		}
		read, err := decodeAs(label, body)
		if err == nil {
			return read, nil
		}
		if first == nil {
			text, first = read, err
		}
	}
	otherwise := func(label string) bool { return mayReadOtherwise(label, body) }
	if first == nil || utf8.Valid(body) && !slices.ContainsFunc(labels, otherwise) {
		return body, nil // UTF-8, as XML without a true label is (XML 1.0, section 4.3.3)
	}
	return text, first
}

// decodeAs reads the body in the character set with this name.
func decodeAs(label string, body []byte) ([]byte, error) {
	switch name := plainName(label); name {
	case "utf8":
		if !utf8.Valid(body) {
			return body, &documentError{problem: "is not UTF-8, although it says so"}
		}
		return body, nil
	case "usascii", "ascii":
		if isASCII(body) {
			return body, nil
		}
		return body, &documentError{problem: "has characters outside its character set, " + label}
	case "latin1", "l1":
		return decodeWith(charmap.ISO8859_1, body)
	default:
		if table := charTable(name); table != nil {
			return decodeWith(table, body)
		}
		return body, &charsetError{label}
	}
}

// headerCharset reads the charset of a Content-Type. Quotes of any kind are dropped.
func headerCharset(contentType string) string {
	_, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return strings.Trim(parameters["charset"], " \t'\"")
}

func isASCII(body []byte) bool {
	return !bytes.ContainsFunc(body, func(r rune) bool { return r >= utf8.RuneSelf })
}

// mayReadOtherwise reports a label of a character set that is not read here and in
// which valid UTF-8 may be another text. Of ASCII that is only where other characters
// begin with one of its own, as in UTF-7 and HZ. UTF-16 is none: it would have been
// recognised.
func mayReadOtherwise(label string, body []byte) bool {
	name := plainName(label)
	switch {
	case strings.Contains(name, "utf7"):
		return bytes.ContainsRune(body, '+')
	case strings.HasPrefix(name, "hz"):
		return bytes.ContainsRune(body, '~')
	}
	return !isASCII(body) && charTable(name) == nil && slices.ContainsFunc(otherSets, func(set string) bool { return strings.Contains(name, set) })
}

// otherSets are what the names of the sets in IANA's register ("Character Sets") that
// are not read here have in common, apart from Unicode's.
var otherSets = []string{"jis", "kanji", "windows", "cp", "iso", "gb", "big5", "euc", "ksc", "korean",
	"johab", "koi8", "ibm", "ebcdic", "mac", "tis", "tcvn", "viscii", "viqr"}

func decodeWith(table encoding.Encoding, body []byte) ([]byte, error) {
	text, err := table.NewDecoder().Bytes(body)
	if err != nil {
		return body, &charsetError{fmt.Sprint(table)}
	}
	if bytes.ContainsRune(text, utf8.RuneError) {
		return text, &documentError{problem: fmt.Sprintf("has bytes outside its character set, %v", table)}
	}
	return text, nil
}

// decodeUTF16 is strict where the library is not: half a character makes a text
// that is not well-formed, and so proves nothing.
func decodeUTF16(order unicode.Endianness, body []byte) ([]byte, error) {
	table := unicode.UTF16(order, unicode.IgnoreBOM)
	text, err := table.NewDecoder().Bytes(body)
	if err != nil {
		return body, &charsetError{fmt.Sprint(table)}
	}
	again, err := table.NewEncoder().Bytes(text)
	if err != nil || !bytes.Equal(again, body) {
		return text, &documentError{problem: "is not well-formed UTF-16"}
	}
	return bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF")), nil
}

// utf16Order recognises UTF-16 by its mark, or by the first character of an XML
// document (XML 1.0, appendix F).
func utf16Order(body []byte) (unicode.Endianness, bool) {
	if len(body) < 2 {
		return unicode.BigEndian, false
	}
	switch [2]byte(body) {
	case [2]byte{0xFE, 0xFF}, [2]byte{0, '<'}:
		return unicode.BigEndian, true
	case [2]byte{0xFF, 0xFE}, [2]byte{'<', 0}:
		return unicode.LittleEndian, true
	}
	return unicode.BigEndian, false
}

// isUTF32 recognises UTF-32 as utf16Order does UTF-16, of which its mark may look
// like one.
func isUTF32(body []byte) bool {
	for _, start := range []string{"\x00\x00\xFE\xFF", "\xFF\xFE\x00\x00", "\x00\x00\x00<", "<\x00\x00\x00"} {
		if bytes.HasPrefix(body, []byte(start)) {
			return true
		}
	}
	return false
}

// declaredEncoding reads the encoding of the XML declaration, if there is one.
func declaredEncoding(body []byte) string {
	declaration, _, found := bytes.Cut(body, []byte("?>"))
	if !found || !bytes.HasPrefix(declaration, []byte("<?xml")) {
		return ""
	}
	_, value, found := bytes.Cut(declaration, []byte("encoding"))
	value = bytes.TrimLeft(value, " \t\r\n=")
	if !found || len(value) < 2 {
		return ""
	}
	value, _, found = bytes.Cut(value[1:], value[:1])
	if !found {
		return ""
	}
	return string(value)
}

// charTable finds the Latin and Windows tables by name. The East Asian ones are
// left out: half a megabyte that no Verba server is known to need.
func charTable(name string) encoding.Encoding {
	name = strings.Replace(name, "cp125", "windows125", 1)
	if !strings.HasPrefix(name, "iso8859") && !strings.HasPrefix(name, "windows125") {
		return nil
	}
	for _, table := range charmap.All {
		if plainName(fmt.Sprint(table)) == name {
			return table
		}
	}
	return nil
}

// plainName drops what spellings of the same name differ in.
func plainName(label string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_ .:'\"", r) {
			return -1
		}
		return r
	}, strings.ToLower(label))
}
