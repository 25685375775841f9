package apiclient

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// readableText returns an answer as a person can read it: a page without its
// tags, anything else as it is. It is foreign text.
func readableText(text []byte, contentType string) string {
	if !isPage(text, contentType) {
		return string(text)
	}
	if !utf8.Valid(text) {
		// As browsers do with a page that does not say.
		if decoded, err := charmap.Windows1252.NewDecoder().Bytes(text); err == nil {
			text = decoded
		}
	}
	return pageText(text)
}

func isPage(text []byte, contentType string) bool {
	start := strings.ToLower(string(bytes.TrimSpace(text[:min(len(text), 256)])))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html") ||
		strings.HasPrefix(strings.ToLower(contentType), "text/html") && !strings.HasPrefix(start, "<?xml")
}

// pageText returns the words of an HTML page, each block on a line of its own,
// without scripts and styles, character references decoded.
//
// It follows the HTML standard (section 13.2.5, "Tokenization") as far as text needs it. A
// whole parser would make its tables at every start of the program; few servers send a page.
func pageText(page []byte) string {
	var lines pageLines
	for rest := string(page); rest != ""; {
		var tag tag
		text := rest
		if at := nextMarkup(rest); at >= 0 {
			text, rest = rest[:at], rest[at:]
			tag, rest = cutTag(rest)
		} else {
			rest = ""
		}
		lines.words(html.UnescapeString(text))
		switch {
		case tag.isEnd || !isOpaque(tag.name):
			lines.tag(tag.name)
		case holdsWords(tag.name):
			lines.tag(tag.name)
			text, rest = cutContent(rest, tag.name)
			lines.words(html.UnescapeString(text))
		default:
			_, rest = cutContent(rest, tag.name)
		}
	}
	return lines.text()
}

// nextMarkup is where a tag or a comment begins; -1 without one. Any other "<" is text.
func nextMarkup(text string) int {
	for at := 0; ; at++ {
		next := strings.IndexByte(text[at:], '<')
		if next < 0 || at+next+1 == len(text) {
			return -1
		}
		at += next
		after := text[at+1]
		if isLetter(after) || after == '!' || after == '?' || after == '/' && at+2 < len(text) {
			return at
		}
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

type tag struct {
	name  string // in lower case
	isEnd bool
}

// cutTag takes a tag or a comment off the text that begins with it. One that does not end
// takes all.
func cutTag(text string) (found tag, rest string) {
	if strings.HasPrefix(text, "<!--") {
		_, rest, _ = strings.Cut(text[len("<!"):], "-->") // "<!-->" is a whole one
		return found, rest
	}
	name, isEnd := strings.CutPrefix(text[1:], "/")
	if !isLetter(name[0]) { // a comment of another kind
		_, rest, _ = strings.Cut(text, ">")
		return found, rest
	}
	if end := strings.IndexAny(name, blanks+"/>"); end >= 0 {
		return tag{strings.ToLower(name[:end]), isEnd}, afterAttributes(name[end:])
	}
	return found, ""
}

// afterAttributes is what follows the end of a tag. A quoted value may hold a ">".
func afterAttributes(text string) string {
	for {
		at := strings.IndexAny(text, ">=")
		if at < 0 {
			return ""
		}
		isValue := text[at] == '='
		if text = text[at+1:]; !isValue {
			return text
		}
		text = strings.TrimLeft(text, blanks)
		if text != "" && (text[0] == '"' || text[0] == '\'') {
			_, text, _ = strings.Cut(text[1:], text[:1])
		}
	}
}

// cutContent takes off what comes before the end tag of an element, in which no other tag
// counts.
func cutContent(text, name string) (content, rest string) {
	for at := 0; ; at++ {
		next := strings.Index(text[at:], "</")
		if next < 0 {
			return text, ""
		}
		at += next
		end := at + len("</") + len(name)
		if end < len(text) && strings.EqualFold(text[at+len("</"):end], name) && strings.IndexByte(blanks+"/>", text[end]) >= 0 {
			return text[:at], text[at:]
		}
	}
}

const blanks = " \t\r\n\f"

// isOpaque reports whether the content of an element has no tags, or none that is to be read.
func isOpaque(name string) bool {
	return name == "script" || name == "style" || name == "template" || holdsWords(name)
}

func holdsWords(name string) bool { return name == "title" || name == "textarea" }

func isInline(name string) bool {
	switch name {
	case "", "a", "abbr", "b", "big", "code", "em", "font", "i", "kbd", "label", "q", "s", "samp", "small", "span", "strong",
		"sub", "sup", "tt", "u", "var", "script", "style", "template":
		return true
	}
	return false
}

// pageLines gathers words into lines, with white space as a browser shows it.
type pageLines struct {
	done strings.Builder
	line strings.Builder
	open bool // a blank is due before the next word
}

func (l *pageLines) words(text string) {
	for len(text) > 0 {
		i := strings.IndexAny(text, blanks)
		if i != 0 {
			word := text
			if i > 0 {
				word = text[:i]
			}
			if l.open && l.line.Len() > 0 {
				l.line.WriteByte(' ')
			}
			l.open = false
			l.line.WriteString(word)
			text = text[len(word):]
			continue
		}
		l.open = true
		text = text[1:]
	}
}

// tag ends a line at the borders of a block, and sets the cells of a table apart.
func (l *pageLines) tag(name string) {
	switch {
	case name == "td" || name == "th":
		l.open = true
	case !isInline(name):
		l.end()
	}
}

func (l *pageLines) end() {
	if l.line.Len() > 0 {
		if l.done.Len() > 0 {
			l.done.WriteByte('\n')
		}
		l.done.WriteString(l.line.String())
		l.line.Reset()
	}
	l.open = false
}

func (l *pageLines) text() string {
	l.end()
	return l.done.String()
}
