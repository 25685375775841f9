package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"deletecall/query"
	"deletecall/safetext"
	"deletecall/similar"
)

func queryHelp() string {
	var text strings.Builder
	text.WriteString("A query is words and conditions:\n\n")
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, info := range query.Fields() {
		fmt.Fprintf(table, "  %s:%s\t%s\n", info.Field, info.Example, info.Meaning)
	}
	for _, form := range query.Forms() {
		fmt.Fprintf(table, "  %s\t%s\n", form[0], form[1])
	}
	_ = table.Flush() // into memory
	text.WriteString("\nA shell interprets | and quotes: put such a condition in single quotes, '\"user:alice\"'.")
	return text.String()
}

// negation stands for the dash of a condition that the query negates, from the
// command line to the query: -status:last is not a flag.
//
// pflag would take the dash for a group of short flags and refuse the word. The mark is a
// control character, so no word of a person can begin with it by accident.
const negation = "\x1f-"

// takesQuery goes by the usage line, so that a command can't take a query without saying so.
func takesQuery(command *cobra.Command) bool { return strings.Contains(command.Use, "[QUERY...]") }

// markNegations marks the arguments that negate a condition, where the command
// takes a query. What follows "--" or belongs to a flag is left as it is.
//
// It runs before cobra parses anything, so it finds the command and the values of its flags by
// itself. A new short flag of such a command has to be added to isShortFlag.
func markNegations(root *cobra.Command, args []string) []string {
	if isCompleting(args) {
		return append(args[:1:1], markNegations(root, args[1:])...) // cobra would complete a flag
	}
	command, _, err := root.Find(args)
	if err != nil || !takesQuery(command) {
		return args
	}
	marked := slices.Clone(args)
	for i := 0; i < len(marked) && marked[i] != "--"; i++ {
		switch arg := marked[i]; {
		case len(arg) < 2 || arg[0] != '-':
		case arg[1] == '-' || isShortFlag(arg):
			if takesNext(command, arg) {
				i++
			}
		default:
			marked[i] = negation + arg[1:]
		}
	}
	return marked
}

// isShortFlag reports whether an argument is a flag after one dash, -h, -n or -n5:
// every other word is negated by it.
func isShortFlag(arg string) bool {
	value, isLimit := strings.CutPrefix(arg, "-n")
	return arg == "-h" || isLimit && strings.Trim(value, "=0123456789") == ""
}

func takesNext(command *cobra.Command, arg string) bool {
	name, isLong := strings.CutPrefix(arg, "--")
	if !isLong {
		return arg == "-n"
	}
	flag := command.Flag(name)
	return flag != nil && flag.NoOptDefVal == ""
}

// joinQuery puts a query together again that a shell has cut into words: a word
// with blanks in it was quoted there.
//
// The quotes are gone when the program starts: reason:"two words" arrives as one argument with
// a blank in it, and the query language needs its quotes again.
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

type queryText struct {
	filter string // the name of a saved filter; may be empty
	words  []string
}

func (q *queryText) flag(command *cobra.Command) {
	command.Flags().StringVar(&q.filter, "filter", "", "add the saved filter `NAME`: unsettled, or one from the configuration")
}

func (q queryText) parse(saved map[string]string, now time.Time) (query.Query, error) {
	words := joinQuery(q.words)
	if q.filter == "" {
		return query.Parse(words, now)
	}
	filter, ok := saved[q.filter]
	switch {
	// A configured filter of the same name wins over the built-in one.
	case ok:
	case q.filter == unsettledFilter:
		filter = string(query.BySettlement) + ":unsettled"
	default:
		return query.Query{}, noFilter(q.filter, filterNames(saved))
	}
	return query.Parse(strings.TrimSpace(filter+" "+words), now)
}

func filterNames(saved map[string]string) []string {
	names := slices.Sorted(maps.Keys(saved))
	if _, own := saved[unsettledFilter]; !own {
		names = append(names, unsettledFilter)
	}
	return names
}

// unsettledFilter is there without being configured.
const unsettledFilter = "unsettled"

// noFilter names the nearest filter where the name is most likely mistyped, and else all of them.
func noFilter(name string, names []string) error {
	advice := "Saved filters: " + strings.Join(names, ", ")
	_, _, isCondition := query.SplitCondition(name)
	switch near := similar.Value(name, names); {
	case near != "":
		advice = "Did you mean " + near + "?"
	case isCondition || strings.Contains(name, " "):
		advice = "Write a query without --filter"
	}
	return &usageError{fmt.Sprintf("%q is not a saved filter\n%s", safetext.Bounded(name, mostOfAnArgument), safetext.Line(advice))}
}

// quoteWord leaves a single argument as it is: it may be a whole query.
//
// A word that contains a quote keeps its own: somebody has quoted it for the query already.
func quoteWord(word string, count int) string {
	if count == 1 || !strings.ContainsAny(word, " \t") || strings.Contains(word, `"`) {
		return word
	}
	field, value, isCondition := query.SplitCondition(word)
	if !isCondition {
		return `"` + word + `"`
	}
	whole := ""
	if rest, ok := strings.CutPrefix(value, "="); ok {
		whole, value = "=", rest
	}
	return field + ":" + whole + `"` + value + `"`
}
