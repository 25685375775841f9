package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold removes the difference of letter case, and of the two ways to write a letter with
// an accent (Unicode Standard Annex 15, NFC), for finding one text in another. It composes
// twice: a small letter may be composed where the capital one is not, as in H̱ and ẖ.
func Fold(text string) string {
	if isASCII(text) { // the tables of Unicode take half a millisecond when they are first used
		return strings.ToLower(text)
	}
	return norm.NFC.String(strings.ToLower(norm.NFC.String(text)))
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Spelling is a text where [Fold] makes another one of it; empty where it does not. Two
// spellings of one folded name may be two people.
func Spelling(text string) string {
	if !isASCII(text) {
		text = norm.NFC.String(string([]rune(text))) // in UTF-8, as it is recorded
	}
	if Fold(text) == text {
		return ""
	}
	return text
}

// fewestDigits is from how many digits on a word is taken for a phone number, however it is
// grouped where it was recorded.
const fewestDigits = 6

// phoneDigits are the digits of a word that is a phone number, with or without a plus; empty
// for every other word.
func phoneDigits(word string) string {
	digits := strings.TrimPrefix(word, "+")
	if len(digits) < fewestDigits || strings.ContainsFunc(digits, func(r rune) bool { return !isDigit(r) }) {
		return ""
	}
	return digits
}

// JoinedDigits are the phone numbers of an identifier that are written with blanks, dashes,
// dots, slashes or brackets between their digits, without these: "+36 30 123-4567" has
// "36301234567". Several are separated by a blank. It is empty for most identifiers.
func JoinedDigits(identifier string) string {
	var all []string
	eachNumber(identifier, func(digits string, joined bool) {
		if joined {
			all = append(all, digits)
		}
	})
	return strings.Join(all, " ")
}

// Numbers are the digits of all that may be a phone number in a text, grouped or not.
func Numbers(text string) (all []string) {
	eachNumber(text, func(digits string, _ bool) { all = append(all, digits) })
	return all
}

// eachNumber finds the phone numbers of a text, and says which are joined from groups.
func eachNumber(text string, found func(digits string, joined bool)) {
	var run strings.Builder
	joined, gap := false, false // a run has a gap in it; the last character was one
	end := func() {
		if run.Len() >= fewestDigits {
			found(run.String(), joined)
		}
		run.Reset()
		joined, gap = false, false
	}
	for _, r := range text {
		switch {
		case isDigit(r):
			joined = joined || gap && run.Len() > 0
			gap = false
			run.WriteRune(r)
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), strings.ContainsRune("./()", r):
			gap = true
		default:
			end()
		}
	}
	end()
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
