package safetext

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lookalike is a character that a reader takes for a plain one, or does not see,
// and a server does not: a hyphen that doesn't break, a digit of another script, a
// direction mark.
type Lookalike struct {
	Position int    // 1-based, in characters
	Name     string // with its article: "a non-breaking hyphen"
	Rune     rune
}

// String says where it is and what it is: "character 4 is a non-breaking hyphen (U+2011)".
func (l Lookalike) String() string {
	return fmt.Sprintf("character %d is %s (%U)", l.Position, l.Name, l.Rune)
}

// Plain returns a text with every look-alike replaced by what it looks like, and the
// first one that it found. A letter of another alphabet counts only among Latin
// letters and digits: a name that is written in that alphabet is what it looks like.
func Plain(s string) (plain string, first Lookalike, found bool) {
	if plainASCII(s) == len(s) {
		return s, Lookalike{}, false
	}
	var text strings.Builder
	mixed := mixesAlphabets(s)
	position := 0
	for _, r := range s {
		position++
		name, meant := looksLike(r)
		if latin, ok := letters[r]; name == "" && mixed && ok {
			name, meant = "a letter of another alphabet", string(latin)
		}
		if name == "" {
			text.WriteRune(r)
			continue
		}
		text.WriteString(meant)
		if !found {
			first, found = Lookalike{Position: position, Name: name, Rune: r}, true
		}
	}
	return text.String(), first, found
}

// Trim removes what nobody sees from both ends of a text: blanks of every kind, direction
// marks and other invisible characters, as they come along when a number is copied. The end of
// an emoji stays.
func Trim(s string) string {
	s = strings.TrimFunc(s, unicode.IsSpace)
	for s != "" && !endsPlainly(s) {
		_, size := utf8.DecodeLastRuneInString(s)
		s = strings.TrimRightFunc(s[:len(s)-size], unicode.IsSpace)
	}
	return strings.TrimLeftFunc(s, isBlank)
}

// PlainBlanks writes every blank, such as the no-break space of a word processor, as the plain one. A tab is a control character.
func PlainBlanks(s string) string {
	if !utf8.ValidString(s) { // Map would make it valid
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, s)
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || isUnseen(r) }

// endsPlainly reports whether the last character of a text is seen, or belongs to one that is.
func endsPlainly(s string) bool {
	last, size := utf8.DecodeLastRuneInString(s)
	before, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
	return !isUnseen(last) || belongs(last, before, 0, 0)
}

func isUnseen(r rune) bool { return unicode.Is(unicode.Cf, r) || isInvisible(r) }

// looksLike names a character that is not the plain one that it looks like. The name
// is empty for every other character.
func looksLike(r rune) (name, meant string) {
	switch {
	case r < 0x80:
		return "", ""
	case marks[r].name != "":
		return marks[r].name, marks[r].meant
	case r >= 0xFF01 && r <= 0xFF5E:
		return "a full-width character", string(r - 0xFF01 + '!')
	case numbered(r) != nil:
		of := numbered(r)
		return of.name, strconv.Itoa(of.first + int(r-of.lo))
	case unicode.Is(unicode.Nd, r):
		return "a digit of another script", string(decimal(r))
	case unicode.Is(unicode.Pd, r):
		return "a dash of another kind", "-"
	case styled(r) != "":
		return "a letter in another style", styled(r)
	case unicode.Is(unicode.Zs, r):
		return "a space that is not the plain one", " "
	case isUnseen(r):
		return "an invisible character", ""
	}
	return "", ""
}

// styled is what a letter that Unicode has only for its looks stands for, such as a bold one in
// mathematics or a Roman numeral; empty for every other character. Those below are letters of languages.
func styled(r rune) string {
	if r < 0x2070 || !unicode.In(r, unicode.L, unicode.Nl) {
		return ""
	}
	if plain := norm.NFKC.String(string(r)); plainASCII(plain) == len(plain) {
		return plain
	}
	return ""
}

