package cli

import "strings"

// joinQuery puts a query together again that a shell has cut into words: a word
// with blanks in it was quoted there.
func joinQuery(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quoteWord(word, len(words))
	}
	return strings.Join(quoted, " ")
}

// quoteWord leaves a single argument as it is: it may be a whole query.
func quoteWord(word string, count int) string {
	if count == 1 || !strings.ContainsAny(word, " \t") || strings.Contains(word, `"`) {
		return word
	}
	field, value, isField := strings.Cut(word, ":")
	if isField && !strings.ContainsAny(field, " \t") {
		return field + `:"` + value + `"`
	}
	return `"` + word + `"`
}
