package words

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
)

// errPages says that this program would not have had FTS5 write such pages: it only adds
// records, and each of them once.
var errPages = errors.New("its pages are not as they were written")

// segment is a part of an index that FTS5 keeps, in numbered pages ("On-disk format" in
// SQLite's fts5_index.c, which sqlite.org promises to go on reading).
type segment struct{ id, first, last int64 }

// pageKey is the key of a page (FTS5_SEGMENT_ROWID).
func (s segment) pageKey(page int64) int64 { return s.id<<37 + page }

// segmentsOf reads the structure of an index.
func segmentsOf(structure []byte) (all []segment, err error) {
	const cookie = 4
	if len(structure) < cookie {
		return nil, errPages
	}
	s := stream{rest: structure[cookie:]}
	levels, total := s.number(), s.number()
	s.number() // how much was written
	for range levels {
		s.number() // how many segments of the level are being merged
		for range s.number() {
			found := segment{s.number(), s.number(), s.number()}
			if s.failed || found.id <= 0 || found.id > math.MaxUint16 || found.last > math.MaxInt32 {
				return nil, errPages
			}
			total--
			if found.first > 0 { // else a merge that goes on has emptied it
				all = append(all, found)
			}
		}
		if s.failed {
			return nil, errPages
		}
	}
	if len(s.rest) > 0 || total != 0 {
		return nil, errPages
	}
	return all, nil
}

// separator is a term from which on FTS5 looks at a page.
type separator struct {
	term []byte
	page int64
}

// segmentReader reads the pages of a segment with detail=none, one after the other, and
// holds each term to where FTS5 looks for it.
type segmentReader struct {
	segment
	separators []separator // that of the last term, and those after it
	term       []byte      // the last one
	// begin is called with each term; what it returns takes the records of the term.
	begin func(term []byte) (add func(record int64))
	add   func(record int64)
}

// read reads the next page: a header, the rest of the records of the last term, terms with
// their records, and where each term begins.
func (r *segmentReader) read(page int64, block []byte) error {
	const header = 4
	if len(block) < header {
		return errPages
	}
	firstRecord, end := int(binary.BigEndian.Uint16(block)), int(binary.BigEndian.Uint16(block[2:]))
	if end < header || end > len(block) {
		return errPages
	}
	places := stream{rest: block[end:]}
	next := places.place(0, end)
	if next < header {
		return errPages
	}
	if carried := block[header:next]; len(carried) > 0 && (r.add == nil || firstRecord != header || !r.records(carried)) {
		return errPages
	}
	for isFirst := true; next < end; isFirst = false {
		from := next
		next = places.place(from, end)
		if next <= from || !r.entry(page, block[from:next], isFirst) {
			return errPages
		}
	}
	if places.failed || len(places.rest) > 0 {
		return errPages
	}
	return nil
}

// entry reads a term, which may go on as the one before it on the page begins, and its
// records.
func (r *segmentReader) entry(page int64, entry []byte, isFirst bool) bool {
	s := stream{rest: entry}
	kept := int64(0)
	if !isFirst {
		kept = s.number()
	}
	added := s.bytes(s.number())
	if s.failed || kept > int64(len(r.term)) {
		return false
	}
	before := r.term
	r.term = append(r.term[:kept:kept], added...)
	if bytes.Compare(before, r.term) >= 0 || r.pageOf(r.term) != page {
		return false
	}
	r.add = r.begin(r.term)
	return r.records(s.rest)
}

// pageOf is the page at which FTS5 looks for a term. Terms are asked for in their order.
func (r *segmentReader) pageOf(term []byte) int64 {
	for len(r.separators) > 1 && bytes.Compare(r.separators[1].term, term) <= 0 {
		r.separators = r.separators[1:]
	}
	if len(r.separators) == 0 || bytes.Compare(r.separators[0].term, term) > 0 {
		return r.first
	}
	return max(r.separators[0].page, r.first)
}

// records reads the numbers of records: the first one, and how much larger each next one is.
// What is deleted has a zero after it.
func (r *segmentReader) records(part []byte) bool {
	s, record := stream{rest: part}, int64(0)
	for len(s.rest) > 0 {
		larger := s.number()
		if s.failed || larger <= 0 || record > math.MaxInt64-larger {
			return false
		}
		record += larger
		r.add(record)
	}
	return true
}

// stream reads numbers as SQLite writes them (sqlite.org/fileformat2.html, "varint").
type stream struct {
	rest   []byte
	failed bool // what was asked for was not there
}

// number reads one; a negative one is none of FTS5.
func (s *stream) number() (n int64) {
	const most = 8 // bytes, of seven bits each
	for i, b := range s.rest[:min(most, len(s.rest))] {
		n = n<<7 | int64(b&0x7f)
		if b < 0x80 {
			s.rest = s.rest[i+1:]
			return n
		}
	}
	s.failed = true
	return 0
}

func (s *stream) bytes(length int64) []byte {
	if s.failed || length > int64(len(s.rest)) {
		s.failed = true
		return nil
	}
	found := s.rest[:length]
	s.rest = s.rest[length:]
	return found
}

// place reads how far after a place of a page the next one is; end where no more follow.
func (s *stream) place(after, end int) int {
	if len(s.rest) == 0 {
		return end
	}
	next := int64(after) + s.number()
	if s.failed || next > int64(end) {
		s.failed = true
		return end
	}
	return int(next)
}
