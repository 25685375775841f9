package postgres

import (
	"strconv"
	"strings"

	"deletecall/history/list"
	"deletecall/query"
)

// dialect uses the index of trigrams as a first sieve: wherever one of the columns has a text,
// the words have it.
var dialect = list.Dialect{
	Position: "strpos", Stored: storable,
	Sieve: func(indexed list.Condition, text string) list.Condition {
		return list.All(list.If(sieve, "%"+likeEscaper.Replace(text)+"%"), indexed)
	},
}

const sieve = "words LIKE ?"

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// where turns a query into SQL. Values are always arguments.
func where(filter query.Query) list.Condition { return dialect.Where(filter) }

// numbered is a statement with a $n for each ?. Its text is ours, and has no other ?.
func numbered(statement string) string {
	var text strings.Builder
	for i, part := range strings.Split(statement, "?") {
		if i > 0 {
			text.WriteString("$" + strconv.Itoa(i))
		}
		text.WriteString(part)
	}
	return text.String()
}
