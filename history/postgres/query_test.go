package postgres

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/history/storetest"
	"deletecall/query"
)

func oddHistory(t *testing.T, console string, count int) (*Store, []deletion.Record) {
	t.Helper()
	s := mustOpen(t, console, Options{})
	storetest.OddRecords(t, s, rand.New(rand.NewPCG(rand.Uint64(), 1)), count)
	page, err := s.Find(t.Context(), query.Query{}, query.PageRequest{Limit: count})
	if err != nil || len(page.Records) != count {
		t.Fatalf("%d records, %v", len(page.Records), err)
	}
	return s, page.Records
}

// What a filter finds is what [query.Query.Fits] says, with the index of trigrams and without.
func TestOddFiltersFindWhatFits(t *testing.T) {
	owner, console := newHistory(t)
	s, records := oddHistory(t, console, 60)
	expectWhole(t, s)
	t.Run("by the index", func(t *testing.T) {
		administrate(t, owner, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_seqscan = off', current_database()); END $$`)
		s.pool.Reset()
		rapid.Check(t, func(t *rapid.T) { storetest.CheckOddFilter(t, s, records) })
	})
	t.Run("by scanning", func(t *testing.T) {
		administrate(t, owner, `DROP INDEX deletecall.record_words; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET enable_seqscan', current_database()); END $$`)
		s.pool.Reset()
		rapid.Check(t, func(t *rapid.T) { storetest.CheckOddFilter(t, s, records) })
	})
}

// From page to page, on and back, every record comes once and in its order.
func TestPagesFollowOneAnother(t *testing.T) {
	_, console := newHistory(t)
	s, records := oddHistory(t, console, 30)
	var every []int64
	for _, record := range records {
		every = append(every, record.Intent.Number)
	}
	for _, by := range query.OrderFields() {
		for _, order := range []query.Order{{By: by}, {By: by, Reversed: true}} {
			want := storetest.InOrder(records, every, order)
			var on, back []int64
			for request := (query.PageRequest{Limit: 7, Order: order}); ; request.After = on[len(on)-1] {
				page := mustFind(t, s, request)
				for _, record := range page.Records {
					on = append(on, record.Intent.Number)
				}
				if !page.Next {
					break
				}
			}
			for request := (query.PageRequest{Limit: 7, Order: order, Last: true}); ; request.Last, request.Before = false, back[0] {
				page := mustFind(t, s, request)
				var numbers []int64
				for _, record := range page.Records {
					numbers = append(numbers, record.Intent.Number)
				}
				back = append(numbers, back...)
				if !page.Previous {
					break
				}
			}
			from := mustFind(t, s, query.PageRequest{Limit: 3, Order: order, From: want[10]})
			if !slices.Equal(on, want) || !slices.Equal(back, want) || from.Records[0].Intent.Number != want[10] || from.Records[2].Intent.Number != want[12] {
				t.Errorf("%s: on %v, back %v, want %v", order, on, back, want)
			}
		}
	}
}

func mustFind(t *testing.T, s *Store, request query.PageRequest) query.Page {
	t.Helper()
	page, err := s.Find(t.Context(), query.Query{}, request)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestCountsAreThoseOfTheRecords(t *testing.T) {
	_, console := newHistory(t)
	s, records := oddHistory(t, console, 40)
	filter, err := query.Parse("-outcome:refused", storetest.OddNow)
	if err != nil {
		t.Fatal(err)
	}
	for _, filter := range []query.Query{{}, filter} {
		for _, step := range query.Steps() {
			statistics, err := s.Statistics(t.Context(), filter, step, storetest.Budapest())
			if err != nil {
				t.Fatal(err)
			}
			var total, unsettled int64
			periods := map[int64]int64{}
			operators := map[string]int64{}
			for _, record := range records {
				if !filter.Fits(record) {
					continue
				}
				total++
				periods[step.Begin(record.Intent.Confirmed.In(storetest.Budapest())).UnixMicro()]++
				name := record.Intent.Operator.Name
				operators[cmp.Or(query.Spelling(name), query.Fold(name))]++
				if record.Unsettled() {
					unsettled++
				}
			}
			if statistics.Total != total || statistics.Unsettled != unsettled {
				t.Errorf("%q: %d, %d unsettled; want %d, %d", filter, statistics.Total, statistics.Unsettled, total, unsettled)
			}
			for _, period := range statistics.Periods {
				if period.Total() != periods[period.Begin.UnixMicro()] {
					t.Errorf("%q by %s: %s has %d, want %d", filter, step, period.Begin, period.Total(), periods[period.Begin.UnixMicro()])
				}
			}
			for _, counted := range statistics.Operators {
				if operators[counted.Name] != counted.Count {
					t.Errorf("%q: %q has %d, want %d", filter, counted.Name, counted.Count, operators[counted.Name])
				}
			}
		}
	}
}

func TestValuesAndUnsettledRecords(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{})
	for i, name := range []string{"Bob", "alice", "alina", "alice", "100%"} {
		intent := intentOn(fmt.Sprint(i))
		intent.Operator.Name = name
		recorded, err := s.RecordIntent(t.Context(), intent, deletion.Guards{})
		if err == nil {
			err = s.RecordOutcome(t.Context(), recorded, deletion.Outcome{Kind: deletion.Unknown, Cause: deletion.CauseConnection, Answered: time.Now()})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.RecordSettlement(t.Context(), 4, deletion.Settlement{Finding: deletion.FoundDeleted, Settled: time.Now()}); err != nil {
		t.Fatal(err)
	}
	for prefix, want := range map[string][]string{"": {"100%", "alice", "alina"}, "AL": {"alice", "alina"}, "b": {"bob"}, "%": nil, "z": nil} {
		values, err := s.Values(context.Background(), query.ByOperator, prefix, 3)
		if err != nil || !slices.Equal(values, want) {
			t.Errorf("%q: %q, %v; want %q", prefix, values, err, want)
		}
	}
	found, count, err := s.Unsettled(t.Context(), 2)
	if err != nil || count != 4 || len(found) != 2 || found[0].Intent.Number != 5 || found[1].Intent.Number != 3 {
		t.Errorf("%d, %d of them: %v", count, len(found), err)
	}
}
