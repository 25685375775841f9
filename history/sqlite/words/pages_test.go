package words

import (
	"bytes"
	"database/sql"
	"fmt"
	"slices"
	"testing"
)

// pagesOf are all blocks that FTS5 keeps, by their keys, and the one that names the segments.
func pagesOf(t *testing.T, index *sql.DB) (structure []byte, blocks map[int64][]byte) {
	t.Helper()
	blocks = map[int64][]byte{}
	rows, err := index.QueryContext(t.Context(), `SELECT id, block FROM words_data`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var key int64
		var block []byte
		if err := rows.Scan(&key, &block); err != nil {
			t.Fatal(err)
		}
		blocks[key] = block
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return blocks[10], blocks
}

// manyWords is an index over several steps, that FTS5 merges on the way.
func manyWords(t *testing.T) (*Index, list) {
	index, history := indexed(t)
	for step := range 6 {
		for i := range 2500 {
			history = append(history, fmt.Sprint("common words ", step, i, " ", i*i))
		}
		if err := index.Update(t.Context(), history); err != nil {
			t.Fatal(err)
		}
	}
	return index, history
}

func TestThePagesOfAnIndexAreReadAsFTS5ReadsThem(t *testing.T) {
	index, history := manyWords(t)
	if findings, err := index.Findings(t.Context(), history); err != nil || len(findings) > 0 {
		t.Fatalf("found %q, %v", findings, err)
	}
	tx, err := index.opened.writer.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	found, err := comparison{mix: newMixing(int64(len(history))), upTo: int64(len(history))}.found(t.Context(), tx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), `CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, words, row)`); err != nil {
		t.Fatal(err)
	}
	rows, err := tx.QueryContext(t.Context(), `SELECT term, doc FROM temp.term`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	terms := 0
	for ; rows.Next(); terms++ {
		var term string
		var records int64
		if err := rows.Scan(&term, &records); err != nil {
			t.Fatal(err)
		}
		if p := found.all[term]; p == nil || p.count != records {
			t.Errorf("%q leads to %+v, in FTS5 to %d records", term, p, records)
		}
	}
	if err := rows.Err(); err != nil || terms != len(found.all) || terms < 100 {
		t.Errorf("%d terms, in FTS5 %d, %v", len(found.all), terms, err)
	}
}

// Whatever somebody wrote into a page, reading it ends, and never far away from what was there.
func TestAPageWithAnyByteChangedIsReadToAnEnd(t *testing.T) {
	index, _ := manyWords(t)
	structure, blocks := pagesOf(t, index.opened.writer.db)
	segments, err := segmentsOf(structure)
	if err != nil || len(segments) < 2 {
		t.Fatalf("segments %v, %v, %x", segments, err, structure)
	}
	for at := range structure {
		changed := slices.Clone(structure)
		changed[at] ^= 0xff
		_, _ = segmentsOf(changed)
	}
	last := segments[len(segments)-1]
	for _, page := range []int64{last.first, last.last} {
		block := blocks[last.pageKey(page)]
		for at := range block {
			for _, flip := range []byte{0x01, 0x80, 0xff} {
				changed := slices.Clone(block)
				changed[at] ^= flip
				records := 0
				r := segmentReader{segment: last, begin: func([]byte) func(int64) { return func(int64) { records++ } }}
				_ = r.read(last.first, changed)
				if records > len(block) {
					t.Fatalf("byte %d of page %d: %d records in %d bytes", at, page, records, len(block))
				}
			}
		}
	}
	if r := (&segmentReader{segment: last}); r.read(1, bytes.Repeat([]byte{0}, 3)) == nil {
		t.Error("a page of three bytes was read")
	}
}
