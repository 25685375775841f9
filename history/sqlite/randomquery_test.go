package sqlite

import (
	"context"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/history/storetest"
	"deletecall/query"
)

// What a filter finds is what [query.Query.Fits] says, whatever is in the records and in the filter.
func TestOddFiltersFindWhatFits(t *testing.T) {
	for name, indexed := range map[string]int{"by scanning": 0, "by the index": 60, "by the index and scanning above it": 40} {
		t.Run(name, func(t *testing.T) {
			store, random := openStore(t, newPath(t)), rand.New(rand.NewPCG(rand.Uint64(), 1))
			if indexed > 0 {
				storetest.OddRecords(t, store, random, indexed)
				closeOpen(t, store)
				if err := store.Index(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			storetest.OddRecords(t, store, random, 60-indexed)
			all, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 60})
			if err != nil || len(all.Records) != 60 {
				t.Fatalf("%d records, %v", len(all.Records), err)
			}
			if findings, err := storetest.Findings(context.Background(), store); err != nil || len(findings) > 0 {
				t.Fatalf("%q, %v", findings, err)
			}
			rapid.Check(t, func(t *rapid.T) { storetest.CheckOddFilter(t, store, all.Records) })
		})
	}
}

// closeOpen gives an outcome to what has none: an index ends before it.
func closeOpen(t *testing.T, store *Store) {
	t.Helper()
	open, err := query.Parse("outcome:pending", begin)
	if err != nil {
		t.Fatal(err)
	}
	page, err := store.Find(context.Background(), open, query.PageRequest{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range page.Records {
		if err := store.RecordOutcome(context.Background(), record.Intent, deletion.Outcome{Kind: deletion.Refused, Answered: begin, Attempt: deletion.Attempt{Message: "\x00late"}}); err != nil {
			t.Fatal(err)
		}
	}
}
