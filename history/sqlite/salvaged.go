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
	"deletecall/history/sqlite/driver"
)

// nameLost finds the records of the events that can't be read, by the index of the
// events. A record of which a part is lost can't be told.
func (v *salvage) nameLost(ctx context.Context, s *Store, tx *sql.Tx) error {
	for after := (owner{}); len(v.lost) > 0; {
		owners, err := ownersAfter(ctx, s.reader, after)
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

// owner is whose event stands at a place.
type owner struct{ number, seq int64 }

// ownersAfter reads from the index alone.
func ownersAfter(ctx context.Context, from queryer, after owner) (owners []owner, err error) {
	rows, err := from.QueryContext(ctx, `SELECT number, seq FROM event INDEXED BY event_of_number
		WHERE (number, seq) > (?, ?) ORDER BY number, seq LIMIT 1000`, after.number, after.seq)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var o owner
		if err := rows.Scan(&o.number, &o.seq); err != nil {
			return nil, err
		}
		owners = append(owners, o)
	}
	return owners, rows.Err()
}

// doubtOpen doubts the records that could still have another event, while there are
// events of which not even the record is known: that one is still open, or unknown,
// may no longer be true.
func (v *salvage) doubtOpen(ctx context.Context, _ *Store, tx *sql.Tx) error {
	if len(v.lost) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO unreadable
		SELECT number, 'one of its events may be among those that can''t be read' FROM record WHERE outcome IN ('pending', 'unknown') AND settled = 0`)
	return err
}

// fillGaps gives every record that has none a row: that of the list where it can be
// read, or else one that says nothing. The records have the numbers from 1 on.
func (v *salvage) fillGaps(ctx context.Context, s *Store, tx *sql.Tx) error {
	highest, err := s.highestNumber(ctx, tx, v.head)
	if err != nil {
		return err
	}
	for above, gap := int64(0), []int64(nil); above < highest; {
		if gap, above, err = gapAbove(ctx, tx, above, highest); err != nil {
			return err
		}
		for _, number := range gap {
			if err := fillGap(ctx, s, tx, number); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// highestNumber is that of the newest record: of the events that could be read, by the
// markers, and by the list and the index of the events where they agree. One of those
// alone may be a page that lies in the wrong place.
func (s *Store) highestNumber(ctx context.Context, tx *sql.Tx, events int64) (highest int64, err error) {
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM place`).Scan(&highest); err != nil {
		return 0, err
	}
	highest = max(highest, s.place.HighestKnown())
	agreed := int64(math.MaxInt64)
	for _, query := range []string{`SELECT max(number) FROM record`, `SELECT max(number) FROM event`} {
		var number sql.NullInt64
		if err := s.reader.QueryRowContext(ctx, query).Scan(&number); err == nil {
			agreed = min(agreed, number.Int64)
		}
	}
	if agreed <= events { // a record has at least one event, so a higher number is garbage
		highest = max(highest, agreed)
	}
	return min(highest, events), nil
}

// gapAbove returns numbers without a row among the next ones, and how far it looked.
func gapAbove(ctx context.Context, tx *sql.Tx, above, highest int64) (gap []int64, upTo int64, err error) {
	upTo = min(highest, above+1000)
	rows, err := tx.QueryContext(ctx, `WITH RECURSIVE wanted (number) AS (SELECT ?1 + 1 UNION ALL SELECT number + 1 FROM wanted WHERE number < ?2)
		SELECT number FROM wanted WHERE number NOT IN (SELECT number FROM record WHERE number > ?1 AND number <= ?2)`, above, upTo)
	if err != nil {
		return nil, 0, err
	}
	gap, err = driver.Numbers(rows)
	return gap, upTo, err
}

func fillGap(ctx context.Context, s *Store, tx *sql.Tx, number int64) error {
	if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO unreadable VALUES (?, 'its first event can''t be read')`, number); err != nil {
		return err
	}
	var row listRow
	err := row.scan(s.reader.QueryRowContext(ctx, `SELECT `+columnNames+`, 0 FROM record WHERE number = ?`, number))
	if err != nil {
		var confirmed int64 // it came after the one before it
		err = tx.QueryRowContext(ctx, `SELECT confirmed FROM record WHERE number < ? ORDER BY number DESC LIMIT 1`, number).Scan(&confirmed)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		row = rowOf(number, deletion.Record{
			Intent:  deletion.Intent{Identifier: cantBeRead, Confirmed: time.UnixMicro(confirmed)},
			Outcome: deletion.Outcome{Kind: deletion.Unknown}, Settlement: &deletion.Settlement{},
		}, false)
	}
	_, err = tx.ExecContext(ctx, insertListRow, row.arguments()...)
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
	rows, err := salvaged.QueryContext(ctx, `SELECT seq FROM place WHERE number = ? ORDER BY seq`, number)
	if err != nil {
		return record, err
	}
	seqs, err := driver.Numbers(rows)
	if err != nil {
		return record, err
	}
	for _, seq := range seqs {
		var data, answers []byte
		column := "NULL"
		if withAnswers {
			column = "answers"
		}
		if err := from.QueryRowContext(ctx, `SELECT data, `+column+` FROM event WHERE seq = ?`, seq).Scan(&data, &answers); err != nil {
			return record, fmt.Errorf("event %d: %w", seq, err)
		}
		event, err := history.Decode(data, answers)
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

// Unreadable returns the records that can't be read, the first of them by number and
// how many they are; none while the lists of the history could be read.
func (s *Store) Unreadable(ctx context.Context, limit int) (numbers []int64, count int64, err error) {
	if !s.salvages() {
		return nil, 0, nil
	}
	salvaged, err := s.salvaged(ctx)
	if err != nil {
		return nil, 0, err
	}
	if err := salvaged.db.QueryRowContext(ctx, `SELECT count(*) FROM unreadable`).Scan(&count); err != nil {
		return nil, 0, err
	}
	rows, err := salvaged.db.QueryContext(ctx, `SELECT number FROM unreadable ORDER BY number LIMIT ?`, limit)
	if err != nil {
		return nil, 0, err
	}
	numbers, err = driver.Numbers(rows)
	return numbers, count, err
}
