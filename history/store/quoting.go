package store

import (
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/query"
)

// quotation finds an identifier where another text quotes it: in any letter case, with other
// punctuation, in the escapes of XML, HTML and URLs, and a phone number however it is grouped.
type quotation struct {
	words   string // between blanks
	numbers []string
	exact   string // of an identifier without a letter or a digit
}

func quotationOf(identifier string) quotation {
	folded := query.Fold(identifier)
	if words := spaced(folded); words != " " {
		return quotation{words: words, numbers: query.Numbers(folded)}
	}
	return quotation{exact: folded}
}

// readable is a text prepared to find quotations in it.
type readable struct{ text, words, numbers string }

func readableOf(text string) readable {
	text = query.Fold(text)
	if plain := unescaped(text); plain != text {
		text += "\n" + query.Fold(plain)
	}
	return readable{text: text, words: spaced(text), numbers: strings.Join(query.Numbers(text), " ")}
}

func (q quotation) in(text readable) bool {
	if q.exact != "" {
		return strings.Contains(text.text, q.exact)
	}
	if q.words != "" && strings.Contains(text.words, q.words) {
		return true
	}
	for _, number := range q.numbers {
		if strings.Contains(text.numbers, number) {
			return true
		}
	}
	return false
}

// quotingFields are the names of the private fields that quote one of the identifiers. The
// hash of an answer that does is one of them: all numbers could be tried with it.
func quotingFields(private history.Private, quoted []quotation) (names []string, err error) {
	disclosures, err := private.Disclosures()
	for _, d := range disclosures {
		if !anyIn(quoted, string(d.Value)) {
			continue
		}
		names = append(names, d.Name)
		if after, isAnswer := strings.CutPrefix(d.Name, history.RawAnswer); isAnswer {
			names = append(names, history.AnswerHash+after)
		}
	}
	return names, err
}

func anyIn(quoted []quotation, text string) bool {
	if len(quoted) == 0 || text == "" {
		return false
	}
	in := readableOf(text)
	return slices.ContainsFunc(quoted, func(q quotation) bool { return q.in(in) })
}

// Quoting are the names of the private fields of a record that quote its identifier.
func Quoting(events []proof.StoredEvent) (all []string, err error) {
	record, _, _ := derive(events)
	if record.Intent.Identifier == "" {
		return nil, nil
	}
	quoted := []quotation{quotationOf(record.Intent.Identifier)}
	for _, event := range events {
		names, err := quotingFields(event.Private, quoted)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			name, _, _ = strings.Cut(name, "/")
			all = append(all, name)
		}
	}
	return all, nil
}

// spaced has the words of a text with one blank before and after each. A number is a word of
// its own: "ext8856" quotes 8856, and 188567 does not.
func spaced(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 2)
	b.WriteByte(' ')
	last := ' '
	for _, r := range text {
		isWord := unicode.IsLetter(r) || unicode.IsDigit(r)
		if last != ' ' && (!isWord || unicode.IsDigit(r) != unicode.IsDigit(last)) {
			b.WriteByte(' ')
			last = ' '
		}
		if isWord {
			b.WriteRune(r)
			last = r
		}
	}
	if last != ' ' {
		b.WriteByte(' ')
	}
	return b.String()
}

var percentEscape = regexp.MustCompile(`%[0-9a-f]{2}`)

// unescaped is a folded text without the escapes of XML, HTML and URLs; an answer may quote
// what was quoted before.
func unescaped(text string) string {
	for range 3 {
		plain := html.UnescapeString(text)
		if strings.Contains(plain, "%") {
			plain = percentEscape.ReplaceAllStringFunc(plain, func(escape string) string {
				value, _ := strconv.ParseUint(escape[1:], 16, 8)
				return string([]byte{byte(value)})
			})
		}
		if plain == text {
			break
		}
		text = query.Fold(plain)
	}
	return text
}
