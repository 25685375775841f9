package safetext

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// ControlError says that a text the operator gave (typed, pasted, an argument,
// an environment value) holds a character that is not plainly printable.
type ControlError struct {
	Field    string // what the operator was asked for, such as "reason"
	Position int    // of the first such character, 1-based, in characters
	Rune     rune   // utf8.RuneError for a byte that is not UTF-8
	Name     string // what it is, such as "escape" or "bidirectional control"
	Escape   string // as Line shows it, such as `\x1b`
}

func (e *ControlError) Error() string {
	return fmt.Sprintf("%s: character %d is %s (%s): remove it, or type the text again",
		Line(e.Field), e.Position, e.Escape, e.Name)
}

// IsLineBreak reports whether the character begins another line.
func (e *ControlError) IsLineBreak() bool {
	switch e.Rune {
	case '\n', '\r', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// Check refuses what [Line] would have to escape, so that what an operator
// enters is exactly what is shown, sent and recorded. The error is a
// *[ControlError] about the first such character.
func Check(field, s string) error {
	if plainASCII(s) == len(s) {
		return nil
	}
	sc := scanner{text: s}
	for position := 1; sc.next < len(s); position++ {
		at, r, size, plain := sc.step()
		if !plain {
			return &ControlError{
				Field: field, Position: position, Rune: r, Name: name(r, size), Escape: escape(s[at], r, size),
			}
		}
	}
	return nil
}

// name says in words what an unprintable character is.
func name(r rune, size int) string {
	switch {
	case r == utf8.RuneError && size == 1:
		return "not UTF-8"
	case r == '\n':
		return "line feed"
	case r == '\r':
		return "carriage return"
	case r == '\t':
		return "tab"
	case r == 0x1B:
		return "escape"
	case r == 0x2028 || r == 0x2029 || r == 0x85:
		return "line separator"
	case unicode.IsControl(r):
		return "control character"
	case unicode.Is(unicode.Bidi_Control, r):
		return "bidirectional control"
	case unicode.Is(unicode.Zs, r):
		return "blank that is not the plain one"
	case unicode.Is(unicode.Co, r):
		return "private use character"
	case unicode.Is(unicode.Cf, r) || isInvisible(r):
		return "invisible character"
	case unicode.IsMark(r):
		return "combining mark without a letter of its own"
	case altersNeighbour(r) || isTrailingJamo(r) || isLeadingJamo(r):
		return "joining character"
	case unicode.IsPrint(r):
		return "part of too long a cluster"
	}
	return "unassigned character"
}
