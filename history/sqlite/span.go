package sqlite

import (
	"context"
	"database/sql"
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
func (sp span) within(fits condition) condition {
	return join([]condition{fits, {"number > ? AND number < ?", []any{sp.above, sp.below}}}, " AND ", "1")
}

// scan reads the rows themselves.
func scan(ctx context.Context, tx *sql.Tx, fits condition, wanted span) ([]int64, error) {
	fits = wanted.within(fits)
	return numbersOf(ctx, tx, `SELECT number FROM record WHERE `+fits.text+` ORDER BY number `+wanted.order()+` LIMIT ?`,
		append(fits.args, wanted.limit)...)
}
