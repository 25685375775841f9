package words

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"deletecall/history/proof"
	"deletecall/history/sqlite/place"
	"deletecall/query"
)

// list is a history of which only the words are known.
type list []string

func (l list) Snapshot(_ context.Context, use func(Snapshot) error) error { return use(l) }

func (l list) Tree(context.Context, int64) (size int64, root proof.Hash, err error) {
	return int64(len(l)), root, nil
}

func (l list) Settled(context.Context) (int64, error) { return int64(len(l)), nil }

func (l list) Texts(_ context.Context, above, upTo, limit int64, use func(int64, string) error) error {
	for number := above + 1; number <= min(upTo, above+limit); number++ {
		if err := use(number, l[number-1]+"  "); err != nil {
			return err
		}
	}
	return nil
}

func (l list) Late(context.Context) ([]int64, error) { return nil, nil }

const records = 60

// indexed is an index of some records, with some of which a test can lie.
func indexed(t *testing.T) (*Index, list) {
	t.Helper()
	if !hasFTS5(t.Context()) {
		t.Skip("this build has no FTS5; make test has")
	}
	var history list
	for i := range records {
		history = append(history, fmt.Sprint("88", 50+i%10))
	}
	history[4] = "8856"
	files, err := place.Prepare(filepath.Join(t.TempDir(), "data", "history.db"), place.Options{})
	if err != nil {
		t.Fatal(err)
	}
	index := New(files, "its ID")
	t.Cleanup(func() { _ = index.Close() })
	if err := index.Update(t.Context(), history); err != nil {
		t.Fatal(err)
	}
	return index, history
}

// Whoever knows how the seal is made can seal an index that lies.
func TestAnIndexThatLiesUnderASealThatFitsIsFound(t *testing.T) {
	for name, statement := range map[string]string{
		"nothing":     ``,
		"deleted":     `INSERT INTO words (words, rowid, text) VALUES ('delete', 5, '8856')`,
		"added":       `INSERT INTO words (rowid, text) VALUES (5, 'elsewhere')`,
		"not listed":  `DELETE FROM trigram WHERE text = '885'`,
		"all deleted": `INSERT INTO words (words) VALUES ('delete-all')`,
		"the same sums of squares": `INSERT INTO words (words, rowid, text) VALUES ('delete', 1, '850'), ('delete', 11, '850'), ('delete', 21, '850'), ('delete', 41, '850');
			INSERT INTO words (rowid, text) VALUES (2, '850'), (8, '850'), (24, '850'), (40, '850')`,
		"a record that is none": `INSERT INTO words (rowid, text) VALUES (2147483653, '8856')`,
		"another record": `INSERT INTO words (words) VALUES ('delete-all');
			WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
			INSERT INTO words (rowid, text) SELECT i + 1, CASE i WHEN 14 THEN '8856' ELSE '88' || (50 + i % 10) END || '  ' FROM n`,
		"looked for elsewhere": `UPDATE words_idx SET pgno = pgno + 2`,
		"a page is missing":    `DELETE FROM words_data WHERE id > 10`,
		"no structure":         `UPDATE words_data SET block = x'00000000' WHERE id = 10`,
		"the same sum":         `INSERT INTO words (words, rowid, text) VALUES ('delete', 5, '885'), ('delete', 6, '885'); INSERT INTO words (rowid, text) VALUES (11, '885')`,
	} {
		index, history := indexed(t)
		err := index.opened.write(t.Context(), func(tx *sql.Tx) (seal, error) {
			if _, err := tx.Exec(statement); err != nil {
				return seal{}, err
			}
			return readSeal(t.Context(), tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		findings, err := index.Findings(t.Context(), history)
		if err != nil || (len(findings) == 1) != (statement != "") {
			t.Errorf("%s: found %q, %v", name, findings, err)
		}
	}
}

func TestTheIndexIsReadOnceAndNotForEachSearch(t *testing.T) {
	index, history := indexed(t)
	upTo := func() int64 {
		tx, upTo, err := index.opened.begin(t.Context(), history)
		if err != nil {
			t.Fatal(err)
		}
		_ = tx.Rollback()
		return upTo
	}
	_ = upTo()
	seal := &index.opened.reader.seal
	seal.number = 13 // a mark: looking again would find 60
	if got := upTo(); got != 13 {
		t.Errorf("the seal was read again: %d", got)
	}
	index.opened.reader.version--
	if got := upTo(); got != records {
		t.Errorf("after somebody has written it goes up to %d", got)
	}
}

func TestTrigramsOfAWordAreEachThereOnce(t *testing.T) {
	if got := trigramsOf("aaaab\"é"); !slices.Equal(got, []string{`"aaa"`, `"aab"`, `"ab"""`, `"b""é"`}) {
		t.Errorf("%s", got)
	}
}

// FTS5 reads a text up to a NUL and takes some code points for others; no letter sorts
// after the last one.
func TestARecordIsACandidateForAllThatIsInIt(t *testing.T) {
	if !hasFTS5(t.Context()) {
		t.Skip("this build has no FTS5; make test has")
	}
	for text, word := range map[string]string{
		"before\x00after": "after", "with\x00in": "h\x00i", "no\ufffecharacter": "o\ufffec", "neither\uffff": "\uffff", "a\U0010ffffx": "a", "\U0010ffff\U0010ffffx": "\U0010ffff",
	} {
		files, err := place.Prepare(filepath.Join(t.TempDir(), "data", "history.db"), place.Options{})
		if err != nil {
			t.Fatal(err)
		}
		index, history := New(files, "its ID"), list{"another", text}
		t.Cleanup(func() { _ = index.Close() })
		if err := index.Update(t.Context(), history); err != nil {
			t.Fatal(err)
		}
		filter, err := query.Parse(`"`+word+`"`, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		search, ok := index.Search(t.Context(), history, filter.Terms())
		if !ok {
			t.Errorf("%q: the index does not help", word)
			continue
		}
		if found, err := search.Candidates(t.Context(), 0, 3, true, 9); err != nil || !slices.Contains(found, 2) {
			t.Errorf("%q in %q: candidates %v, %v", word, text, found, err)
		}
		search.End()
		if findings, err := index.Findings(t.Context(), history); err != nil || len(findings) > 0 {
			t.Errorf("%q: %q, %v", text, findings, err)
		}
	}
}
