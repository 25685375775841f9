package apiclient

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/charmap"
)

// readableText returns an answer as a person can read it: a page without its
// tags, anything else as it is. It is foreign text.
func readableText(text []byte, contentType string) string {
	if !isPage(text, contentType) {
		return string(text)
	}
	if !utf8.Valid(text) {
		// As browsers do with a page that does not tell.
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
func pageText(page []byte) string {
	var lines pageLines
	var unseen atom.Atom // the element whose content is not for reading
	for tokens := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := tokens.Next()
		switch kind {
		case html.ErrorToken: // the end
			return lines.text()
		case html.TextToken:
			if unseen == 0 {
				lines.words(string(tokens.Text()))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := tokens.TagName()
			tag := atom.Lookup(name)
			switch {
			case unseen != 0:
				if kind == html.EndTagToken && tag == unseen {
					unseen = 0
				}
			case isUnseen(tag) && kind == html.StartTagToken:
				unseen = tag
			case tag == atom.Td || tag == atom.Th:
				lines.gap()
			case !isInline(tag):
				lines.end()
			}
		}
	}
}

func isUnseen(tag atom.Atom) bool {
	return tag == atom.Script || tag == atom.Style || tag == atom.Template
}

func isInline(tag atom.Atom) bool {
	switch tag {
	case atom.A, atom.Abbr, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Kbd, atom.Label,
		atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Tt, atom.U, atom.Var:
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
		i := strings.IndexAny(text, " \t\r\n\f")
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

// gap sets the cells of a table apart.
func (l *pageLines) gap() { l.open = true }

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
