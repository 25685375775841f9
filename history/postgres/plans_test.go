package postgres

import (
	"iter"
	"testing"
)

// With many events, each is read once where all are wanted, and few where few are: also by a
// server that knows nothing yet of how many there are.
func TestALargeHistoryIsReadByItsIndexes(t *testing.T) {
	owner, console := newHistory(t)
	const events = 20_000
	administrate(t, owner, `ALTER TABLE deletecall.event DISABLE TRIGGER event_is_the_next_one`)
	administrate(t, owner, `INSERT INTO deletecall.event SELECT n, n / 2, 'outcome', 'made up', '' FROM generate_series(1, $1) AS n`, events)
	administrate(t, owner, `INSERT INTO deletecall.private SELECT n, 'made up', NULL FROM generate_series(1, $1) AS n`, events)
	s := mustOpen(t, console, Options{ReadOnly: true})
	ctx := t.Context()
	readings := []struct {
		what string
		most int64
		read func(session) error
	}{
		{"all events", 3 * events, func(from session) error { return readAll(logReader{from}.Events(ctx)) }},
		{"all events by their records", 3 * events, func(from session) error { return readAll(logReader{from}.ByRecord(ctx)) }},
		{"what is pending", 100, func(from session) error { _, err := (&readAhead{logReader: logReader{from}}).Pending(ctx); return err }},
		{"samples", 100, func(from session) error {
			_, err := all(ctx, from, scanEvent, selectSampled, []int64{5, events / 2, events})
			return err
		}},
		{"the rows of samples", 100, func(from session) error {
			_, err := all(ctx, from, scanRow, selectRows+` WHERE `+sampledRecords, []int64{5, events / 2, events})
			return err
		}},
		{"the events of a record", 100, func(from session) error { _, err := logReader{from}.EventsOf(ctx, events/4); return err }},
		{"the events of some records", 100, func(from session) error { _, err := records(ctx, from, []int64{7, 3, events / 4}); return err }},
		{"the edges of the tree", 1000, func(from session) error {
			rows, err := from.query(ctx, selectEdges, []any{[]int64{events / 2}})
			if err != nil {
				return err
			}
			return scanHashes(rows, map[int64][]byte{})
		}},
		{"the last move", 100, func(from session) error { _, _, err := lastMove(ctx, from); return err }},
	}
	for _, state := range []string{"new", "analyzed"} {
		if state == "analyzed" {
			administrate(t, owner, `ANALYZE deletecall.event, deletecall.private, deletecall.record`)
		}
		for _, r := range readings {
			err := s.snapshot(ctx, func(from session) error {
				before, err := one[int64](ctx, from, rowsRead)
				if err == nil {
					err = r.read(from)
				}
				after, countErr := one[int64](ctx, from, rowsRead)
				if read := after - before; err == nil && countErr == nil && read > r.most {
					t.Errorf("%s: for %s %d rows were read, of %d at most", state, r.what, read, r.most)
				}
				return err
			})
			if err != nil {
				t.Errorf("%s: %v", r.what, err)
			}
		}
	}
}

// rowsRead counts what this transaction has read of the tables so far (postgresql.org/docs,
// "pg_stat_xact_all_tables").
const rowsRead = `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_xact_all_tables WHERE schemaname = 'deletecall'`

func readAll[T any](rows iter.Seq2[T, error]) error {
	for _, err := range rows {
		if err != nil {
			return err
		}
	}
	return nil
}
