package cli

import (
	"slices"
	"strings"
)

// negation stands for the dash of a condition that the query negates, from the
// command line to the query: -status:last is not a flag.
const negation = "\x1f-"

// markNegations marks the arguments of history commands that negate a condition.
// What follows "--" is never a flag, and the few short flags stay flags.
func markNegations(args []string) []string {
	if !slices.Contains(args, "history") {
		return args
	}
	marked := slices.Clone(args)
	for i, arg := range marked {
		if arg == "--" {
			break
		}
		if len(arg) > 1 && arg[0] == '-' && !strings.ContainsRune("-nh", rune(arg[1])) {
			marked[i] = negation + arg[1:]
		}
	}
	return marked
}

// joinQuery puts a query together again that a shell has cut into words: a word
// with blanks in it was quoted there.
func joinQuery(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		if rest, ok := strings.CutPrefix(word, negation); ok {
			quoted[i] = "-" + quoteWord(rest, len(words))
			continue
		}
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
