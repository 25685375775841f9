package words

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
)

// posting says which records a trigram leads to: how many, and a sum of their numbers, mixed.
type posting struct {
	count, sum int64
	last       int64 // the newest record that was added
}

// comparePostings compares which records each trigram leads to with the texts of the
// records, and the list of trigrams with both. It holds a sum for each trigram, and never
// the texts: a million records have some ten thousand. Records whose text changed after
// they were indexed are left out.
func comparePostings(ctx context.Context, index *sql.Tx, history Snapshot, upTo int64) error {
	late, err := history.Late(ctx)
	if err != nil {
		return err
	}
	mix := newMixing(upTo)
	wanted, err := wantedPostings(ctx, history, upTo, late, mix)
	if err != nil {
		return err
	}
	if _, err := index.ExecContext(ctx, `CREATE VIRTUAL TABLE temp.posting USING fts5vocab(main, words, instance);
		CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, words, row)`); err != nil {
		return err
	}
	var missing int64
	if err := index.QueryRowContext(ctx, `SELECT count(*) FROM temp.term WHERE term NOT IN (SELECT text FROM trigram)`).Scan(&missing); err != nil {
		return err
	}
	if missing > 0 {
		return &unfitError{fmt.Sprintf("%d of its trigrams are not listed", missing)}
	}
	terms, err := termsOf(ctx, index)
	if err != nil {
		return err
	}
	found, err := index.PrepareContext(ctx, foundPosting(late))
	if err != nil {
		return err
	}
	defer found.Close()
	low, high := mix.digits()
	for _, term := range terms {
		var p posting
		var strays int64
		if err := found.QueryRowContext(ctx, term, upTo, low, high).Scan(&p.count, &p.sum, &strays); err != nil {
			return err
		}
		want := cmp.Or(wanted[term], &posting{})
		if p.count != want.count || p.sum != want.sum || strays > 0 {
			return errLeadsElsewhere
		}
		delete(wanted, term)
	}
	if len(wanted) > 0 {
		return errLeadsElsewhere
	}
	return nil
}

var errLeadsElsewhere = &unfitError{"it leads to other records than it should"}

// foundPosting asks what is found of a trigram, and how many of its records are none of the
// first ones.
func foundPosting(late []int64) string {
	but := ""
	if len(late) > 0 {
		list, _ := json.Marshal(late) // it can't fail: they are numbers
		but = `AND doc NOT IN (SELECT value FROM json_each('` + string(list) + `'))`
	}
	return `SELECT count(*), coalesce(sum(` + mixedDoc + `), 0), coalesce(sum(doc NOT BETWEEN 1 AND ?2), 0)
		FROM temp.posting WHERE term = ?1 ` + but
}

// termsOf are the trigrams that the index has.
func termsOf(ctx context.Context, index *sql.Tx) (terms []string, err error) {
	rows, err := index.QueryContext(ctx, `SELECT term FROM temp.term`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var term string
		if err := rows.Scan(&term); err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return terms, rows.Err()
}

// wantedPostings are those of the first records.
func wantedPostings(ctx context.Context, history Snapshot, upTo int64, late []int64, mix *mixing) (map[string]*posting, error) {
	left := map[int64]bool{}
	for _, number := range late {
		left[number] = true
	}
	wanted := map[string]*posting{}
	err := history.Texts(ctx, 0, upTo, upTo, func(number int64, text string) error {
		if left[number] {
			return nil
		}
		mixed := mix.of(number)
		eachTrigram(indexable(text), func(trigram string) {
			p := wanted[trigram]
			if p == nil {
				p = &posting{}
				wanted[strings.Clone(trigram)] = p // the text itself is not kept
			}
			if p.last != number {
				p.last = number
				p.count++
				p.sum += mixed
			}
		})
		return nil
	})
	return wanted, err
}
