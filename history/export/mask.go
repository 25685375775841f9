package export

import (
	"regexp"

	"deletecall/safetext"
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
	shown   string
}

func newMasker(identifier string) masker {
	clean := safetext.Line(identifier)
	if clean == "" {
		return masker{}
	}
	characters := []rune(clean)
	keep := min(maskKeep, len(characters)/2)
	pattern := `(?i)` + regexp.QuoteMeta(clean)
	if len(characters) < maskAnywhere && isWord(clean[0]) && isWord(clean[len(clean)-1]) {
		pattern = `(?i)\b` + regexp.QuoteMeta(clean) + `\b`
	}
	return masker{
		pattern: regexp.MustCompile(pattern),
		shown:   maskDots + string(characters[len(characters)-keep:]),
	}
}

func (m masker) active() bool { return m.pattern != nil }

// text hides the identifier in a clean text, in whatever letter case. Where the
// text writes it in another way, it stays.
func (m masker) text(clean string) string {
	if m.pattern == nil {
		return clean
	}
	return m.pattern.ReplaceAllLiteralString(clean, m.shown)
}

// identifier is the identifier as the page shows it.
func (m masker) identifier(foreign string) string {
	if m.pattern == nil {
		return safetext.Line(foreign)
	}
	return m.shown
}
