package sqlite

import (
	"context"
	"database/sql"
	"slices"

	"deletecall/history/list"
	"deletecall/history/sqlite/words"
	"deletecall/query"
)

// searching finds the records of one query by the index: candidates from it, each
// checked on its record, and the records that it does not hold by scanning.
type searching struct {
	*words.Search
	tx     *sql.Tx // of the history
	fits   list.Condition
	beside list.Condition // the records that may fit and that the index does not find
}

// searchFor prepares a search by the index, if it helps with the query. It is to be
// ended.
func (l lists) searchFor(ctx context.Context, tx *sql.Tx, query query.Query) (prepared searching, ok bool) {
	terms := indexedTerms(query)
	if l.words == nil || len(terms) == 0 {
		return prepared, false
	}
	if l.salvages() {
		return prepared, false // the list is no longer that of the index
	}
	search, ok := l.words.Search(ctx, wordSnapshot{tx}, terms)
	return searching{Search: search, tx: tx, fits: where(query), beside: besideIndex(terms)}, ok
}

// indexedTerms are the terms that look for words in nothing but what is indexed.
func indexedTerms(filter query.Query) (terms []query.Term) {
	for _, term := range filter.Terms() {
		looked := list.For(term.Field)
		if !term.Negated && len(looked) > 0 && !slices.ContainsFunc(looked, func(c list.Column) bool { return !c.IsIndexed }) {
			terms = append(terms, term)
		}
	}
	return terms
}

// besideIndex fits the records that the index may hold an old text of, and those
// whose UUID is looked for: it is no part of the text.
func besideIndex(terms []query.Term) list.Condition {
	beside := list.If(`SELECT number FROM late`)
	for _, term := range terms {
		for _, alternative := range term.Alternatives {
			for _, begins := range list.BeginsUUID(alternative) {
				beside.Text += ` UNION ALL SELECT number FROM record WHERE ` + begins.Text
				beside.Args = append(beside.Args, begins.Args...)
			}
		}
	}
	beside.Text = "number IN (" + beside.Text + ")"
	return beside
}

const (
	// Candidates are taken in growing chunks: a page of a common word needs few.
	firstChunk, mostChunk = 256, 4096
	// mostCounted is how many candidates are counted one by one; beyond it,
	// scanning everything is quicker.
	mostCounted = 20_000
)

// numbers returns the first numbers of a span.
func (s searching) numbers(ctx context.Context, wanted span) ([]int64, error) {
	indexed, rest := wanted, wanted
	indexed.below = min(wanted.below, s.UpTo()+1)
	rest.above = max(wanted.above, s.UpTo())
	parts := []func() ([]int64, error){
		func() ([]int64, error) { return scan(ctx, s.tx, s.fits, rest) },
		func() ([]int64, error) { return s.indexed(ctx, indexed) },
	}
	if wanted.ascending {
		slices.Reverse(parts)
	}
	var all []int64
	for _, part := range parts {
		found, err := part()
		if err != nil {
			return nil, err
		}
		if all = append(all, found...); len(all) >= wanted.limit {
			return all[:wanted.limit], nil
		}
	}
	return all, nil
}

// indexed returns the first numbers that the index finds, and those beside it.
func (s searching) indexed(ctx context.Context, wanted span) ([]int64, error) {
	if wanted.above >= wanted.below {
		return nil, nil
	}
	found, err := scan(ctx, s.tx, list.All(s.fits, s.beside), wanted)
	if err != nil {
		return nil, err
	}
	rest, chunk := wanted, firstChunk
	for len(found) < 2*wanted.limit { // those beside may be among them
		candidates, err := s.Candidates(ctx, rest.above, rest.below, rest.ascending, chunk)
		if err != nil {
			return nil, err
		}
		fitting, err := s.check(ctx, candidates)
		if err != nil {
			return nil, err
		}
		found = append(found, fitting...)
		if len(candidates) < chunk {
			break
		}
		last := candidates[len(candidates)-1]
		if wanted.ascending {
			rest.above = last
		} else {
			rest.below = last
		}
		chunk = min(2*chunk, mostChunk)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if !wanted.ascending {
		slices.Reverse(found)
	}
	return found[:min(len(found), wanted.limit)], nil
}

// check returns those of the candidates that fit.
func (s searching) check(ctx context.Context, candidates []int64) ([]int64, error) {
	if len(candidates) == 0 {
		return nil, nil
	}
	fits := list.All(among(candidates), s.fits)
	return numbersOf(ctx, s.tx, `SELECT number FROM record WHERE `+fits.Text, fits.Args...)
}

// few returns all numbers that fit, the newest first, unless there are too many
// candidates.
func (s searching) few(ctx context.Context) (numbers []int64, ok bool) {
	candidates, err := s.Count(ctx, mostCounted)
	if err != nil || candidates >= mostCounted {
		return nil, false
	}
	numbers, err = s.numbers(ctx, span{below: 1 << 62, limit: 1 << 30})
	return numbers, err == nil
}

// few returns all numbers that fit the query, the newest first, where its times or the
// search index tell that they are few.
func (l lists) few(ctx context.Context, tx *sql.Tx, query query.Query) (numbers []int64, ok bool) {
	if numbers, ok, err := confirmedIn(ctx, tx, query, mostCounted); err == nil && ok {
		return numbers, true
	}
	search, ok := l.searchFor(ctx, tx, query)
	if !ok {
		return nil, false
	}
	defer search.End()
	return search.few(ctx)
}

// count returns how many records fit a query.
func (l lists) count(ctx context.Context, tx *sql.Tx, query query.Query) (int64, error) {
	found, ok := l.few(ctx, tx, query)
	if ctx.Err() != nil || ok {
		return int64(len(found)), ctx.Err()
	}
	fits := where(query)
	var matching int64
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM record WHERE `+fits.Text, fits.Args...).Scan(&matching)
	return matching, err
}
