package sqlite

import (
	"context"
	"database/sql"
	"slices"

	"deletecall/history/list"
)

// span is a part of the matching records, in one direction.
type span struct {
	above, below int64 // the numbers between which it lies
	ascending    bool
	limit        int
}

func (sp span) order() string {
	if sp.ascending {
		return "ASC"
	}
	return "DESC"
}

// within adds the span's ends to a condition.
func (sp span) within(fits list.Condition) list.Condition {
	return list.All(fits, list.If("number > ? AND number < ?", sp.above, sp.below))
}

// of returns the first of some numbers, the newest first, that lie in it.
func (sp span) of(newestFirst []int64) []int64 {
	numbers := slices.DeleteFunc(newestFirst, func(number int64) bool { return number <= sp.above || number >= sp.below })
	if sp.ascending {
		slices.Reverse(numbers)
	}
	return numbers[:min(len(numbers), sp.limit)]
}

// scan reads the rows themselves.
func scan(ctx context.Context, tx *sql.Tx, fits list.Condition, wanted span) ([]int64, error) {
	fits = wanted.within(fits)
	return numbersOf(ctx, tx, `SELECT number FROM record WHERE `+fits.Text+` ORDER BY number `+wanted.order()+` LIMIT ?`,
		append(fits.Args, wanted.limit)...)
}
