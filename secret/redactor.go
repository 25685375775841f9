package secret

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Redactor replaces secrets in text that may echo them: answers of servers,
// errors of libraries, log lines. The zero value, and a nil one, know no secret.
// It is safe for concurrent use and prints nothing of what it knows.
type Redactor struct {
	// A function for the same reason as in Text.
	find func(s string) []span
}

// span is a part of a text, in bytes.
type span struct{ from, to int }

// NewRedactor knows the given secrets; those that are not set are passed over.
func NewRedactor(secrets ...Text) *Redactor {
	var all []needles
	for _, t := range secrets {
		if t.IsSet() {
			all = append(all, newNeedles(t.Reveal()))
		}
	}
	if len(all) == 0 {
		return &Redactor{}
	}
	return &Redactor{find: func(s string) []span { return find(s, all) }}
}

// Redact returns s with each occurrence of a secret replaced by [Dots]:
//
//   - as it is, or in another case;
//   - percent-encoded, as a character reference of HTML or XML, or with the
//     backslash escapes of JSON; in whole or in part, and up to four layers deep;
//   - in hexadecimal, or in base64 at any offset, such as inside the
//     "user:password" of a Basic login;
//   - in UTF-16, UTF-32, or a one-byte character set of Western or Central Europe;
//   - split by line breaks, blanks, dashes or invisible characters, which may
//     be inside an escape, or by tags, comments and CDATA sections.
//
// What else is not promised is in docs/known-limits.md.
//
// A secret of fewer than four visible characters, dashes apart, is replaced only where it is by
// itself as a word and exactly as it is: the shorter it is, the more of an
// innocent text would go with it.
//
// Redact before cutting a text: the half of a secret is not recognised.
func (r *Redactor) Redact(s string) string {
	if r == nil || r.find == nil {
		return s
	}
	found := r.find(s)
	if len(found) == 0 {
		return s
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	done := 0
	for i := 0; i < len(found); {
		part := found[i]
		for i++; i < len(found) && found[i].from <= part.to; i++ {
			part.to = max(part.to, found[i].to)
		}
		b.WriteString(s[done:part.from])
		b.WriteString(Dots)
		done = part.to
	}
	b.WriteString(s[done:])
	return b.String()
}

// Format writes [Dots] under every verb, since a Redactor knows secrets.
func (*Redactor) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Dots)) }

// find looks at every reading of a text.
func find(s string, all []needles) []span {
	var found []span
	source(s).readings(func(st stream) { found = append(found, findIn(s, st, all)...) })
	for i := range all {
		if all[i].word != nil {
			source(s).layers(func(st stream) (stream, bool) { return st.decoded(anyEscape) },
				func(st stream) { found = append(found, st.search(all[i].word, true)...) })
		}
	}
	return found
}

// findIn looks at one reading in each of the ways that needles are read in.
func findIn(s string, st stream, all []needles) []span {
	var found []span
	look := func(keep func(rune) rune, pick func(*needles) [][]byte) {
		var read stream
		for i := range all {
			for _, needle := range pick(&all[i]) {
				if read.text == nil { // made only when there is something to look for
					read = st.mapped(keep)
				}
				found = append(found, read.search(needle, false)...)
			}
		}
	}
	look(visible, func(n *needles) [][]byte { return n.text })
	asIs := len(found)
	look(base64Digit, func(n *needles) [][]byte { return n.code })
	for i := asIs; i < len(found); i++ {
		found[i] = widened(s, found[i])
	}
	return found
}

// search returns the places in the original where st has the needle, as a word by itself where isWord is true.
func (st stream) search(needle []byte, isWord bool) []span {
	var found []span
	for at := 0; ; {
		i := bytes.Index(st.text[at:], needle)
		if i < 0 {
			return found
		}
		first, last := at+i, at+i+len(needle)-1
		if !isWord || !joins(st.text, first-1) && !joins(st.text, last+1) {
			found = append(found, span{int(st.from[first]), int(st.to[last])})
		}
		at += i + 1
	}
}
