package safetext

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

const (
	// maxMarks is how many combining marks one base may carry. Vietnamese
	// needs two, pointed Hebrew three, Tibetan four.
	maxMarks = 4
	// maxCluster is how many characters may melt into one grapheme. The longest
	// Indic conjuncts in real words have nine; without a limit a chain of them
	// measures one cell and is drawn over the whole line.
	maxCluster = 10
)

// scanner walks over a text and tells which characters are plain. It carries
// what a verdict needs to know of the characters before.
type scanner struct {
	text       string
	next       int // offset of the next character
	clusterEnd int // offset at which the present grapheme ends
	inCluster  int // characters seen of the present grapheme
	marks      int // combining marks seen on the present base
	hasBase    bool
	base       rune // the last character that is not a mark; 0 after an escape
	before     rune // the last character; 0 after an escape
	lead       bool // the character before was a leading Hangul consonant
}

// step reads one character: its offset, its rune (utf8.RuneError with size 1
// for a byte that is not UTF-8), its size in bytes, and whether it is plain.
func (s *scanner) step() (at int, r rune, size int, plain bool) {
	at = s.next
	if c := s.text[at]; c < utf8.RuneSelf {
		r, size = rune(c), 1
	} else {
		r, size = utf8.DecodeRuneInString(s.text[at:])
	}
	s.next += size
	s.enterCluster(at, r)

	plain = s.judge(r, size)
	if !plain {
		s.hasBase, s.base, s.before = false, 0, 0 // a mark after an escape would sit on the escape
	} else {
		s.before = r
	}
	s.lead = plain && isLeadingJamo(r)
	return at, r, size, plain
}

// enterCluster counts the characters of the present grapheme.
func (s *scanner) enterCluster(at int, r rune) {
	s.inCluster++
	if at < s.clusterEnd {
		return
	}
	s.inCluster = 1
	s.clusterEnd = at + 1
	if r >= utf8.RuneSelf || s.next < len(s.text) && s.text[s.next] >= utf8.RuneSelf {
		cluster, _ := ansi.FirstGraphemeCluster(s.text[at:], ansi.GraphemeWidth)
		s.clusterEnd = at + max(len(cluster), 1)
	}
}

// judge decides on one character and keeps count of its marks.
func (s *scanner) judge(r rune, size int) bool {
	switch {
	case r < utf8.RuneSelf:
		s.hasBase, s.base, s.marks = true, r, 0
		return r >= ' ' && r <= '~'
	case isJoiner(r):
		s.marks++ // of one base, with those that are seen
		after, _ := utf8.DecodeRuneInString(s.text[s.next:])
		return s.inCluster <= maxCluster && belongs(r, s.before, s.base, after)
	case r == utf8.RuneError && size == 1, !unicode.IsPrint(r), isInvisible(r), altersNeighbour(r):
		return false
	case s.inCluster > maxCluster:
		return false
	case unicode.IsMark(r) || isTrailingJamo(r):
		s.marks++
		return s.hasBase && s.marks <= maxMarks
	}
	s.hasBase, s.base, s.marks = true, r, 0
	return !s.lead || !isLeadingJamo(r)
}

// isInvisible reports characters that count as printable and draw nothing:
// variation selectors, fillers, the empty Braille pattern.
func isInvisible(r rune) bool {
	return unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Variation_Selector, r) ||
		r == 0x2800 || r == 0x1D159
}

// altersNeighbour reports the skin tones and the letters that flags are made
// of: terminals disagree on the width of what they join, and columns shift.
func altersNeighbour(r rune) bool {
	return r >= 0x1F3FB && r <= 0x1F3FF || r >= 0x1F1E6 && r <= 0x1F1FF
}

// isLeadingJamo reports the conjoining consonants that begin a Hangul syllable.
// Any number of them in a row is one grapheme.
func isLeadingJamo(r rune) bool {
	return r >= 0x1100 && r <= 0x115E || r >= 0xA960 && r <= 0xA97C
}

// isTrailingJamo reports the conjoining vowels and final consonants. They have
// no cell of their own, so they are counted as marks.
func isTrailingJamo(r rune) bool {
	return r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FB
}

// plainASCII returns how many bytes from the start are printable ASCII.
func plainASCII(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return i
		}
	}
	return len(s)
}
