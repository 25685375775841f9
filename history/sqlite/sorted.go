package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"deletecall/deletion"
	"deletecall/history/list"
	"deletecall/query"
)

// walk is a way through the records in the order of a column, and against their
// numbers among those that are alike.
type walk struct {
	column     string // of the table record; never foreign
	descending bool
	start      *sortKey // nil at an end
	including  bool     // the start itself belongs to the way
	limit      int
	// most is how many records are looked at in the order. A filter that fits too
	// few of them is answered sooner by reading everything once.
	most int
}

// sortKey is the position of a record in an order.
type sortKey struct {
	value  string
	number int64
}

// mostWalked is the most of a walk: it takes about as long as a frame, and a filter that
// fits one record in forty fills a page with it.
const mostWalked = 4_000

func walkOf(ctx context.Context, tx *sql.Tx, request query.PageRequest, backwards bool) (walk, error) {
	w := walk{
		column: string(request.Order.By), descending: backwards != request.Order.Reversed,
		including: request.From > 0, limit: request.Limit + 1,
	}
	beside := max(request.After, request.Before, request.From)
	if beside == 0 {
		return w, nil
	}
	w.start = &sortKey{number: beside}
	err := tx.QueryRowContext(ctx, `SELECT `+w.column+` FROM record WHERE number = ?`, beside).Scan(&w.start.value)
	if errors.Is(err, sql.ErrNoRows) {
		err = &deletion.NoRecordError{Number: beside}
	}
	return w, err
}

// orderBy is the walk's ORDER BY clause.
func (w walk) orderBy() string {
	if w.descending {
		return w.column + " DESC, number ASC"
	}
	return w.column + " ASC, number DESC"
}

// alike fits the records that have the start's value and come after it.
func (w walk) alike() list.Condition {
	comparison := "<"
	if w.descending {
		comparison = ">"
	}
	if w.including {
		comparison += "="
	}
	return list.If(w.column+" = ? AND number "+comparison+" ?", w.start.value, w.start.number)
}

// beyond fits the records that come after all those with the start's value.
func (w walk) beyond() list.Condition {
	if w.descending {
		return list.If(w.column+" < ?", w.start.value)
	}
	return list.If(w.column+" > ?", w.start.value)
}

// parts are the stretches of the walk, each of which an index serves from its begin.
func (w walk) parts() []list.Condition {
	if w.start == nil {
		return []list.Condition{list.If("TRUE")}
	}
	return []list.Condition{w.alike(), w.beyond()}
}

// sorted returns the first numbers of a walk that fit the query.
func (l lists) sorted(ctx context.Context, tx *sql.Tx, query query.Query, w walk) ([]int64, error) {
	if numbers, ok := l.few(ctx, tx, query); ok {
		return w.scan(ctx, tx, among(numbers))
	}
	w.most = l.mostWalked
	fits := where(query)
	numbers, done, err := w.follow(ctx, tx, fits)
	if err != nil || done {
		return numbers, err
	}
	return w.scan(ctx, tx, fits)
}

// follow looks at the records one by one in their order. It gives up, and done is
// false, where they fit too rarely.
func (w walk) follow(ctx context.Context, tx *sql.Tx, fits list.Condition) (numbers []int64, done bool, err error) {
	for _, part := range w.parts() {
		var walked int
		rows, err := tx.QueryContext(ctx, `SELECT number, `+fits.Text+` FROM (SELECT * FROM record WHERE `+part.Text+`
			ORDER BY `+w.orderBy()+` LIMIT ?) AS record`, append(append(fits.Args[:len(fits.Args):len(fits.Args)], part.Args...), w.most)...)
		if err != nil {
			return nil, false, err
		}
		defer rows.Close()
		for len(numbers) < w.limit && rows.Next() {
			var number int64
			var fitting sql.NullBool
			if err := rows.Scan(&number, &fitting); err != nil {
				return nil, false, err
			}
			if walked++; fitting.Bool {
				numbers = append(numbers, number)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, false, err
		}
		if len(numbers) == w.limit {
			return numbers, true, nil
		}
		if walked == w.most {
			return nil, false, nil
		}
	}
	return numbers, true, nil
}

// scan reads the records that fit once and keeps the first ones. Without NOT INDEXED it
// would follow the order's index; numbers that are listed are looked up all the same.
func (w walk) scan(ctx context.Context, tx *sql.Tx, fits list.Condition) ([]int64, error) {
	all := list.All(fits, list.Either(w.parts()...))
	return numbersOf(ctx, tx, `SELECT number FROM record NOT INDEXED WHERE `+all.Text+` ORDER BY `+w.orderBy()+` LIMIT ?`,
		append(all.Args, w.limit)...)
}
