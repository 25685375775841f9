package sqlite

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"deletecall/history"
	"deletecall/history/list"
	"deletecall/history/proof"
	"deletecall/history/sqlite/words"
	"deletecall/history/store"
)

// searchText is what the search index holds of a record.
var searchText = func() (text string) {
	for _, c := range list.Columns {
		if c.IsIndexed {
			text += c.Name + `, `
		}
	}
	return `concat_ws(char(10), ` + text + `number || '  ')`
}()

// wordSource is the history as the search index reads it.
type wordSource struct{ db *sql.DB }

// Snapshot hands over the history as a transaction sees it.
func (w wordSource) Snapshot(ctx context.Context, use func(words.Snapshot) error) error {
	return snapshot(ctx, w.db, func(tx *sql.Tx) error { return use(wordSnapshot{tx}) })
}

// wordSnapshot implements [words.Snapshot], which says what its methods are for.
type wordSnapshot struct{ from queryer }

func (w wordSnapshot) Tree(ctx context.Context, at int64) (size int64, root proof.Hash, err error) {
	if err := w.from.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM event_hash`).Scan(&size); err != nil || size < at {
		return size, root, err
	}
	root, err = proof.TreeHead(at, store.HashesOf(ctx, logReader(w)))
	return size, root, err
}

func (w wordSnapshot) Settled(ctx context.Context) (number int64, err error) {
	err = w.from.QueryRowContext(ctx, `SELECT coalesce((SELECT min(number) - 1 FROM record WHERE outcome = 'pending'), (SELECT max(number) FROM record), 0)`).Scan(&number)
	return number, err
}

func (w wordSnapshot) Texts(ctx context.Context, above, upTo, limit int64, use func(number int64, text string) error) error {
	rows, err := w.from.QueryContext(ctx, `SELECT number, `+searchText+` FROM record WHERE number > ? AND number <= ? ORDER BY number LIMIT ?`, above, upTo, limit)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var number int64
		var text string
		if err := rows.Scan(&number, &text); err != nil {
			return err
		}
		if err := use(number, text); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (w wordSnapshot) Late(ctx context.Context) ([]int64, error) {
	return numbersOf(ctx, w.from, `SELECT number FROM late`)
}

// Index brings the search index up to the newest settled record, and makes one where
// there is none.
func (s *Store) Index(ctx context.Context) error {
	if s.words == nil {
		return nil
	}
	return s.problem("index the history", s.words.Update(ctx, wordSource{s.reader}))
}

// Rebuild is [verify.Verifier.Rebuild], and makes the search index again where there is
// one. That is a file of its own: an index that can't be made is an error, and the list is
// right by then.
func (s *Store) Rebuild(ctx context.Context, act history.Act, given []proof.NamedCheckpoint, keys ...string) (store.Rebuilt, error) {
	if err := s.usable(); err != nil {
		return store.Rebuilt{}, err
	}
	before, err := s.SearchFindings(ctx)
	if err != nil {
		return store.Rebuilt{}, s.problem(readOp, err)
	}
	strays, err := strayFindings(ctx, s.reader)
	if err != nil {
		return store.Rebuilt{}, s.problem(readOp, err)
	}
	schema, err := schemaFindings(ctx, s.reader, s.ID())
	if err != nil {
		return store.Rebuilt{}, s.problem(readOp, err)
	}
	before = slices.Concat(before, strays, schema)
	act.Detail = strings.Join(before, " ")
	done, err := s.Verifier.Rebuild(ctx, act, given, keys...)
	if err != nil || len(done.Findings) > 0 {
		return done, s.problem(rebuildOp, err)
	}
	done.Before = append(done.Before, before...)
	return done, s.problem("rebuild the search index", s.words.Rebuild(ctx, wordSource{s.reader}))
}

// SearchFindings returns what is wrong with the search index, if there is one: it is
// derived, and what does not fit hides no record, since it is not used.
func (s *Store) SearchFindings(ctx context.Context) ([]string, error) {
	return words.New(s.place, s.ID()).Findings(ctx, wordSource{s.reader})
}
