package sqlite

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
)

const readOp = "read the history"

// Find returns a page of the records that fit the query, in the order that the
// request wants, without the bodies of the answers.
func (s *Store) Find(ctx context.Context, query deletion.Query, request deletion.PageRequest) (deletion.Page, error) {
	if err := s.place.checkIdentity(); err != nil {
		return deletion.Page{}, err
	}
	page, err := s.find(ctx, query, request)
	return page, s.problem(readOp, err)
}

func (s *Store) find(ctx context.Context, query deletion.Query, request deletion.PageRequest) (deletion.Page, error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return deletion.Page{}, err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	// The page before a record, and the last one, are read backwards.
	backwards := request.Ahead > 0 || request.Last
	numbers, err := s.numbers(ctx, tx, query, request, backwards)
	if err != nil {
		return deletion.Page{}, err
	}
	more := len(numbers) > request.Limit
	numbers = numbers[:min(len(numbers), request.Limit)]
	page := deletion.Page{Previous: request.Behind > 0 || request.From > 0, Next: more}
	if backwards {
		slices.Reverse(numbers)
		page = deletion.Page{Previous: more, Next: request.Ahead > 0}
	}
	page.Records, err = readRecords(ctx, tx, numbers)
	return page, err
}

// numbers returns the numbers of a page, one more where there is one, in the
// order in which they are read.
func (s *Store) numbers(ctx context.Context, tx *sql.Tx, query deletion.Query, request deletion.PageRequest, backwards bool) ([]int64, error) {
	if request.Order.By == deletion.OrderByTime {
		return s.matching(ctx, tx, query, spanOf(request, backwards))
	}
	wanted, err := walkOf(ctx, tx, request, backwards)
	if err != nil {
		return nil, err
	}
	return s.sorted(ctx, tx, query, wanted)
}

// span is a part of the matching records, in one direction.
type span struct {
	above, below int64 // the numbers between which it lies
	ascending    bool
	limit        int
}

func spanOf(request deletion.PageRequest, backwards bool) span {
	wanted := span{below: math.MaxInt64, ascending: backwards != request.Order.Reversed, limit: request.Limit + 1}
	beside := max(request.Behind, request.Ahead)
	switch {
	case request.From > 0 && wanted.ascending:
		wanted.above = request.From - 1
	case request.From > 0:
		wanted.below = request.From + 1
	case beside > 0 && wanted.ascending:
		wanted.above = beside
	case beside > 0:
		wanted.below = beside
	}
	return wanted
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

// matching returns the numbers of a span, by the search index as far as it goes.
func (s *Store) matching(ctx context.Context, tx *sql.Tx, query deletion.Query, wanted span) ([]int64, error) {
	if search, ok := s.searchFor(ctx, tx, query); ok {
		defer search.end()
		numbers, err := search.numbers(ctx, wanted)
		if err == nil || ctx.Err() != nil {
			return numbers, err
		} // an index that fails is only slower
	}
	return scan(ctx, tx, where(query), wanted)
}

// scan reads the rows themselves.
func scan(ctx context.Context, tx *sql.Tx, fits condition, wanted span) ([]int64, error) {
	fits = wanted.within(fits)
	rows, err := tx.QueryContext(ctx, `SELECT number FROM record WHERE `+fits.text+` ORDER BY number `+wanted.order()+` LIMIT ?`,
		append(fits.args, wanted.limit)...)
	if err != nil {
		return nil, err
	}
	return scanNumbers(rows)
}

// readRecords returns the records with these numbers in their order, without
// the bodies of the answers.
func readRecords(ctx context.Context, from rowsQueryer, numbers []int64) ([]deletion.Record, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	places := strings.TrimSuffix(strings.Repeat("?,", len(numbers)), ",")
	args := make([]any, len(numbers))
	position := make(map[int64]int, len(numbers))
	records := make([]deletion.Record, len(numbers))
	for i, number := range numbers {
		args[i], position[number] = number, i
		records[i].Intent.Number = number
	}
	rows, err := from.QueryContext(ctx, `SELECT number, data FROM event WHERE number IN (`+places+`) ORDER BY seq`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var number int64
		var data []byte
		if err := rows.Scan(&number, &data); err != nil {
			return nil, err
		}
		record := &records[position[number]]
		event, err := history.Decode(data, nil)
		if err != nil {
			*record = unreadable(number, err)
			continue
		}
		history.Apply(record, event)
	}
	return records, rows.Err()
}

// unreadable stands in a list for a record that was changed around the product,
// so that one of them does not hide all the others.
func unreadable(number int64, err error) deletion.Record {
	return deletion.Record{
		Intent:  deletion.Intent{Number: number, Identifier: "(this record can't be read)"},
		Outcome: deletion.Outcome{Kind: deletion.Unknown, Detail: err.Error()},
	}
}

// Count returns how many records fit the query, and how many there are.
func (s *Store) Count(ctx context.Context, query deletion.Query) (matching, total int64, err error) {
	if err := s.place.checkIdentity(); err != nil {
		return 0, 0, err
	}
	if err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM record`).Scan(&total); err != nil {
		return 0, 0, s.problem(readOp, err)
	}
	if query.IsZero() {
		return total, total, nil
	}
	matching, err = s.count(ctx, query)
	return matching, total, s.problem(readOp, err)
}

// Unsettled returns the records with an unknown outcome that nobody has settled.
func (s *Store) Unsettled(ctx context.Context, limit int) ([]deletion.Record, int64, error) {
	if err := s.place.checkIdentity(); err != nil {
		return nil, 0, err
	}
	const unsettled = `FROM record WHERE outcome = 'unknown' AND settled = 0`
	var count int64
	if err := s.reader.QueryRowContext(ctx, `SELECT count(*) `+unsettled).Scan(&count); err != nil {
		return nil, 0, s.problem(readOp, err)
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT number `+unsettled+` ORDER BY number DESC LIMIT ?`, limit)
	if err != nil {
		return nil, 0, s.problem(readOp, err)
	}
	numbers, err := scanNumbers(rows)
	if err != nil {
		return nil, 0, s.problem(readOp, err)
	}
	records, err := readRecords(ctx, s.reader, numbers)
	return records, count, s.problem(readOp, err)
}
