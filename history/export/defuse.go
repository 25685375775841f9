package export

import "strings"

// Defuse makes a text harmless to a spreadsheet that would take it for a formula.
//
// A text is looked at in parts that end with a semicolon, since a spreadsheet may
// divide a line there. Before a part whose first character other than blanks,
// apostrophes and double quotes is one of = + - @ (or their full-width forms, or a
// tab, carriage return or line feed), an apostrophe is put. Nothing else changes, so who
// takes exactly these apostrophes away has the text again.
func Defuse(s string) string {
	if !mayHoldFormula(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 4)
	for part := range strings.SplitAfterSeq(s, ";") {
		if isFormula(part) {
			b.WriteByte('\'')
		}
		b.WriteString(part)
	}
	return b.String()
}

// mayHoldFormula is a quick look: most texts begin with a letter or a digit and
// have no semicolon.
func mayHoldFormula(s string) bool {
	return s != "" && (!isWord(s[0]) || strings.IndexByte(s, ';') >= 0)
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isFormula(part string) bool {
	start := strings.TrimLeft(part, ` '"`)
	for _, trigger := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(start, trigger) {
			return true
		}
	}
	return false
}
