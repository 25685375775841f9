package deletion

import (
	"slices"
	"strings"
	"unicode"

	"deletecall/safetext"
)

// CutListMark takes apart what was copied from a list: the mark of its line, such as "-", "•" or "1.", and the rest.
// Without a mark all of it is the rest. Only a blank after it makes a mark of it: "-8856" is an identifier.
func CutListMark(line string) (mark, rest string) {
	line = safetext.Trim(line)
	blank := strings.IndexFunc(line, unicode.IsSpace)
	if blank < 0 {
		return "", line
	}
	mark = line[:blank]
	number := strings.TrimRight(mark, ".)")
	isNumbered := len(mark) == len(number)+1 && len(number) > 0 && len(number) <= 3 && strings.Trim(number, "0123456789") == ""
	if !isNumbered && !slices.Contains([]string{"-", "*", "•", "–", "—", "‣", "◦", "▪", "·"}, mark) {
		return "", line
	}
	return mark, safetext.Trim(line[blank:])
}

// listed is the error of an identifier that was copied with the mark of its line; nil without one.
func listed(row Identifier, identifier string) error {
	mark, rest := CutListMark(identifier)
	if mark == "" || unprintable(rest) != "" {
		return nil
	}
	plain, _, _ := safetext.Plain(rest)
	return &FieldError{Field: FieldIdentifier, Label: row.Label, Value: identifier, Instead: plain,
		Problem: "is more than an identifier",
		Advice:  "It begins like a line of a list (" + mark + "). Use " + plain + " instead"}
}
