package storetest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"deletecall/deletion"
	"deletecall/query"
)

// Sorting is a history that hands over all of its records in an order.
type Sorting interface {
	History
	RecordsInOrder(ctx context.Context, filter query.Query, order query.Order, misfit func(number int64)) iter.Seq2[deletion.Record, error]
}

// OneMoment holds an export in another order against the promise that it is as the history was
// at one moment: meanwhile a record changes its place in the order, and another one is added.
func OneMoment(t *testing.T, store Sorting) {
	const accepted = 110 // more than are read at a time
	record := func(name string) deletion.Intent {
		recorded, err := store.RecordIntent(t.Context(), intentOn(name), deletion.Guards{})
		if err != nil {
			t.Fatal(err)
		}
		return recorded
	}
	end := func(intent deletion.Intent, kind deletion.OutcomeKind) {
		if err := store.RecordOutcome(t.Context(), intent, outcome(kind)); err != nil {
			t.Fatal(err)
		}
	}
	var want []string
	for n := range accepted {
		end(record(fmt.Sprint("ended ", n)), deletion.Accepted)
		want = append(want, fmt.Sprint(n+1, " accepted"))
	}
	pending := record("pending")
	slices.Reverse(want) // among those that are alike the newest comes first
	want = append(want, fmt.Sprint(pending.Number, " pending"))

	var got []string
	for found, err := range store.RecordsInOrder(t.Context(), query.Query{}, query.Order{By: query.OrderByOutcome}, func(n int64) { t.Errorf("record %d was changed", n) }) {
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 {
			end(pending, deletion.Accepted)
			end(record("added"), deletion.Unknown)
		}
		got = append(got, fmt.Sprint(found.Intent.Number, " ", found.Outcome.Kind))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want\n%q", got, want)
	}
	reversed := query.Order{By: query.OrderByOutcome, Reversed: true}
	for found, err := range store.RecordsInOrder(t.Context(), query.Query{}, reversed, func(int64) {}) {
		if err != nil || found.Outcome.Kind != deletion.Unknown {
			t.Errorf("the first one in reversed order is %+v, %v", found, err)
		}
		break
	}
	for found, err := range store.RecordsInOrder(t.Context(), query.Query{}, query.Order{Reversed: true}, func(int64) {}) {
		if err != nil || found.Intent.Number != 1 {
			t.Errorf("the oldest one is %+v, %v", found, err)
		}
		break
	}
}
