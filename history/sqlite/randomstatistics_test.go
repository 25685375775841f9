package sqlite

import (
	"cmp"
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/history"
	log "deletecall/history/store"
	"deletecall/history/storetest"
	"deletecall/query"
)

// countedByHand is what [Store.Statistics] promises, record by record.
func countedByHand(records []deletion.Record, step query.Step, zone *time.Location) query.Statistics {
	counted := query.Statistics{Outcomes: map[deletion.OutcomeKind]int64{}}
	operators, servers, types := map[string]int64{}, map[string]int64{}, map[string]int64{}
	for _, record := range records {
		counted.Total++
		counted.Outcomes[record.Outcome.Kind]++
		if record.Unsettled() {
			counted.Unsettled++
		}
		operators[spelled(record.Intent.Operator.Name)]++
		servers[spelled(record.Intent.Server)]++
		types[string(record.Intent.IdentifierType)]++
	}
	counted.Operators, counted.Servers, counted.Types = mostFirst(operators), mostFirst(servers), mostFirst(types)
	if len(records) == 0 {
		return counted
	}
	byTime := func(a, b deletion.Record) int { return a.Intent.Confirmed.Compare(b.Intent.Confirmed) }
	first, last := slices.MinFunc(records, byTime), slices.MaxFunc(records, byTime)
	for begin := step.Begin(first.Intent.Confirmed.In(zone)); !begin.After(last.Intent.Confirmed); begin = step.Next(begin) {
		period := query.PeriodCount{Begin: begin, Outcomes: map[deletion.OutcomeKind]int64{}}
		for _, record := range records {
			if at := record.Intent.Confirmed; !at.Before(begin) && at.Before(step.Next(begin)) {
				period.Outcomes[record.Outcome.Kind]++
				if record.Unsettled() {
					period.Unsettled++
				}
			}
		}
		counted.Periods = append(counted.Periods, period)
	}
	return counted
}

// spelled is a name with its accents composed.
func spelled(name string) string { return cmp.Or(query.Spelling(name), query.Fold(name)) }

func mostFirst(counts map[string]int64) []query.NameCount {
	names := []query.NameCount{}
	for name, count := range counts {
		names = append(names, query.NameCount{Name: name, Count: count})
	}
	slices.SortFunc(names, func(a, b query.NameCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return names[:min(len(names), 10)]
}

// What is counted by an index, by the times of a filter, by the search index and by scanning
// is what counting the records by hand gives, whatever happened to them.
func TestStatisticsAreThoseOfTheRecords(t *testing.T) {
	store, random := openStore(t, newPath(t)), rand.New(rand.NewPCG(rand.Uint64(), 2))
	storetest.OddRecords(t, store, random, 40)
	check := func(t *testing.T) {
		page, err := store.Find(t.Context(), query.Query{}, query.PageRequest{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		if findings, err := storetest.Findings(t.Context(), store); err != nil || len(findings) > 0 {
			t.Fatalf("%q, %v", findings, err)
		}
		rapid.Check(t, func(t *rapid.T) { checkStatistics(t, store, page.Records) })
	}
	t.Run("as recorded", check)
	closeOpen(t, store)
	settleSome(t, store)
	if err := store.Index(t.Context()); err != nil {
		t.Fatal(err)
	}
	storetest.OddRecords(t, store, random, 20)
	t.Run("with later outcomes, settled, and with a search index of the first", check)
	expiry := log.Expiry{Data: deletion.DataSet(deletion.OperatorData, deletion.IdentifierData), Act: history.Act{What: history.ExpiryAct, At: begin}}
	for number := int64(1); number <= 60; number += 1 + random.Int64N(3) {
		expiry.Records = append(expiry.Records, number)
	}
	if _, err := store.Expire(t.Context(), []log.Expiry{expiry}, quietly); err != nil {
		t.Fatal(err)
	}
	t.Run("after an expiry", check)
	if done, err := store.Rebuild(t.Context(), history.Act{What: history.RebuildAct, At: begin}, nil); err != nil || done.Records != 60 {
		t.Fatalf("%+v, %v", done, err)
	}
	t.Run("after a rebuild", check)
}

func settleSome(t *testing.T, store *Store) {
	t.Helper()
	unsettled, _, err := store.Unsettled(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for i, record := range unsettled {
		if i%2 > 0 {
			continue
		}
		if err := store.RecordSettlement(t.Context(), record.Intent.Number, deletion.Settlement{Finding: deletion.FoundDeleted}); err != nil {
			t.Fatal(err)
		}
	}
}

func checkStatistics(t *rapid.T, store *Store, records []deletion.Record) {
	text, filter := storetest.OddFilter(t, records, 0)
	step := rapid.SampledFrom(query.Steps()).Draw(t, "step")
	zone := rapid.SampledFrom([]*time.Location{time.UTC, storetest.Budapest(), time.FixedZone("", 20700), time.FixedZone("", -12*3600)}).Draw(t, "zone")
	got, err := store.Statistics(context.Background(), filter, step, zone)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	want := countedByHand(slices.DeleteFunc(slices.Clone(records), func(r deletion.Record) bool { return !filter.Fits(r) }), step, zone)
	for i := range min(len(want.Periods), len(got.Periods)) { // the same moment, in another value of the zone
		if got.Periods[i].Begin.Equal(want.Periods[i].Begin) {
			got.Periods[i].Begin = want.Periods[i].Begin
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%q by %ss:\n%+v, want\n%+v", text, step, got, want)
	}
}
