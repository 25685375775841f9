package safetext_test

import (
	"testing"
	"unicode"

	"deletecall/safetext"
)

func TestLookalikesAreNamedAndReplaced(t *testing.T) {
	for _, c := range []struct{ name, in, plain, first string }{
		{"plain text has none", "TRS-26140192", "TRS-26140192", ""},
		{"non-breaking hyphen", "TRS\u201126140192", "TRS-26140192", "character 4 is a non-breaking hyphen (U+2011)"},
		{"minus sign", "88\u221256", "88-56", "character 3 is a minus sign (U+2212)"},
		{"full-width digits", "８８５６", "8856", "character 1 is a full-width character (U+FF18)"},
		{"full-width letters", "ＴＲＳ1", "TRS1", "character 1 is a full-width character (U+FF34)"},
		{"Arabic-Indic digits", "٨٨٥٦", "8856", "character 1 is a digit of another script (U+0668)"},
		{"Persian digits", "۸۸۵۶", "8856", "character 1 is a digit of another script (U+06F8)"},
		{"Devanagari digits", "८८५६", "8856", "character 1 is a digit of another script (U+096E)"},
		{"mathematical digits", "𝟖𝟖𝟓𝟔", "8856", "character 1 is a digit of another script (U+1D7D6)"},
		{"superscript digits", "8²³¹", "8231", "character 2 is a superscript digit (U+00B2)"},
		{"all superscript digits", "⁺⁰⁴⁵⁶⁷⁸⁹", "+0456789", "character 1 is a superscript plus (U+207A)"},
		{"subscript digits", "₀₁₉", "019", "character 1 is a subscript digit (U+2080)"},
		{"circled numbers", "①⑧⓪⑳", "18020", "character 1 is a circled number (U+2460)"},
		{"circled numbers, filled", "❶➇➒⓿", "1890", "character 1 is a circled number (U+2776)"},
		{"numbers with something around them", "⑴⒏", "18", "character 1 is a number in brackets (U+2474)"},
		{"keycaps", "8\ufe0f\u20e3", "8", "character 2 is an invisible character (U+FE0F)"},
		{"the dash of Hebrew", "88\u05be56", "88-56", "character 3 is a dash of another kind (U+05BE)"},
		{"a wave dash", "88〜56", "88-56", "character 3 is a dash of another kind (U+301C)"},
		{"mathematical letters", "𝐓𝑹𝚂26", "TRS26", "character 1 is a letter in another style (U+1D413)"},
		{"Roman numerals", "Ⅷ-ⅼ3", "VIII-l3", "character 1 is a letter in another style (U+2167)"},
		{"the Kelvin sign", "\u212a5", "K5", "character 1 is a letter in another style (U+212A)"},
		{"a Greek question mark", "88\u037e56", "88;56", "character 3 is a Greek question mark (U+037E)"},
		{"a half-width full stop", "8｡8", "8.8", "character 2 is a half-width full stop (U+FF61)"},
		{"letters of languages", "5º ª ﷺ ﬗ メール 한글 山田", "5º ª ﷺ ﬗ メール 한글 山田", ""},
		{"zero width space", "88\u200b56", "8856", "character 3 is an invisible character (U+200B)"},
		{"soft hyphen", "88\u00ad56", "8856", "character 3 is a soft hyphen, which nobody sees (U+00AD)"},
		{"no-break space", "88\u00a056", "88 56", "character 3 is a no-break space (U+00A0)"},
		{"Cyrillic letters among Latin ones", "ТRS26", "TRS26", "character 1 is a letter of another alphabet (U+0422)"},
		{"Cyrillic letters before digits", "АВ12", "AB12", "character 1 is a letter of another alphabet (U+0410)"},
		{"Greek letter", "WΗBFM6DD", "WHBFM6DD", "character 2 is a letter of another alphabet (U+0397)"},
		{"a name in its own alphabet", "Мария5", "Мария5", ""},
		{"a Cyrillic word of look-alikes alone", "СОРОКА", "СОРОКА", ""},
		{"an umlaut", "jürgen@example.com", "jürgen@example.com", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			plain, first, found := safetext.Plain(c.in)
			if plain != c.plain || found != (c.first != "") || found && first.String() != c.first {
				t.Errorf("Plain(%q) = %q, %q, %v", c.in, plain, first, found)
			}
			if _, again, found := safetext.Plain(plain); found {
				t.Errorf("what was made plain still has one: %v", again)
			}
		})
	}
}

func TestTrimRemovesWhatNobodySeesAtTheEnds(t *testing.T) {
	for _, in := range []string{"\u202a8856\u202c", "\u00a08856\u00a0", "\ufeff8856", "\u2068 8856\u2069\r\n", "\u200e8856\u200b", "\u30008856\u2003"} {
		if got := safetext.Trim(in); got != "8856" {
			t.Errorf("Trim(%q) = %q", in, got)
		}
	}
	if got := safetext.Trim("88\u200b56"); got != "88\u200b56" {
		t.Errorf("what is inside was removed: %q", got)
	}
}

func TestEveryDecimalDigitHasItsValue(t *testing.T) {
	for _, digits := range unicode.Nd.R16 {
		if digits.Stride != 1 || (digits.Hi-digits.Lo+1)%10 != 0 {
			t.Errorf("%U to %U are not rows of ten", digits.Lo, digits.Hi)
		}
	}
	for _, digits := range unicode.Nd.R32 {
		if digits.Stride != 1 || (digits.Hi-digits.Lo+1)%10 != 0 {
			t.Errorf("%U to %U are not rows of ten", digits.Lo, digits.Hi)
		}
	}
}
