package export

import (
	"regexp"
	"strings"

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

// separators stand between the digits of a number, or don't: "+36 30 123-4567" is
// "+36301234567".
const separators = " .()/\u00a0-"

func maskPattern(clean string) string {
	var letters []string
	for _, r := range clean {
		if !strings.ContainsRune(separators, r) {
			letters = append(letters, regexp.QuoteMeta(string(r)))
		}
	}
	switch {
	case len(letters) >= maskAnywhere:
		if letters[0] == `\+` {
			letters[0] = `\+?`
		}
		return `(?i)` + strings.Join(letters, `[`+separators+`]*`)
	case isWord(clean[0]) && isWord(clean[len(clean)-1]):
		return `(?i)\b` + regexp.QuoteMeta(clean) + `\b`
	}
	return `(?i)` + regexp.QuoteMeta(clean)
}

func (m masker) active() bool { return m.pattern != nil }

// text hides the identifier in a clean text, in whatever letter case, however a number
// is grouped, and in the encodings that [secret.Redactor] reads, such as that of URLs.
// Where the text writes it in yet another way, it stays.
func (m masker) text(clean string) string {
	if m.pattern == nil {
		return clean
	}
	return m.encoded.Redact(m.pattern.ReplaceAllLiteralString(clean, m.shown))
}

// identifier is the identifier as the page shows it.
func (m masker) identifier(foreign string) string {
	if m.pattern == nil {
		return safetext.Line(foreign)
	}
	return m.shown
}
