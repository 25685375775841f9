package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/list"
	"deletecall/history/sqlite/compact"
	"deletecall/history/sqlite/driver"
	"deletecall/history/store"
)

// lastEvent is the number of the newest event, by whichever table knows it. Garbage may
// look like any number: one that so many bytes can't hold is not believed.
func lastEvent(ctx context.Context, from queryer) (last int64) {
	var most int64
	if err := from.QueryRowContext(ctx, `SELECT page_count * page_size / 64 FROM pragma_page_count, pragma_page_size`).Scan(&most); err != nil {
		return 0
	}
	for _, query := range []string{
		`SELECT max(seq) FROM event`, `SELECT max(seq) FROM event_hash`, `SELECT max(size) FROM checkpoint`,
		`SELECT max(seq) FROM (SELECT seq FROM event INDEXED BY event_of_number ORDER BY number DESC LIMIT 16)`,
	} {
		var seq sql.NullInt64
		if err := from.QueryRowContext(ctx, query).Scan(&seq); err == nil && seq.Int64 <= most {
			last = max(last, seq.Int64)
		}
	}
	return last
}

// makeSalvage salvages the events up to head. known is the highest number of a record that
// the markers remember.
func makeSalvage(ctx context.Context, from *sql.DB, head, known int64) (*salvage, error) {
	db, err := sql.Open(driver.Name, "") // a temporary file without a name (sqlite.org/inmemorydb.html)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // each connection has a database of its own
	made := &salvage{db: db, from: from, head: head, lost: map[int64]string{}}
	if err := made.fill(ctx, known); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return made, nil
}

func (v *salvage) fill(ctx context.Context, known int64) error {
	for _, file := range migrationFiles() {
		script, err := migrations.ReadFile(file)
		if err == nil {
			_, err = v.db.ExecContext(ctx, string(script))
		}
		if err != nil {
			return err
		}
	}
	if _, err := v.db.ExecContext(ctx, salvageSchema); err != nil {
		return err
	}
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := v.takeEvents(ctx, tx); err != nil {
		return err
	}
	if err := v.nameLost(ctx, tx); err != nil {
		return err
	}
	if err := v.doubtOpen(ctx, tx); err != nil {
		return err
	}
	if err := v.fillGaps(ctx, tx, known); err != nil {
		return err
	}
	return tx.Commit()
}

