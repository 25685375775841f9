package certificate

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"deletecall/safetext"
	"deletecall/secret"
)

const (
	maskDots = "••••"
	maskKeep = 4 // characters that stay, but never more than half of them
	// maskAnywhere is the length from which an identifier is hidden inside words too.
	maskAnywhere = 3
)

// masker hides an identifier, also where another text repeats it. The zero masker
// hides nothing.
type masker struct {
	pattern *regexp.Regexp
	encoded *secret.Redactor
	shown   string
}

func newMasker(identifier string) masker {
	clean := safetext.Line(identifier)
	if clean == "" {
		return masker{}
	}
	characters := []rune(clean)
	keep := min(maskKeep, len(characters)/2)
	return masker{
		pattern: regexp.MustCompile(maskPattern(clean)),
		encoded: secret.NewRedactor(secret.New(clean), secret.New(strings.TrimPrefix(clean, "+"))),
		shown:   maskDots + string(characters[len(characters)-keep:]),
	}
}

// separator is what may be between the digits of a number: "+36 30 123-4567" is
// "+36301234567", with whatever dash, space, dot or bracket. "+" begins another number.
const separator = `[\p{P}\p{Z}\s−]`

var separators = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(separator) })

// maskPattern matches the identifier however its digits are grouped, and in the digits of
// any script.
func maskPattern(clean string) string {
	var letters []string
	for _, r := range separators().ReplaceAllLiteralString(clean, "") {
		letters = append(letters, letterPattern(r))
	}
	switch {
	case len(letters) > lastDigits && !strings.ContainsFunc(strings.TrimPrefix(clean, "+"), isNoNumber):
		// Area and country codes come before the last digits, whatever they are.
		return `\+?(?:\p{Nd}` + separator + `*)*` + strings.Join(letters[len(letters)-lastDigits:], separator+`*`)
	case len(letters) >= maskAnywhere:
		if letters[0] == `\+` {
			letters[0] = `\+?`
		}
		return `(?i)` + strings.Join(letters, separator+`*`)
	case isWord(clean[0]) && isWord(clean[len(clean)-1]):
		return `(?i)\b` + regexp.QuoteMeta(clean) + `\b`
	}
	return `(?i)` + regexp.QuoteMeta(clean)
}

// lastDigits are those of a phone number that are the same however it is dialled, as for what
// expires with an identifier (package store).
const lastDigits = 7

func isNoNumber(r rune) bool { return !unicode.IsDigit(r) && !separators().MatchString(string(r)) }

// letterPattern matches a character; a digit of any script matches the same digit of all.
func letterPattern(letter rune) string {
	for zero, last := range digitRuns {
		if zero <= letter && letter <= last {
			return "[" + sameDigits((letter-zero)%10) + "]"
		}
	}
	return regexp.QuoteMeta(string(letter))
}

// sameDigits are the characters of all scripts for a decimal digit.
func sameDigits(value rune) (digits string) {
	for zero, last := range digitRuns {
		for digit := zero + value; digit <= last; digit += 10 {
			digits += string(digit)
		}
	}
	return digits
}

// digitRuns yields the decimal digits of all scripts: each run begins with a zero and has
// ten of them or a multiple (Unicode, section 4.6).
func digitRuns(yield func(zero, last rune) bool) {
	for _, run := range unicode.Nd.R16 {
		if !yield(rune(run.Lo), rune(run.Hi)) {
			return
		}
	}
	for _, run := range unicode.Nd.R32 {
		if !yield(rune(run.Lo), rune(run.Hi)) {
			return
		}
	}
}

// text hides the identifier in a clean text, in whatever letter case, however a number
// is grouped, and in the encodings that [secret.Redactor] reads, such as that of URLs.
// Where the text writes it in yet another way, it stays.
func (m masker) text(clean string) string {
	if m.pattern == nil {
		return clean
	}
	return m.encoded.Redact(m.pattern.ReplaceAllLiteralString(clean, m.shown))
}

// repeats reports whether a foreign text repeats the identifier.
func (m masker) repeats(foreign string) bool {
	clean := safetext.Line(foreign)
	return m.text(clean) != clean
}

func (m masker) identifier(foreign string) string {
	if m.pattern == nil {
		return safetext.Line(foreign)
	}
	return m.shown
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
