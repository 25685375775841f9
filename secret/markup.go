package secret

import "bytes"

// maxTag bounds a tag, in bytes, so that reading one never costs more than a
// glance. Comments and instructions may have any length.
const maxTag = 1 << 10

// withoutMarkup leaves out tags, comments, processing instructions, and the
// marks around CDATA sections, whose text stays as it is. It returns false when
// there was nothing to leave out. It reads a stream without blanks.
func (st stream) withoutMarkup() (stream, bool) {
	out, changed := st.emptied(), false
	var scanner markupScanner
	for i := 0; i < len(st.text); {
		if size := scanner.size(st.text, i); size > 0 {
			i += size
			changed = true
			continue
		}
		out.put(st.text[i], st, i, i+1)
		i++
	}
	return out, changed
}

// The marks around a CDATA section.
const (
	sectionBegins = "<![CDATA["
	sectionEnds   = "]]>"
)

// markupScanner finds markup. It remembers which ends are not to come any more,
// so that a text of nothing but beginnings is not searched for them each time.
type markupScanner struct {
	sectionEnd                          int // up to where there is nothing but text
	noSection, noComment, noInstruction bool
}

// size returns the size of the markup at offset at, or 0.
func (m *markupScanner) size(text []byte, at int) int {
	rest := text[at:]
	switch {
	case at < m.sectionEnd:
		return 0
	case rest[0] == ']' && bytes.HasPrefix(rest, []byte(sectionEnds)):
		return len(sectionEnds)
	case rest[0] != '<':
		return 0
	case bytes.HasPrefix(rest, []byte(sectionBegins)):
		if size := upTo(rest, sectionEnds, len(sectionBegins), &m.noSection); size > 0 {
			m.sectionEnd = at + size - len(sectionEnds)
		}
		return len(sectionBegins)
	case bytes.HasPrefix(rest, []byte("<!--")):
		if size := upTo(rest, "-->", len("<!--"), &m.noComment); size > 0 {
			return size
		}
	case bytes.HasPrefix(rest, []byte("<?")):
		if size := upTo(rest, "?>", len("<?"), &m.noInstruction); size > 0 {
			return size
		}
	}
	return tag(rest[:min(len(rest), maxTag)])
}

// upTo returns the size of what ends with end, the first from bytes of which
// can't be part of it; 0, and that there is none, when it does not come.
func upTo(text []byte, end string, from int, none *bool) int {
	if *none {
		return 0
	}
	i := bytes.Index(text[from:], []byte(end))
	if *none = i < 0; *none {
		return 0
	}
	return from + i + len(end)
}

// tag returns the size of the tag that s begins with, or 0. A ">" in quotes does
// not end it, unless the quotes have no end.
func tag(s []byte) int {
	var quote byte
	first := 0 // behind the first ">"
	for i := 1; i < len(s); i++ {
		switch b := s[i]; {
		case b == '>' && first == 0:
			first = i + 1
			if quote == 0 {
				return first
			}
		case b == '>' && quote == 0:
			return i + 1
		case b == '<' && quote == 0:
			return first
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case b == quote:
			quote = 0
		}
	}
	return first
}
