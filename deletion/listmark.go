package deletion

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"deletecall/safetext"
)

// CutListMark takes apart what was copied from a list or from a quoted message: the marks of its line, such as "-", "1.", "> •" or
// "[ ]", and the rest. Without a mark all of it is the rest. Only a blank after it makes a mark of it: "-8856" is an identifier.
func CutListMark(line string) (mark, rest string) {
	rest = safetext.Trim(line)
	for {
		one, after := cutMark(rest)
		if one == "" || after == "" {
			return mark, rest
		}
		mark, rest = strings.TrimSpace(mark+" "+one), after
	}
}

// cutMark takes the first mark off a trimmed line.
func cutMark(line string) (mark, rest string) {
	for _, box := range []string{"[ ]", "[x]", "[X]"} {
		if rest, found := strings.CutPrefix(line, box); found {
			return box, safetext.Trim(rest)
		}
	}
	if rest := strings.TrimLeft(line, ">"); rest != line { // mail programs quote with or without a blank
		return line[:len(line)-len(rest)], safetext.Trim(rest)
	}
	blank := strings.IndexFunc(line, unicode.IsSpace)
	if blank < 0 {
		return "", line
	}
	sign, size := utf8.DecodeRuneInString(line)
	switch {
	case size != blank:
		if !isNumber(line[:blank], line[blank] == '\t') {
			return "", line
		}
	case '\uf000' <= sign && sign <= '\uf0ff': // Word's, of fonts of its own
		return "•", safetext.Trim(line[blank:])
	case !strings.ContainsRune("-*|•–—‣·∙§o→⇒", sign) && !unicode.Is(unicode.So, sign): // "o" and "§" are Word's, too
		return "", line
	}
	return line[:blank], safetext.Trim(line[blank:])
}

// isNumber reports what numbers a line: "1.", "12)", "a)" or "iv)". "(01)" may be an area code, and "J." a name: they
// number a line only before a tab, as Word writes them.
func isNumber(word string, beforeTab bool) bool {
	inside, dotted := strings.CutSuffix(word, ".")
	inside, closed := strings.CutSuffix(inside, ")")
	inside, opened := strings.CutPrefix(inside, "(")
	switch {
	case dotted == closed || inside == "":
		return false
	case strings.Trim(inside, "0123456789") == "":
		return len(inside) <= 3 && (!opened || beforeTab)
	}
	letter, size := utf8.DecodeRuneInString(inside)
	isLetter := size == len(inside) && unicode.IsLetter(letter)
	isRoman := len(inside) <= 5 && strings.Trim(strings.ToLower(inside), "ivx") == ""
	return (isLetter || isRoman) && (!dotted || beforeTab)
}

// BeginsLike says what a line with a mark looks like.
func BeginsLike(mark string) string {
	if strings.HasPrefix(mark, ">") {
		return "begins like a line of a quoted message (" + mark + ")"
	}
	return "begins like a line of a list (" + mark + ")"
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
		Advice:  "It " + BeginsLike(mark) + ". Use " + plain + " instead"}
}
