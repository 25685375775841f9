package postgres

import (
	"fmt"
	"testing"
	"time"

	"deletecall/query"
)

// What a key of the console asks for is read by an index: a page is no slower for the records that
// are not on it. The server chooses the index, by what it knows of the list.
func TestAPageOfALargeListIsReadByItsIndexes(t *testing.T) {
	owner, console := newHistory(t)
	const records = mostWalked + 2_000
	administrate(t, owner, `INSERT INTO deletecall.record SELECT n, (ARRAY['accepted', 'refused', 'unknown'])[n % 3 + 1], '', n % 2, 0, 'callID', '', 1e15 + n * 6e8, 'call-' || n,
		'user' || n % 2, '', '', '', '', '', '', '', '', 'server' || n % 3, 'a reason', '', '', '', '', '', '', '', NULL, false, n || E'\ncall-' || n || E'\nuser' || n % 10 || E'\na reason'
		FROM generate_series(1, $1) AS n`, records)
	s := mustOpen(t, console, Options{ReadOnly: true})
	const page = 61
	filtered := func(text string) query.Query {
		filter, err := query.Parse(text, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return filter
	}
	type reading struct {
		what    string
		most    int64
		filter  query.Query
		request query.PageRequest
	}
	readings := []reading{
		{"a record by its number", 2 * page, query.Query{}, query.PageRequest{From: records / 2}},
		{"the unsettled ones", 2 * page, filtered("is:unsettled"), query.PageRequest{}},
		{"a word that one record has", mostWalked + 2*page, filtered("call-15555"), query.PageRequest{}},
		{"a word that no record has", mostWalked + 2*page, filtered("call-55555"), query.PageRequest{}},
		{"a part of an identifier", mostWalked + 2*page, filtered("id:l-15555"), query.PageRequest{}},
		{"a word that all have", 2 * page, filtered("reason"), query.PageRequest{}},
	}
	for _, by := range query.OrderFields() {
		for _, isReversed := range []bool{false, true} {
			order := query.Order{By: by, Reversed: isReversed}
			what := fmt.Sprintf("%s by %s, reversed %t", "%s", by, isReversed)
			readings = append(readings,
				reading{fmt.Sprintf(what, "the first page"), 2 * page, query.Query{}, query.PageRequest{Order: order}},
				reading{fmt.Sprintf(what, "the last page"), 2 * page, query.Query{}, query.PageRequest{Order: order, Last: true}},
				reading{fmt.Sprintf(what, "the next page"), 20 * page, query.Query{}, query.PageRequest{Order: order, After: records / 2}})
		}
	}
	administrate(t, owner, `VACUUM (ANALYZE) deletecall.record`)
	for _, r := range readings {
		r.request.Limit = page - 1
		if read := rowsOfPage(t, s, r.filter, r.request); read > r.most {
			t.Errorf("for %s %d rows were read, of %d at most", r.what, read, r.most)
		}
	}
}

// The index of words finds all records that have one. Of a word that is not rare, fewer are read one by one.
func TestAWordThatHalfFillsAPageIsNotLookedForInAllRecords(t *testing.T) {
	owner, console := newHistory(t)
	administrate(t, owner, `INSERT INTO deletecall.record SELECT n, 'accepted', '', 0, 0, 'callID', '', 1e15 + n * 6e8, 'call-' || n,
		'', '', '', '', '', '', '', '', '', '', 'team-' || n % 200, '', '', '', '', '', '', '', NULL, false, 'team-' || n % 200 FROM generate_series(1, $1) AS n`, 2*mostWalked)
	administrate(t, owner, `VACUUM (ANALYZE) deletecall.record`)
	s := mustOpen(t, console, Options{ReadOnly: true})
	for word, isAsked := range map[string]bool{"team-107": false, "team-207": true} {
		filter, err := query.Parse(word, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		err = s.snapshot(t.Context(), func(from session) error {
			// What the connection did before counts, too, until the server has written it down.
			const scans = `SELECT pg_stat_get_xact_numscans('deletecall.record_words'::regclass)`
			before, err := one[int64](t.Context(), from, scans)
			if err != nil {
				return err
			}
			found, err := pageNumbers(t.Context(), from, filter, query.PageRequest{Limit: 60}, false)
			if err != nil {
				return err
			}
			after, err := one[int64](t.Context(), from, scans)
			if asked := after > before; asked != isAsked || len(found) > 0 == isAsked {
				t.Errorf("for %s, of which %d were found, the index of words was asked: %t", word, len(found), asked)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// rowsOfPage is how many rows the server reads for the numbers of a page.
func rowsOfPage(t *testing.T, s *Store, filter query.Query, request query.PageRequest) (read int64) {
	t.Helper()
	err := s.snapshot(t.Context(), func(from session) error {
		before, err := one[int64](t.Context(), from, rowsRead)
		if err == nil {
			_, err = pageNumbers(t.Context(), from, filter, request, request.Last)
		}
		if err == nil {
			read, err = one[int64](t.Context(), from, rowsRead)
		}
		read -= before
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return read
}
