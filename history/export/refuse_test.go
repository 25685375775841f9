package export

import "strings"

// Refuse takes away what [Defuse] put into a text, and shows by that what it did.
func Refuse(s string) string {
	var b strings.Builder
	for part := range strings.SplitAfterSeq(s, ";") {
		if isFormula(part) && part[0] == '\'' {
			part = part[1:]
		}
		b.WriteString(part)
	}
	return b.String()
}
