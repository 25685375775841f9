package query

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

type token struct {
	query      string
	start, end int
	negated    bool
	field      string // without the colon; empty for free text
	hasField   bool
	values     []value
}

type value struct {
	query  string
	start  int
	text   string // without quotes
	quoted bool
	whole  bool // = precedes it
}

func (v value) wrong(problem, expected string) *Error {
	return &Error{Position: utf8.RuneCountInString(v.query[:v.start]) + 1,
		Word: v.text, Problem: problem, Expected: expected}
}

// splitQuery cuts a query into its terms. Blanks separate them, quotes keep blanks,
// separators and colons together.
func splitQuery(text string) ([]token, *Error) {
	var tokens []token
	for at := 0; ; {
		at += len(text[at:]) - len(strings.TrimLeftFunc(text[at:], unicode.IsSpace))
		if at == len(text) {
			return tokens, nil
		}
		next, err := readToken(text, at)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, next)
		at = next.end
	}
}

func readToken(text string, at int) (token, *Error) {
	t := token{query: text, start: at}
	if text[at] == '-' && at+1 < len(text) && !isSpaceAt(text, at+1) {
		t.negated = true
		at++
	}
	if name, _, ok := SplitCondition(wordAt(text, at)); ok {
		t.field, t.hasField = name, true
		at += len(name) + 1
	}
	separators := ""
	if t.hasField {
		separators = Field(Fold(t.field)).Separators()
	}
	for {
		word, end, err := readValue(text, at, separators, t.hasField)
		if err != nil {
			return t, err
		}
		if word.text != "" || word.quoted {
			t.values = append(t.values, word)
		} else if len(t.values) > 0 || isSeparatorAt(text, end, separators) {
			return t, t.missingValue(at)
		}
		at = end
		if !isSeparatorAt(text, at, separators) {
			break
		}
		at++
	}
	if t.end = at; t.hasField && t.goesOn(at) {
		return t, t.missingValue(at)
	}
	return t, nil
}

// goesOn reports whether a list of values was meant to go on where a condition ends
// before a blank or with the text: status:last, ongoing and outcome:refused | unknown. One
// that ends with the text could not have another condition added to it.
func (t token) goesOn(at int) bool {
	next := len(t.query) - len(strings.TrimLeftFunc(t.query[at:], unicode.IsSpace))
	comma := len(t.values) > 0 && strings.HasSuffix(t.query[t.start:at], ",") // of a status, which holds commas itself
	return comma || isSeparatorAt(t.query, next, ",|")
}

// missingValue reports a separator without a value next to it. A blank after it ends the
// condition, and what follows would be a word of its own.
func (t token) missingValue(at int) *Error {
	return value{query: t.query, start: at, text: t.query[t.start:at]}.wrong("is missing a value here", "values without blanks between them, or in quotes")
}

func wordAt(text string, at int) string {
	if end := strings.IndexFunc(text[at:], unicode.IsSpace); end >= 0 {
		return text[at : at+end]
	}
	return text[at:]
}

func isSeparatorAt(text string, at int, separators string) bool {
	return at < len(text) && strings.IndexByte(separators, text[at]) >= 0
}

// readValue reads up to a blank, or up to a separator of values. Only a field's value
// can be meant as a whole.
func readValue(text string, at int, separators string, ofField bool) (value, int, *Error) {
	word := value{query: text, start: at}
	if ofField && strings.HasPrefix(text[at:], "=") {
		word.whole = true
		at++
	}
	if at < len(text) && text[at] == '"' {
		quoted, end, err := readQuoted(text, at)
		quoted.whole = word.whole
		return quoted, end, err
	}
	end := at
	for end < len(text) && !isSpaceAt(text, end) && !isSeparatorAt(text, end, separators) {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	word.text = text[at:end]
	return word, end, nil
}

func readQuoted(text string, at int) (value, int, *Error) {
	word := value{query: text, start: at, quoted: true}
	var held strings.Builder
	for end := at + 1; end < len(text); end++ {
		switch {
		case text[end] == '\\' && end+1 < len(text):
			end++
			held.WriteByte(text[end])
		case text[end] == '"':
			word.text = held.String()
			return word, end + 1, nil
		default:
			held.WriteByte(text[end])
		}
	}
	word.text = text[at:] // an error that named nothing would not say which quote it means
	return word, len(text), word.wrong(`is missing a closing "`, "")
}

func isSpaceAt(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unicode.IsSpace(r)
}

func (t token) term(now time.Time) (Term, *Error) {
	term := Term{Negated: t.negated, start: t.start, end: t.end}
	if !t.hasField {
		word := t.values[0]
		term.Alternatives, _ = readWord(word, now)
		term.matches = matchAnyText
		return term, nil
	}
	info, ok := queryField(t.field)
	if !ok {
		return Term{}, t.unknownField()
	}
	if len(t.values) == 0 {
		return Term{}, &Error{Position: utf8.RuneCountInString(t.query[:t.end]) + 1, Word: t.field + ":",
			Problem: "needs a value", Expected: info.Meaning + ", such as " + string(info.Field) + ":" + info.Example}
	}
	term.Field, term.matches = info.Field, info.matches
	for _, word := range t.values {
		alternatives, err := info.read(word, now)
		if err != nil {
			return Term{}, err
		}
		term.Alternatives = append(term.Alternatives, alternatives...)
	}
	return term, nil
}

func (t token) unknownField() *Error {
	start := t.start
	if t.negated {
		start++
	}
	wrong := value{query: t.query, start: start, text: t.field + ":"}.wrong("is not a field", "one of "+strings.Join(fieldNames(), ", "))
	wrong.Nearest = meantField(t.field)
	wrong.Quoted = AnyText.Quote(wordAt(t.query, start))
	if !strings.HasPrefix(wrong.Quoted, `"`) {
		wrong.Quoted = `"` + wrong.Quoted + `"`
	}
	return wrong
}

func fieldNames() []string {
	var names []string
	for _, info := range Fields() {
		names = append(names, string(info.Field))
	}
	return names
}
