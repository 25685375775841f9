package apiclient

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// charsetError names a character set that is not read here.
type charsetError struct{ name string }

func (e *charsetError) Error() string {
	return fmt.Sprintf("the answer is in the character set %q, which is not read here", e.name)
}

// decode returns the body in UTF-8, without a byte order mark. What the body
// itself shows comes first, then the header, then the XML declaration (RFC 7303,
// section 3). It returns a *charsetError with the body as it is, or a
// *documentError with as much as could be read.
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
	label := ""
	if _, parameters, err := mime.ParseMediaType(contentType); err == nil {
		label = parameters["charset"]
	}
	if label == "" {
		label = declaredEncoding(body)
	}
	switch name := plainName(label); name {
	case "", "utf8":
		return body, nil
	case "usascii", "ascii":
		if bytes.ContainsFunc(body, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return body, &documentError{problem: "holds characters that are not of its character set, " + label}
		}
		return body, nil
	case "utf16", "utf16be", "utf16le":
		// It shows neither a mark nor the zeros that XML in UTF-16 begins with.
		return body, &charsetError{label}
	case "latin1", "l1":
		return decodeWith(charmap.ISO8859_1, body)
	default:
		if table := charTable(name); table != nil {
			return decodeWith(table, body)
		}
		return body, &charsetError{label}
	}
}

func decodeWith(table encoding.Encoding, body []byte) ([]byte, error) {
	text, err := table.NewDecoder().Bytes(body)
	if err != nil {
		return body, &charsetError{fmt.Sprint(table)}
	}
	if bytes.ContainsRune(text, utf8.RuneError) {
		return text, &documentError{problem: fmt.Sprintf("holds bytes that are not of its character set, %v", table)}
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
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(label))
}
