package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/mattn/go-sqlite3"

	"deletecall/deletion"
	"deletecall/history/sqlite/words"
	"deletecall/history/store"
	"deletecall/history/verify"
)

// lists is where the records are looked up: the tables of the history, or what could
// be salvaged of them.
type lists struct {
	*reading
	db      *sql.DB  // with the tables record and late
	salvage *salvage // nil for the history's own

	words      *words.Index // nil where nothing can be written
	mostWalked int          // see walk
}

// read hands over the lists of the history.
func (s *Store) read(ctx context.Context, use func(lists) error) error {
	if err := s.place.CheckIdentity(); err != nil {
		return err
	}
	return s.problem(readOp, s.readAround(ctx, use))
}

// readAround reads again with what can be salvaged where damage is in the way: one bad
// page hides no more than what it held.
func (s *Store) readAround(ctx context.Context, use func(lists) error) error {
	own := lists{reading: s.reading, db: s.reader, words: s.words, mostWalked: s.mostWalked}
	if !s.salvages() {
		err := s.examine(ctx)
		if err == nil {
			err = use(own)
		}
		if ctx.Err() != nil || !isDamage(err) && !isOfAnotherType(err) {
			return err
		}
		s.meet(err)
	}
	salvaged, err := s.salvaged(ctx)
	if err != nil {
		return err
	}
	return use(lists{reading: s.reading, db: salvaged.db, salvage: salvaged, mostWalked: s.mostWalked})
}

// isOfAnotherType reports whether a value could not be taken for what its column
// holds: where a page lies in the place of another one, columns have other types.
func isOfAnotherType(err error) bool {
	return err != nil && !store.IsDomainError(err) && !errors.As(err, new(sqlite3.Error)) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// records returns the records with these numbers in their order, without the bodies of
// the answers. from is a transaction of these lists.
func (l lists) records(ctx context.Context, from queryer, numbers []int64) ([]deletion.Record, error) {
	if l.salvage == nil {
		return l.readRecords(ctx, from, numbers)
	}
	records := make([]deletion.Record, len(numbers))
	for i, number := range numbers {
		record, err := l.salvage.record(ctx, l.reader, from, number, false)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			record = store.UnreadableRecord(number, err)
		}
		records[i] = record
	}
	return records, nil
}

// checkNumbers makes sure that the list has every record, and no other one, which costs
// reading an index once.
func checkNumbers(ctx context.Context, from queryer) (total int64, err error) {
	var lowest, highest, recorded int64
	if err := from.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM record), (SELECT coalesce(min(number), 1) FROM record),
		(SELECT coalesce(max(number), 0) FROM record), (SELECT coalesce(max(number), 0) FROM event)`).
		Scan(&total, &lowest, &highest, &recorded); err != nil {
		return 0, err
	}
	if err := store.CheckListEnds(lowest, highest, recorded); err != nil || total == recorded {
		return total, err
	}
	missing, err := one[int64](ctx, from, `SELECT coalesce(min(number), 0) + 1 FROM (SELECT 0 AS number UNION ALL SELECT number FROM record) AS before
		WHERE NOT EXISTS (SELECT 1 FROM record WHERE number = before.number + 1)`)
	return total, cmp.Or(err, store.IncompleteList(total, recorded, missing))
}

// readRecords returns the records with these numbers in their order, without
// the bodies of the answers.
func (l lists) readRecords(ctx context.Context, from queryer, numbers []int64) ([]deletion.Record, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	places := strings.TrimSuffix(strings.Repeat("?,", len(numbers)), ",")
	args := make([]any, len(numbers))
	for i, number := range numbers {
		args[i] = number
	}
	return verify.Records(numbers, filedEvents(ctx, from, `SELECT `+filedColumns+` FROM event WHERE number IN (`+places+`) ORDER BY seq`, args...), l.shown)
}

// shown is a record as lists show it.
func (l lists) shown(derived *verify.Derived) deletion.Record {
	record, err := derived.Shown()
	if err != nil {
		l.meetUnreadable(derived.Number, err)
	}
	return record
}
