package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/list"
	"deletecall/query"
)

// pageNumbers are those of a page, one more where there is one, in the order in which they are
// read: each order has an index, which is read from the record beside the page on.
func pageNumbers(ctx context.Context, from session, filter query.Query, request query.PageRequest, backwards bool) ([]int64, error) {
	ascending := backwards == request.Order.Reversed
	if request.Order.By == query.OrderByTime {
		return pageByNumber(ctx, from, where(filter), request, !ascending)
	}
	column, stretches := string(request.Order.By), []list.Condition{list.All()}
	if beside := max(request.After, request.Before, request.From); beside > 0 {
		var err error
		if stretches, err = stretchesFrom(ctx, from, column, beside, ascending, request.From > 0); err != nil {
			return nil, err
		}
	}
	var found []int64
	for _, stretch := range stretches {
		wanted := request.Limit + 1 - len(found)
		if wanted == 0 {
			break
		}
		next, err := firstNumbers(ctx, from, list.All(where(filter), stretch), orderOf(column, ascending), wanted)
		if err != nil {
			return nil, err
		}
		found = append(found, next...)
	}
	return found, nil
}

func firstNumbers(ctx context.Context, from session, fits list.Condition, order string, most int) ([]int64, error) {
	return numbers(ctx, from, numbered(`SELECT number FROM deletecall.record WHERE `+fits.Text+` ORDER BY `+order+` LIMIT ?`), append(fits.Args, most)...)
}

// mostWalked is how many records are read one by one before the index of words is asked. That reads
// all records that have a word, wherever they are: a word that one in a hundred has took a second.
// The server's guess of how many they are is of no use: it took 100 for 10,000. Where they half fill a page, as many
// records again most likely fill it.
const mostWalked = 10_000

// pageByNumber is a page in the order of the numbers.
func pageByNumber(ctx context.Context, from session, fits list.Condition, request query.PageRequest, ascending bool) ([]int64, error) {
	beyond, start := "<", list.All()
	if ascending {
		beyond = ">"
	}
	if request.From > 0 {
		beyond += "="
	}
	if beside := max(request.After, request.Before, request.From); beside > 0 {
		start = list.If("number "+beyond+" ?", beside)
	}
	order := orderOf("number", ascending)
	if !strings.Contains(fits.Text, sieve) {
		return firstNumbers(ctx, from, list.All(fits, start), order, request.Limit+1)
	}
	for most := mostWalked; ; most *= 2 {
		walked, err := numbers(ctx, from, numbered(`SELECT number FROM (SELECT * FROM deletecall.record WHERE `+start.Text+` ORDER BY `+order+` LIMIT ?) AS walked
			WHERE `+fits.Text+` ORDER BY `+order+` LIMIT ?`), append(append(slices.Clone(start.Args), most), append(slices.Clone(fits.Args), request.Limit+1)...)...)
		if err != nil || len(walked) > request.Limit {
			return walked, err
		}
		if most > mostWalked || 2*len(walked) <= request.Limit {
			break
		}
	}
	// Not in the order of the key, in which the server would walk on.
	return firstNumbers(ctx, from, list.All(fits, start), strings.Replace(order, "number", "number + 0", 1), request.Limit+1)
}

// orderOf is the ORDER BY clause of an order: among the records that are alike the newest comes
// first, or last where the order is reversed.
func orderOf(column string, ascending bool) string {
	switch {
	case column == "number" && ascending:
		return "number ASC"
	case column == "number":
		return "number DESC"
	case !ascending:
		return column + " DESC, number ASC"
	}
	return column + " ASC, number DESC"
}

// stretchesFrom fit the records that come after one in an order, or that one too: first those that
// are alike, then the others. In one condition, the server would read all that are alike.
func stretchesFrom(ctx context.Context, from session, column string, beside int64, ascending, including bool) ([]list.Condition, error) {
	beyond, among := "<", ">" // among those that are alike, the other way round
	if ascending {
		beyond, among = ">", "<"
	}
	if including {
		among += "="
	}
	value, err := one[string](ctx, from, `SELECT `+column+` FROM deletecall.record WHERE number = $1`, beside)
	if errors.Is(err, pgx.ErrNoRows) {
		err = &deletion.NoRecordError{Number: beside}
	}
	return []list.Condition{
		list.If("("+column+" = ? AND number "+among+" ?)", value, beside),
		list.If(column+" "+beyond+" ?", value),
	}, err
}
