package words

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"deletecall/query"
)

// match turns terms into an FTS5 expression that fits at least all that they do; ok is
// false when none of them has a word that helps.
func match(ctx context.Context, index *sql.Tx, terms []query.Term) (expression string, ok bool) {
	var all []string
	for _, term := range terms {
		if part, ok := matchTerm(ctx, index, term); ok {
			all = append(all, part)
		}
	}
	return strings.Join(all, " AND "), len(all) > 0
}

// matchTerm needs every alternative to be found by the index; one that is not
// could be anywhere.
func matchTerm(ctx context.Context, index *sql.Tx, term query.Term) (string, bool) {
	var either []string
	for _, alternative := range term.Alternatives {
		word := indexable(alternative.Text)
		if alternative.Phone != "" {
			word = alternative.Phone // it is part of the text, so it finds all that the text does
		}
		trigrams, joined := trigramsOf(word), " AND "
		if len(trigrams) == 0 {
			var ok bool
			if trigrams, ok = beginningWith(ctx, index, word); !ok {
				return "", false
			}
			joined = " OR "
		}
		either = append(either, "("+strings.Join(trigrams, joined)+")")
	}
	return "(" + strings.Join(either, " OR ") + ")", len(either) > 0
}

// indexable is a text as FTS5 reads it: its texts end at a NUL, and it takes U+FFFE and
// U+FFFF for U+FFFD (READ_UTF8 in SQLite's fts5_tokenize.c). Records and words are both
// put so, so that a record is a candidate for all that is in it.
func indexable(text string) string {
	const last = "\xef\xbf" // begins the last characters of the first plane
	if utf8.ValidString(text) && !strings.Contains(text, "\x00") && !strings.Contains(text, last) {
		return text // which is quicker than looking at each character
	}
	return strings.Map(func(r rune) rune {
		if r == 0 || r == '\ufffe' || r == '\uffff' {
			return utf8.RuneError
		}
		return r
	}, text)
}

// mostBeginnings is how many trigrams a short word is looked for by. One that
// begins more is so common that a page of records is found by scanning.
const mostBeginnings = 200

// afterAll sorts after whatever UTF-8 begins with.
const afterAll = "\xff"

// noTrigram is in no record that was typed; were it in one, the record would be
// checked like every candidate.
const noTrigram = "\x01\x01\x01"

// beginningWith returns the quoted trigrams that begin with a short word.
func beginningWith(ctx context.Context, index *sql.Tx, word string) (quoted []string, ok bool) {
	if word == "" {
		return nil, false
	}
	rows, err := index.QueryContext(ctx, `SELECT text FROM trigram WHERE text >= ? AND text < ? LIMIT ?`,
		word, word+afterAll, mostBeginnings+1)
	if err != nil {
		return nil, false
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, false
		}
		quoted = append(quoted, quoteTrigram(text))
	}
	if len(quoted) == 0 {
		quoted = []string{quoteTrigram(noTrigram)}
	}
	return quoted, rows.Err() == nil && len(quoted) <= mostBeginnings
}

// trigramSet holds trigrams, each once.
type trigramSet map[string]struct{}

func (set trigramSet) add(text string) {
	eachTrigram(text, func(trigram string) { set[trigram] = struct{}{} })
}

// eachTrigram hands over every three letters that follow one another.
func eachTrigram(text string, use func(string)) {
	var begins [3]int // of the last three letters
	letters := 0
	for begin := range text {
		if letters >= len(begins) {
			use(text[begins[0]:begin])
		}
		begins[0], begins[1], begins[2] = begins[1], begins[2], begin
		letters++
	}
	if letters >= len(begins) {
		use(text[begins[0]:])
	}
}

// keep writes those that are new.
func (set trigramSet) keep(ctx context.Context, tx *sql.Tx) error {
	insert, err := tx.PrepareContext(ctx, `INSERT OR IGNORE INTO trigram VALUES (?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for trigram := range set {
		if _, err := insert.ExecContext(ctx, trigram); err != nil {
			return err
		}
	}
	return nil
}

// trigramsOf are the quoted trigrams of a word, each once.
func trigramsOf(word string) []string {
	set := trigramSet{}
	set.add(word)
	var all []string
	for _, trigram := range slices.Sorted(maps.Keys(set)) {
		all = append(all, quoteTrigram(trigram))
	}
	return all
}

func quoteTrigram(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
