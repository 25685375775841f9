package safetext

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Line returns s as one line of plainly printable characters, everything else
// as a visible escape. Clean text comes back unchanged, so that cleaning twice
// is the same as once; clean ASCII costs no allocation. The result is valid
// UTF-8 and not bounded: see [Bounded] and [Excerpt].
func Line(s string) string {
	if plainASCII(s) == len(s) {
		return s
	}
	sc := scanner{text: s}
	for sc.next < len(s) {
		at, r, size, plain := sc.step()
		if plain {
			continue
		}
		var b strings.Builder
		b.Grow(len(s) + 16)
		b.WriteString(s[:at])
		b.WriteString(escape(s[at], r, size))
		writeUntil(&b, &sc, len(s))
		return b.String()
	}
	return s
}

// LineAt is [Line] in two halves, of which the second begins with the byte at of s: for a text with
// a cursor in it. What a character is drawn as depends on those around it, in the other half too.
func LineAt(s string, at int) (before, after string) {
	var b strings.Builder
	sc := scanner{text: s}
	writeUntil(&b, &sc, at)
	half := b.Len()
	writeUntil(&b, &sc, len(s))
	return b.String()[:half], b.String()[half:]
}

// writeUntil cleans what the scanner has not seen yet, up to the byte end.
func writeUntil(b *strings.Builder, sc *scanner, end int) {
	for sc.next < end {
		at, r, size, plain := sc.step()
		if plain {
			b.WriteString(sc.text[at : at+size])
		} else {
			b.WriteString(escape(sc.text[at], r, size))
		}
	}
}

// escape is the visible form of one character, as Go writes it in a quoted
// string; first is its first byte, which is the whole of it when it is not UTF-8.
func escape(first byte, r rune, size int) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\t':
		return `\t`
	case r == '\r':
		return `\r`
	case r < utf8.RuneSelf, r == utf8.RuneError && size == 1:
		return fmt.Sprintf(`\x%02x`, first)
	case r <= 0xFFFF:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// Width returns how many cells a terminal gives to a text that is already
// clean. It counts as wcwidth does, a character at a time: tmux, xterm, PuTTY and
// VTE do, and where a terminal could count by grapheme cluster (mode 2027) we
// keep it from doing so.
func Width(clean string) int {
	if plainASCII(clean) == len(clean) {
		return len(clean)
	}
	return ansi.StringWidthWc(clean)
}

// PrepareWidths builds the table of widths, of two megabytes, before the first text needs it.
// It may run while other work does.
func PrepareWidths() { Width("─") }

// Bounded is [Line] cut to at most max cells of a terminal, the last of them
// "…" when something was left out: for columns, titles and other narrow places.
// A max below 1 gives an empty text. Its cost depends on max, not on s.
func Bounded(s string, max int) string {
	if max < 1 {
		return ""
	}
	switch ascii := plainASCII(s[:min(len(s), max+1)]); {
	case ascii == len(s) && ascii <= max:
		return s
	case ascii > max:
		return s[:max-1] + "…"
	}
	return Cut(Line(prefix(s, max)), max)
}

// Cut shortens a text that is already clean, or styled by us, to at most max cells, the
// last of them "…" when something was left out. A max below 1 gives an empty text.
func Cut(clean string, max int) string {
	switch {
	case max < 1:
		return ""
	case ansi.StringWidthWc(clean) <= max:
		return clean
	}
	clean = Drawn(clean) // the cut may take what a joiner joins
	// Before it cuts anything, TruncateWc asks for the width in clusters, which may be less: the
	// blanks, which are cut off, make it more.
	return ansi.TruncateWc(clean+strings.Repeat(" ", max+1), max, "…")
}

// Excerpt is [Bounded] that says how much there was when something was left
// out: "Bad gateway… (5312 bytes in all)". For sentences and messages, where the
// reader must know that there is more. Below 40 cells there is no room for the
// note, and the result is that of Bounded.
func Excerpt(s string, max int) string {
	cut := Bounded(s, max)
	if max < 40 || !strings.HasSuffix(cut, "…") || cut == Line(s) {
		return cut
	}
	note := " (" + strconv.Itoa(len(s)) + " bytes in all)"
	return Bounded(s, max-len(note)) + note
}

// prefix returns the start of s that is certain to hold more than max cells, if s
// does: a grapheme has a cell at least and maxCluster characters at most. It
// ends between two characters.
func prefix(s string, max int) string {
	if max > len(s) {
		return s
	}
	end := (max + 1) * maxCluster * utf8.UTFMax
	if end >= len(s) {
		return s
	}
	for i := 0; i < utf8.UTFMax && !utf8.RuneStart(s[end]); i++ {
		end--
	}
	return s[:end]
}
