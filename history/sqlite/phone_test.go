package sqlite

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"deletecall/deletion"
	"deletecall/query"
)

// By the index, above it, and without one, a phone number finds what [query.Query.Fits] says.
func TestAPhoneNumberIsFoundHoweverItIsGrouped(t *testing.T) {
	identifiers := []string{
		"+36 30 123 4567", "36301234567", "+36-30-123-4567", "+36 (30) 123.4567", "0036/30/1234567", "tel:+36-30-123-4567;x=1",
		"123456", "123 456", "12x34-56", "a8343631-9f35", "8856", "+36 30 123 4568, 123 45 67",
	}
	store := openStore(t, newPath(t))
	record := func(step int) {
		for _, identifier := range identifiers {
			intent := intentFor(identifier)
			intent.Endpoint = fmt.Sprint("https://verba.example.com/", step) // another target each
			recorded, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
			if err != nil {
				t.Fatal(err)
			}
			if err := store.RecordOutcome(context.Background(), recorded, accepted()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for step, indexed := range []bool{false, true, false} {
		record(step)
		if indexed {
			if err := store.Index(context.Background()); err != nil {
				t.Fatal(err)
			}
			if upTo := indexedUpTo(t, store); upTo != int64(2*len(identifiers)) {
				t.Fatalf("the index goes up to %d", upTo)
			}
		}
		for _, words := range []string{"+36301234567", "36301234567", "+301234567", "1234567", "id:+36301234567", "id:=36301234567", "-36301234567", "123456", "+123456", "+12345", "3631-9", "36319"} {
			filter, err := query.Parse(words, begin)
			if err != nil {
				t.Fatal(err)
			}
			all, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			var want []int64
			for _, record := range all.Records {
				if filter.Fits(record) {
					want = append(want, record.Intent.Number)
				}
			}
			if got := foundBy(t, store, words); !slices.Equal(got, want) {
				t.Errorf("step %d: %s finds %v, not %v", step, words, got, want)
			}
		}
	}
}