// nameLost finds the records of the events that can't be read, by the index of the
// events. A record of which a part is lost can't be known as one.
func (v *salvage) nameLost(ctx context.Context, tx *sql.Tx) error {
	for after := (owner{}); len(v.lost) > 0; {
		owners, err := ownersAfter(ctx, v.from, after)
		if err != nil || len(owners) == 0 {
			return ctx.Err() // the index is damaged too: doubtOpen is for the rest
		}
		for _, o := range owners {
			why, lost := v.lost[o.seq]
			if !lost {
				continue
			}
			delete(v.lost, o.seq)
			if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO unreadable SELECT ?1, ?2 WHERE ?1 > 0`, o.number, why); err != nil {
				return err
			}
		}
		after = owners[len(owners)-1]
	}
	return nil
}

// owner says to which record an event belongs.
type owner struct{ number, seq int64 }

// ownersAfter reads from the index alone.
func ownersAfter(ctx context.Context, from queryer, after owner) ([]owner, error) {
	return all(each(ctx, from, func(rows *sql.Rows) (o owner, err error) {
		err = rows.Scan(&o.number, &o.seq)
		return o, err
	},
		`SELECT number, seq FROM event INDEXED BY event_of_number
		WHERE (number, seq) > (?, ?) ORDER BY number, seq LIMIT 1000`, after.number, after.seq))
}

// doubtOpen doubts the records that could still have another event, while there are
// events of which not even the record is known: that one is still open, or unknown,
// may no longer be true.
func (v *salvage) doubtOpen(ctx context.Context, tx *sql.Tx) error {
	if len(v.lost) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO unreadable
		SELECT number, 'one of its events may be among those that can''t be read' FROM record WHERE outcome IN ('pending', 'unknown') AND settled = 0`)
	return err
}

// fillGaps gives every record that has none a row: that of the list where it can be
// read, or else one that says nothing. The records have the numbers from 1 on.
func (v *salvage) fillGaps(ctx context.Context, tx *sql.Tx, known int64) error {
	highest, err := v.highestNumber(ctx, tx, known)
	if err != nil {
		return err
	}
	for above, gap := int64(0), []int64(nil); above < highest; {
		if gap, above, err = gapAbove(ctx, tx, above, highest); err != nil {
			return err
		}
		for _, number := range gap {
			if err := v.fillGap(ctx, tx, number); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// highestNumber is that of the newest record: of the events that could be read, by the
// markers, and by the list and the index of the events where they agree. One of those
// alone may be a page that lies in the wrong place.
func (v *salvage) highestNumber(ctx context.Context, tx *sql.Tx, known int64) (highest int64, err error) {
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM place`).Scan(&highest); err != nil {
		return 0, err
	}
	highest = max(highest, known)
	agreed := int64(math.MaxInt64)
	for _, query := range []string{`SELECT max(number) FROM record`, `SELECT max(number) FROM event`} {
		var number sql.NullInt64
		if err := v.from.QueryRowContext(ctx, query).Scan(&number); err == nil {
			agreed = min(agreed, number.Int64)
		}
	}
	if agreed <= v.head { // a record has at least one event, so a higher number is garbage
		highest = max(highest, agreed)
	}
	return min(highest, v.head), nil
}

// gapAbove returns numbers without a row among the next ones, and how far it looked.
func gapAbove(ctx context.Context, tx *sql.Tx, above, highest int64) (gap []int64, upTo int64, err error) {
	upTo = min(highest, above+1000)
	gap, err = numbersOf(ctx, tx, `WITH RECURSIVE wanted (number) AS (SELECT ?1 + 1 UNION ALL SELECT number + 1 FROM wanted WHERE number < ?2)
		SELECT number FROM wanted WHERE number NOT IN (SELECT number FROM record WHERE number > ?1 AND number <= ?2)`, above, upTo)
	return gap, upTo, err
}

func (v *salvage) fillGap(ctx context.Context, tx *sql.Tx, number int64) error {
	if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO unreadable VALUES (?, 'its first event can''t be read')`, number); err != nil {
		return err
	}
	var row list.Row
	err := row.Scan(v.from.QueryRowContext(ctx, `SELECT `+list.Names+`, 0 FROM record WHERE number = ?`, number))
	if err != nil {
		var confirmed int64 // it came after the one before it
		err = tx.QueryRowContext(ctx, `SELECT confirmed FROM record WHERE number < ? ORDER BY number DESC LIMIT 1`, number).Scan(&confirmed)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		row = list.Of(number, deletion.Record{
			Intent:  deletion.Intent{Identifier: store.CantBeRead, Confirmed: time.UnixMicro(confirmed)},
			Outcome: deletion.Outcome{Kind: deletion.Unknown}, Settlement: &deletion.Settlement{},
		}, false)
	}
	_, err = tx.ExecContext(ctx, insertListRow, row.Arguments()...)
	return err
}

// record reads a record by where its events lie. An error says why it can't be read.
func (v *salvage) record(ctx context.Context, from, salvaged queryer, number int64, withAnswers bool) (record deletion.Record, err error) {
	var why string
	err = salvaged.QueryRowContext(ctx, `SELECT why FROM unreadable WHERE number = ?`, number).Scan(&why)
	if err == nil {
		return record, errors.New(why)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return record, err
	}
	seqs, err := numbersOf(ctx, salvaged, `SELECT seq FROM place WHERE number = ? ORDER BY seq`, number)
	if err != nil {
		return record, err
	}
	for _, seq := range seqs {
		var data []byte
		var private history.Private
		column := "NULL"
		if withAnswers {
			column = "answers"
		}
		if err := from.QueryRowContext(ctx, `SELECT data, fields, `+column+` FROM event WHERE seq = ?`, seq).Scan(&data, &private.Fields, &private.Answers); err != nil {
			return record, fmt.Errorf("event %d: %w", seq, err)
		}
		event, err := history.Decode(compact.Unpack(data), private)
		if err != nil {
			return record, err
		}
		history.Apply(&record, event)
	}
	if len(seqs) == 0 {
		return record, &deletion.NoRecordError{Number: number}
	}
	return record, nil
}
