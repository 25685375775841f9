package history

import (
	"context"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"deletecall/query"
	"deletecall/ui/widget"
)

// mostSuggested is how many values of the records are read to suggest them.
// A line shows no more, and an answer with fewer is known to be complete, see serve.
const mostSuggested = 20

type lastWord struct {
	stem  string // what precedes it, and its field with the values that are complete
	field query.Field
	value string // what is typed of the value; of the word where there is no field
}

// splitLast takes the last word of a filter apart. A field is one only after its colon.
func splitLast(text string) (last lastWord, hasField bool) {
	start := strings.LastIndexAny(text, " \t") + 1
	if strings.HasPrefix(text[start:], "-") {
		start++
	}
	name, _, hasField := strings.Cut(text[start:], ":")
	if !hasField {
		return lastWord{stem: text[:start], value: text[start:]}, false
	}
	field := query.Field(strings.ToLower(name))
	value := len(text) - len(field.Begun(text[start+len(name)+1:]))
	return lastWord{text[:value], field, text[value:]}, true
}

// withoutOpenField is the filter without a field at its end whose value is still to
// be typed: the list stays meanwhile.
func withoutOpenField(text string) string {
	last, hasField := splitLast(text)
	if !hasField || last.value != "" || !strings.HasSuffix(strings.TrimSuffix(last.stem, "="), ":") {
		return text
	}
	return strings.TrimRight(text[:strings.LastIndexAny(text, " \t")+1], " \t")
}

type existing struct {
	of     lastWord
	values []string // foreign
}

type valuesMsg existing

// serve reports whether they are the values for what is typed by now: they are still
// when nothing was left out of them.
func (e existing) serve(last lastWord) bool {
	same := e.of.stem == last.stem && e.of.field == last.field
	return same && (e.of.value == last.value || strings.HasPrefix(last.value, e.of.value) && len(e.values) < mostSuggested)
}

func (m Model) readValues() tea.Cmd {
	last, hasField := splitLast(m.filter.Value())
	if !hasField || m.existing.serve(last) {
		return nil
	}
	finder := m.options.Finder
	return func() tea.Msg {
		// Without values nothing is suggested; the list says what is wrong with the history.
		values, _ := finder.Values(context.Background(), last.field, last.value, mostSuggested)
		return valuesMsg{last, values}
	}
}

func (m Model) suggestions() (stem string, words []string) {
	last, hasField := splitLast(m.filter.Value())
	for _, info := range query.Fields() {
		switch {
		case !hasField && last.value != "" && strings.HasPrefix(string(info.Field), strings.ToLower(last.value)):
			words = append(words, string(info.Field)+":")
		case hasField && info.Field == last.field:
			words = append(words, m.values(info, last)...)
		}
	}
	return last.stem, words
}

// values are those that what is typed of one may become: out of the few that there
// are, or out of those that the records have.
func (m Model) values(info query.FieldInfo, last lastWord) []string {
	candidates := info.Values
	if m.existing.serve(last) {
		candidates = append(candidates[:len(candidates):len(candidates)], m.existing.values...)
	}
	var words []string
	for _, value := range candidates {
		begins := strings.HasPrefix(value, query.Fold(last.value))
		if begins && widget.Clean(value) == value { // anything else can't be typed
			words = append(words, info.Field.Quote(value))
		}
	}
	if len(words) == 1 && words[0] == last.value {
		return nil // it is typed already
	}
	return words
}

func (m Model) complete() string {
	text := m.filter.Value()
	stem, words := m.suggestions()
	if len(words) == 0 {
		return text
	}
	common := words[0]
	for _, word := range words[1:] {
		for !strings.HasPrefix(word, common) {
			// A whole character: half of one is no text that can be typed into the filter.
			_, last := utf8.DecodeLastRuneInString(common)
			common = common[:len(common)-last]
		}
	}
	// Suggestions are folded, so what they share may be shorter than what is typed: completing
	// never takes anything away.
	if len(stem)+len(common) < len(text) {
		return text
	}
	return stem + common
}
