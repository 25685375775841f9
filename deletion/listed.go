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

// quotationMarks are those of every language that stand around a text.
const quotationMarks = "\"'`´“”„‟‘’‚‛«»‹›「」『』"

// CutAround removes what surrounds an identifier in a list and belongs to the list: a comma or a semicolon at its
// end, and quotation marks around it. What is inside stays as it is.
func CutAround(text string) string {
	text = safetext.Trim(text)
	for {
		rest := safetext.Trim(strings.TrimRight(text, ",;"))
		first, opening := utf8.DecodeRuneInString(rest)
		last, closing := utf8.DecodeLastRuneInString(rest)
		if strings.ContainsRune(quotationMarks, first) && strings.ContainsRune(quotationMarks, last) && len(rest) > opening+closing {
			if inside := rest[opening : len(rest)-closing]; !strings.ContainsAny(inside, string([]rune{first, last})) {
				rest = safetext.Trim(inside)
			}
		}
		if rest == text || rest == "" {
			return text
		}
		text = rest
	}
}

// listed is the error of an identifier that was copied with what belongs to its list; nil without it.
func listed(row Identifier, identifier string) error {
	mark, rest := CutListMark(identifier)
	bare := CutAround(rest)
	like := "is in quotation marks"
	switch end := strings.TrimRight(identifier, ",;"); {
	case mark != "":
		like = BeginsLike(mark)
	case bare == identifier:
		return nil
	case end != identifier:
		like = "ends with " + separators[identifier[len(end)]]
	}
	if unprintable(bare) != "" {
		return nil
	}
	plain, _, _ := safetext.Plain(bare)
	return &FieldError{Field: FieldIdentifier, Label: row.Label, Value: identifier, Instead: plain,
		Problem: "is more than an identifier",
		Advice:  "It " + like + ". Use " + plain + " instead"}
}

var separators = map[byte]string{',': "a comma", ';': "a semicolon"}

// several is the error of numbers, or call IDs, that were written in one line; nil for anything else.
func several(row Identifier, identifier string) error {
	parts := strings.FieldsFunc(identifier, func(r rune) bool { return r == ',' || r == ';' })
	for _, part := range parts {
		isNumber := strings.ContainsAny(part, "0123456789") && strings.Trim(part, "0123456789 +-()") == ""
		isCallID := strings.Trim(strings.TrimSpace(part), "0123456789abcdefABCDEF-") == "" && len(strings.TrimSpace(part)) == len(callIDExample)
		if !isNumber && !isCallID {
			return nil
		}
	}
	if len(parts) < 2 {
		return nil
	}
	problem := "has " + separators[identifier[strings.IndexAny(identifier, ",;")]] + " between numbers"
	return &FieldError{Field: FieldIdentifier, Label: row.Label, Value: identifier, Problem: problem,
		Advice: "It " + problem + ". Enter one, or paste them into the console, one on each line"}
}
