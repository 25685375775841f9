package safetext

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// Three invisible characters are needed by writing: without them words of Persian and of Indic
// scripts are spelt wrong, and an emoji becomes a plain sign or falls apart.
const (
	nonJoiner   = '\u200c' // zero width non-joiner
	joiner      = '\u200d' // zero width joiner
	emojiStyled = '\ufe0f' // variation selector 16
)

func isJoiner(r rune) bool { return r == nonJoiner || r == joiner || r == emojiStyled }

// belongs reports whether a script or an emoji needs one of the three at this place (Unicode Standard Annex
// 31, section 2.3; for emoji, Unicode Technical Standard 51, sections 1.4.3 and 1.4.6). Everywhere else it only hides, and
// makes two texts of what looks like one. before is the character before it, base the last
// one that is not a mark; either is 0 where it was not plain.
func belongs(r, before, base, after rune) bool {
	switch r {
	case emojiStyled:
		return isPictograph(before)
	case nonJoiner:
		return unicode.IsLetter(base) && unicode.IsLetter(after) && joinScript(base) != nil && joinScript(base) == joinScript(after)
	case joiner:
		if before == emojiStyled || isPictograph(before) {
			return isPictograph(after)
		}
		return isVirama(before) || isVirama(after) && unicode.IsLetter(before) && joinScript(before) == joinScript(after)
	}
	return false
}

// joinScripts are those whose letters change their form with what they are joined to.
var joinScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
}

// joinScript is the script of a character among them; nil for others.
func joinScript(r rune) *unicode.RangeTable {
	for _, script := range joinScripts {
		if unicode.Is(script, r) {
			return script
		}
	}
	return nil
}

// isVirama reports the signs of Indic scripts that take the vowel from a consonant.
func isVirama(r rune) bool {
	switch r {
	case 0x094D, 0x09CD, 0x0A4D, 0x0ACD, 0x0B4D, 0x0BCD, 0x0C4D, 0x0CCD, 0x0D4D, 0x0DCA:
		return true
	}
	return false
}

// isPictograph reports the characters that an emoji can be made of. Only these are one grapheme
// with an emoji that a joiner follows them with (Unicode Standard Annex 29, rule GB11).
func isPictograph(r rune) bool {
	if r < 0x80 {
		return false
	}
	joined := string(r) + string(joiner) + "\u2764"
	cluster, _ := ansi.FirstGraphemeCluster(joined, ansi.GraphemeWidth)
	return cluster == joined
}

// Drawn is a clean text without the joiners that writing needs. A screen draws this: terminals
// disagree on how many cells a joined emoji or a sign in emoji style has, and columns would
// shift. Records, exports and search have the whole text.
func Drawn(clean string) string {
	if !strings.Contains(clean, string(nonJoiner)) && !strings.Contains(clean, string(joiner)) && !strings.Contains(clean, string(emojiStyled)) {
		return clean
	}
	return strings.Map(func(r rune) rune {
		if isJoiner(r) {
			return -1
		}
		return r
	}, clean)
}
