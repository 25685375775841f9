package words

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"deletecall/safetext"
)

// posting says which records a trigram leads to: how many, and a sum of their numbers, mixed.
type posting struct {
	trigram    string
	key        uint64 // [packed]
	count, sum int64
	last       int64 // the newest record that was added
}

func (p *posting) add(record, mixed int64) {
	p.last = record
	p.count++
	p.sum += mixed
}

// postings are those of trigrams.
type postings struct {
	all map[string]*posting
	// last has, of the trigrams with the same [slot], the one that was last asked for. The
	// fifty million of a million records are mostly some thousand different ones, and finding
	// them here takes a third of the time.
	last [1 << slotBits]*posting
}

func newPostings() *postings { return &postings{all: map[string]*posting{}} }

// of is that of a trigram, whose bytes are not kept.
func (p *postings) of(trigram string) *posting {
	key := packed(trigram)
	last := &p.last[slot(key)]
	if *last != nil && (*last).key == key && (key != 0 || (*last).trigram == trigram) {
		return *last
	}
	found := p.all[trigram]
	if found == nil {
		found = &posting{trigram: strings.Clone(trigram), key: key}
		p.all[found.trigram] = found
	}
	*last = found
	return found
}

// packed is a number for a trigram of less than eight bytes, another one for another trigram;
// 0 for a longer one. Numbers are compared faster than texts.
func packed(trigram string) (key uint64) {
	if len(trigram) >= 8 {
		return 0
	}
	key = 1 // or zeros that it begins with would not count
	for i := range len(trigram) {
		key = key<<8 | uint64(trigram[i])
	}
	return key
}

const slotBits = 14

// slot is mostly another one for another key (multiplicative hashing by the golden ratio).
func slot(key uint64) uint64 { return key * 0x9e3779b97f4a7c15 >> (64 - slotBits) }

// comparePostings compares which records each trigram leads to with the texts of the
// records, and the list of trigrams with both. It holds a sum for each trigram, and never
// the texts: a million records have some ten thousand. Records whose text changed after
// they were indexed are left out. FTS5 reads some 50 million records of trigrams for a
// million texts ten times slower than [segmentReader] does.
func comparePostings(ctx context.Context, index *sql.Tx, history Snapshot, upTo int64) error {
	late, err := history.Late(ctx)
	if err != nil {
		return err
	}
	compared := comparison{mix: newMixing(upTo), upTo: upTo, left: map[int64]bool{}}
	for _, number := range late {
		compared.left[number] = true
	}
	found, err := compared.found(ctx, index)
	if err != nil {
		return err
	}
	if err := checkListed(ctx, index, found); err != nil {
		return err
	}
	wanted, err := compared.wanted(ctx, history)
	if err != nil {
		return err
	}
	for trigram, p := range found.all {
		if want := wanted.all[trigram]; p.count > 0 && (want == nil || p.count != want.count || p.sum != want.sum) {
			return errLeadsElsewhere
		}
		delete(wanted.all, trigram)
	}
	if len(wanted.all) > 0 {
		return errLeadsElsewhere
	}
	return nil
}

var errLeadsElsewhere = errors.New("it leads to other records than it should")

type comparison struct {
	mix  *mixing
	upTo int64
	left map[int64]bool // these records are not compared
}

// wanted are the postings of the texts.
func (c comparison) wanted(ctx context.Context, history Snapshot) (*postings, error) {
	wanted := newPostings()
	err := history.Texts(ctx, 0, c.upTo, c.upTo, func(number int64, text string) error {
		if c.left[number] {
			return nil
		}
		mixed := c.mix.of(number)
		eachTrigram(indexable(text), func(trigram string) {
			if p := wanted.of(trigram); p.last != number {
				p.add(number, mixed)
			}
		})
		return nil
	})
	return wanted, err
}

// found are the postings of the index.
func (c comparison) found(ctx context.Context, index *sql.Tx) (*postings, error) {
	const structureKey = 10 // FTS5_STRUCTURE_ROWID
	var structure []byte
	if err := index.QueryRowContext(ctx, `SELECT block FROM words_data WHERE id = ?`, structureKey).Scan(&structure); err != nil {
		return nil, err
	}
	segments, err := segmentsOf(structure)
	if err != nil {
		return nil, err
	}
	found, strays := newPostings(), false
	for _, segment := range segments {
		r := segmentReader{segment: segment, begin: func(term []byte) func(int64) {
			trigram, isTrigram := strings.CutPrefix(string(term), mainIndex)
			strays = strays || !isTrigram
			p := found.of(trigram)
			return func(record int64) {
				if record > c.upTo {
					strays = true
				} else if !c.left[record] {
					p.add(record, c.mix.of(record))
				}
			}
		}}
		if err := r.readAll(ctx, index); err != nil {
			return nil, err
		}
	}
	if strays {
		return nil, errLeadsElsewhere
	}
	return found, nil
}

// mainIndex begins every term of an index without prefixes (FTS5_MAIN_PREFIX).
const mainIndex = "0"

// readAll reads the pages of the segment.
func (r *segmentReader) readAll(ctx context.Context, index *sql.Tx) error {
	separators, err := index.QueryContext(ctx, `SELECT CASE typeof(term) WHEN 'blob' THEN term END, pgno >> 1 FROM words_idx WHERE segid = ? ORDER BY term`, r.id)
	if err != nil {
		return err
	}
	defer separators.Close()
	for separators.Next() {
		var s separator
		if err := separators.Scan(&s.term, &s.page); err != nil {
			return err
		}
		if s.term == nil {
			return errPages
		}
		r.separators = append(r.separators, s)
	}
	if err := separators.Err(); err != nil {
		return err
	}
	blocks, err := index.QueryContext(ctx, `SELECT id, block FROM words_data WHERE id BETWEEN ? AND ? ORDER BY id`, r.pageKey(r.first), r.pageKey(r.last))
	if err != nil {
		return err
	}
	defer blocks.Close()
	page := r.first
	for ; blocks.Next(); page++ {
		var key int64
		var block sql.RawBytes
		if err := blocks.Scan(&key, &block); err != nil {
			return err
		}
		if key != r.pageKey(page) {
			return errPages // one is missing
		}
		if err := r.read(page, block); err != nil {
			return err
		}
	}
	if err := blocks.Err(); err == nil && page != r.last+1 {
		return errPages
	}
	return blocks.Err()
}

// checkListed looks for trigrams by which a short word would not find its records.
func checkListed(ctx context.Context, index *sql.Tx, found *postings) error {
	rows, err := index.QueryContext(ctx, `SELECT text FROM trigram`)
	if err != nil {
		return err
	}
	defer rows.Close()
	missing := len(found.all)
	for rows.Next() {
		var trigram string
		if err := rows.Scan(&trigram); err != nil {
			return err
		}
		if found.all[trigram] != nil {
			missing--
		}
	}
	if rows.Err() == nil && missing > 0 {
		return errors.New(safetext.Number(int64(missing)) + " of its trigrams are not listed")
	}
	return rows.Err()
}
