package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"math"
	"strconv"

	"deletecall/deletion"
	"deletecall/history/list"
	"deletecall/history/sqlite/driver"
)

// blockSize is how many numbers a block has: some 80 KiB of text.
const blockSize = 2048

// blockValues are what is counted of a record, as one text with a zero after each value but the
// last.
const blockValues = `(confirmed / ?) || char(0) || outcome || char(0) || type || char(0) || ` +
	operatorName + ` || char(0) || ` + serverName

const valuesInBlock = 5 // of a record

// blocks counts records in blocks of their numbers, each of which the database hands over as
// one text: handing over each row by itself takes longer than reading it, and a GROUP BY sorts them all.
type blocks struct {
	tally
	kinds                     map[string]deletion.OutcomeKind // those met so far
	operators, servers, types names
}

// countBlocks reads the records that fit once.
func (t tally) countBlocks(ctx context.Context, tx *sql.Tx, fits list.Condition) error {
	b := blocks{t, map[string]deletion.OutcomeKind{}, names{}, names{}, names{}}
	next, err := one[sql.NullInt64](ctx, tx, `SELECT min(number) FROM record`)
	for err == nil && next.Valid {
		first, last := next.Int64, int64(math.MaxInt64)
		if first < last-blockSize {
			last = first + blockSize - 1
		}
		if err = b.count(ctx, tx, list.All(list.If("number BETWEEN ? AND ?", first, last), fits)); err == nil {
			// There may be none for long: a salvaged list has gaps.
			next, err = one[sql.NullInt64](ctx, tx, `SELECT min(number) FROM record WHERE number > ?`, last)
		}
	}
	b.operators.addTo(t.Operators)
	b.servers.addTo(t.Servers)
	b.types.addTo(t.Types)
	return err
}

// count counts a block. Where a name has a zero in it, or the names together are longer than a
// value may be, the database groups them.
func (b blocks) count(ctx context.Context, tx *sql.Tx, fits list.Condition) error {
	counted, err := all(each(ctx, tx, func(rows *sql.Rows) (counted bool, err error) {
		var records int
		var text sql.RawBytes
		if err = rows.Scan(&records, &text); err == nil {
			counted, err = b.add(text, records)
		}
		return counted, err
	}, `SELECT count(*), group_concat(`+blockValues+`, char(0)) FROM record NOT INDEXED WHERE `+fits.Text, append([]any{list.Grain}, fits.Args...)...))
	if driver.IsTooLong(err) || err == nil && !counted[0] {
		return b.countMatching(ctx, tx, fits)
	}
	return err
}

// add takes the text of a block to pieces. ok is false, and nothing is counted, where the pieces
// are not what so many records have.
func (b blocks) add(text []byte, records int) (ok bool, err error) {
	if bytes.Count(text, []byte{0})+1 != records*valuesInBlock {
		return records == 0, nil
	}
	value := func() (piece []byte) {
		piece, text, _ = bytes.Cut(text, []byte{0})
		return piece
	}
	for range records {
		at, err := strconv.ParseInt(string(value()), 10, 64)
		if err != nil {
			return false, err
		}
		b.Add(at*list.Grain, b.kind(value()), 1)
		b.types.add(value())
		b.operators.add(value())
		b.servers.add(value())
	}
	return true, nil
}

func (b blocks) kind(name []byte) deletion.OutcomeKind {
	kind, ok := b.kinds[string(name)]
	if !ok {
		kind = deletion.OutcomeKind(name)
		b.kinds[string(kind)] = kind
	}
	return kind
}

// names are how many records have each name. To count one that is known takes no memory.
type names map[string]*int64

func (n names) add(name []byte) {
	count, ok := n[string(name)]
	if !ok {
		count = new(int64)
		n[string(name)] = count
	}
	*count++
}

func (n names) addTo(counts map[string]int64) {
	for name, count := range n {
		counts[name] += *count
	}
}
