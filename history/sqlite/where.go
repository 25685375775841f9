package sqlite

import (
	"strconv"
	"strings"

	"deletecall/history/list"
	"deletecall/query"
)

var dialect = list.Dialect{Position: "instr"}

// where turns a query into SQL. Values are always arguments.
func where(filter query.Query) list.Condition { return dialect.Where(filter) }

// timesOf are the conditions of a query that are one stretch of time each; ok is false where
// there are none.
func timesOf(filter query.Query) (times list.Condition, ok bool) {
	var all []list.Condition
	for _, term := range filter.Terms() {
		switch term.Field {
		case query.BySince, query.ByUntil, query.ByDay:
			if !term.Negated && len(term.Alternatives) == 1 {
				all = append(all, dialect.Term(term))
			}
		}
	}
	return list.All(all...), len(all) > 0
}

// among fits the records with these numbers.
func among(numbers []int64) list.Condition {
	var text strings.Builder
	for i, number := range numbers {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(strconv.FormatInt(number, 10))
	}
	return list.If("number IN (SELECT value FROM json_each(?))", "["+text.String()+"]")
}