// marks are the punctuation that is drawn like a plain character.
var marks = map[rune]struct{ name, meant string }{
	0x2010: {"a typographic hyphen", "-"}, 0x2011: {"a non-breaking hyphen", "-"}, 0x2012: {"a figure dash", "-"},
	0x2013: {"an en dash", "-"}, 0x2014: {"an em dash", "-"}, 0x2015: {"a horizontal bar", "-"}, 0x2212: {"a minus sign", "-"},
	0x2043: {"a hyphen bullet", "-"}, 0x02D7: {"a small minus sign", "-"}, 0xFE58: {"a small em dash", "-"}, 0xFE63: {"a small hyphen", "-"},
	0x2018: {"a typographic quotation mark", "'"}, 0x2019: {"a typographic apostrophe", "'"}, 0x02BC: {"a letter apostrophe", "'"},
	0x201C: {"a typographic quotation mark", `"`}, 0x201D: {"a typographic quotation mark", `"`},
	0x207B: {"a superscript minus", "-"}, 0x208B: {"a subscript minus", "-"}, 0x207A: {"a superscript plus", "+"}, 0x208A: {"a subscript plus", "+"},
	0x20E3: {"the frame of a keycap, which nobody types", ""},
	0x2044: {"a fraction slash", "/"}, 0x2215: {"a division slash", "/"}, 0x2223: {"a divides sign", "|"},
	0x037E: {"a Greek question mark", ";"}, 0x2027: {"a hyphenation point", "."}, 0xFF61: {"a half-width full stop", "."},
	0x2024: {"a one dot leader", "."}, 0x2236: {"a ratio sign", ":"}, 0xA789: {"a letter colon", ":"}, 0x223C: {"a tilde operator", "~"},
	0x00A0: {"a no-break space", " "}, 0x202F: {"a narrow no-break space", " "}, 0x00AD: {"a soft hyphen, which nobody sees", ""},
}

// numbers are the numerals that are drawn smaller, or with something around them, in runs that
// count up from the first.
var numbers = []numerals{
	{0xB2, 0xB3, 2, superscript}, {0xB9, 0xB9, 1, superscript}, {0x2070, 0x2070, 0, superscript}, {0x2074, 0x2079, 4, superscript},
	{0x2080, 0x2089, 0, "a subscript digit"},
	{0x2460, 0x2473, 1, circled}, {0x24EA, 0x24EA, 0, circled}, {0x24EB, 0x24F4, 11, circled}, {0x24F5, 0x24FE, 1, circled}, {0x24FF, 0x24FF, 0, circled},
	{0x2776, 0x277F, 1, circled}, {0x2780, 0x2789, 1, circled}, {0x278A, 0x2793, 1, circled}, {0x3251, 0x325F, 21, circled}, {0x32B1, 0x32BF, 36, circled},
	{0x1F10B, 0x1F10B, 0, circled}, {0x1F10C, 0x1F10C, 0, circled},
	{0x2474, 0x2487, 1, "a number in brackets"}, {0x2488, 0x249B, 1, punctuated}, {0x1F100, 0x1F100, 0, punctuated}, {0x1F101, 0x1F10A, 0, punctuated},
}

const superscript, circled, punctuated = "a superscript digit", "a circled number", "a number with a point or comma"

type numerals struct {
	lo, hi rune
	first  int
	name   string
}

func numbered(r rune) *numerals {
	for i := range numbers {
		if n := &numbers[i]; r >= n.lo && r <= n.hi {
			return n
		}
	}
	return nil
}

// decimal is the plain digit of a decimal digit of any script. Unicode keeps each
// script's ten in a row (Unicode Standard, chapter 4.6).
func decimal(r rune) rune {
	for _, run := range unicode.Nd.R16 {
		if r >= rune(run.Lo) && r <= rune(run.Hi) {
			return '0' + (r-rune(run.Lo))%10
		}
	}
	for _, run := range unicode.Nd.R32 {
		if r >= rune(run.Lo) && r <= rune(run.Hi) {
			return '0' + (r-rune(run.Lo))%10
		}
	}
	return r
}

// letters are those of the Cyrillic and Greek alphabets that are drawn as a Latin one is.
var letters = map[rune]rune{
	'А': 'A', 'В': 'B', 'Е': 'E', 'Ѕ': 'S', 'І': 'I', 'Ј': 'J', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X',
	'Ԁ': 'D', 'Ԛ': 'Q', 'Ԝ': 'W', 'а': 'a', 'е': 'e', 'ѕ': 's', 'і': 'i', 'ј': 'j', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X', 'ο': 'o', 'ν': 'v',
}

// mixesAlphabets reports whether a text has Latin letters or digits, and of other
// alphabets only letters that are drawn as a Latin one.
func mixesAlphabets(s string) bool {
	plain := false
	for _, r := range s {
		_, drawnAlike := letters[r]
		name, _ := looksLike(r)
		switch {
		case r < 0x80:
			plain = plain || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
		case !drawnAlike && name == "":
			return false
		}
	}
	return plain
}
