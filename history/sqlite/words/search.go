package words

import (
	"context"
	"database/sql"

	"deletecall/history/sqlite/driver"
	"deletecall/query"
)

// Search looks for the records of one query in the index as it is at one moment.
type Search struct {
	tx         *sql.Tx
	expression string
	upTo       int64
}

// Search prepares a search, if there is an index that fits the history and helps with
// the terms, each of which looks for words in what is indexed. It is to be ended.
func (x *Index) Search(ctx context.Context, history Snapshot, terms []query.Term) (*Search, bool) {
	index := x.open(ctx, false)
	if index == nil {
		return nil, false
	}
	tx, upTo, err := index.begin(ctx, history)
	if err != nil {
		return nil, false // an index that fails, or does not fit, is only slower
	}
	s := &Search{tx: tx, upTo: upTo}
	var helps bool
	if s.expression, helps = match(ctx, tx, terms); !helps {
		s.End()
		return nil, false
	}
	return s, true
}

// End gives the index free.
func (s *Search) End() { _ = s.tx.Rollback() } // it only read

// UpTo is the newest record that the index holds.
func (s *Search) UpTo() int64 { return s.upTo }

// Candidates are records that may fit, between two numbers, at most limit.
func (s *Search) Candidates(ctx context.Context, above, below int64, ascending bool, limit int) ([]int64, error) {
	order := "DESC"
	if ascending {
		order = "ASC"
	}
	rows, err := s.tx.QueryContext(ctx, `SELECT rowid FROM words WHERE words MATCH ? AND rowid > ? AND rowid < ?
		ORDER BY rowid `+order+` LIMIT ?`, s.expression, above, below, limit)
	if err != nil {
		return nil, err
	}
	return driver.Numbers(rows)
}

// Count counts the candidates, up to most.
func (s *Search) Count(ctx context.Context, most int) (count int, err error) {
	err = s.tx.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)`,
		s.expression, most).Scan(&count)
	return count, err
}
