package apiclient

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// encoding/xml forgives some of what XML 1.0 calls fatal. What is written is held
// against the grammar here, one token at a time; names, nesting and references to
// entities are its own business. The expressions are linear in what they read.
var grammar = sync.OnceValue(func() (g struct{ declaration, startTag, reference *regexp.Regexp }) {
	const (
		blank  = `[ \t\r\n]`
		equals = blank + `*=` + blank + `*`
		name   = `[^ \t\r\n=<>/?"']+`
	)
	quoted := func(value string) string { return `(?:"` + value + `"|'` + value + `')` }
	g.declaration = regexp.MustCompile(`^<\?xml` + blank + `+version` + equals + quoted(`1\.0`) +
		`(?:` + blank + `+encoding` + equals + quoted(`[A-Za-z][A-Za-z0-9._-]*`) + `)?` +
		`(?:` + blank + `+standalone` + equals + quoted(`(?:yes|no)`) + `)?` + blank + `*\?>$`)
	g.startTag = regexp.MustCompile(`^<` + name +
		`(?:` + blank + `+` + name + equals + `(?:"[^"<]*"|'[^'<]*'))*` + blank + `*/?>$`)
	g.reference = regexp.MustCompile(`&#(?:x([0-9a-fA-F]+)|([0-9]+));`)
	return g
})

// checkGrammar returns what is wrong with a token as it is written, as a
// sentence's end; "" when it is well-formed.
func checkGrammar(token xml.Token, source []byte) string {
	switch token := token.(type) {
	case xml.ProcInst:
		if strings.EqualFold(token.Target, "xml") && !grammar().declaration.Match(source) {
			return "has an XML declaration that is not one of XML 1.0"
		}
		if rest := source[len("<?")+len(token.Target):]; !bytes.HasPrefix(rest, []byte("?>")) && !bytes.ContainsAny(rest[:1], " \t\r\n") {
			return "has a processing instruction without a blank after its name"
		}
	case xml.StartElement:
		if !grammar().startTag.Match(source) {
			return "has the element " + strconv.Quote(token.Name.Local) + " whose attributes are not set apart by blanks"
		}
		return checkReferences(source)
	case xml.CharData:
		if !bytes.HasPrefix(source, []byte("<![CDATA[")) {
			return checkReferences(source)
		}
	}
	return ""
}

// checkReferences looks for references to the halves of characters, which Go
// reads as U+FFFD.
func checkReferences(source []byte) string {
	for _, found := range grammar().reference.FindAllSubmatch(source, -1) {
		number, err := strconv.ParseUint(string(found[1]), 16, 32)
		if len(found[1]) == 0 {
			number, err = strconv.ParseUint(string(found[2]), 10, 32)
		}
		if err != nil || utf16.IsSurrogate(rune(number)) {
			return "has the reference " + string(found[0]) + ", which is no character"
		}
	}
	return ""
}

// checkCharacters returns what is wrong with the characters of a text (XML 1.0,
// production 2), wherever they are: encoding/xml lets everything pass in
// comments and instructions.
func checkCharacters(text []byte) string {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		switch {
		case r == utf8.RuneError && size == 1:
			return "is not UTF-8 at byte " + strconv.Itoa(at)
		case r < ' ' && !strings.ContainsRune("\t\r\n", r), r == 0xFFFE, r == 0xFFFF:
			return "has a control character at byte " + strconv.Itoa(at) + ", which XML does not allow"
		}
		at += size
	}
	return ""
}
