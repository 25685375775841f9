package verify

import (
	"context"
	"iter"

	"deletecall/history/store"
)

// Listed are the records of a history as a list shows them, by rising number. An event that
// can't be read, or that can't follow those before it, ends them with an error.
func Listed(ctx context.Context, from store.Snapshot) iter.Seq2[store.Listed, error] {
	return func(yield func(store.Listed, error) bool) {
		for derived, err := range Derive(from.ByRecord(ctx), false) {
			switch {
			case err != nil:
			case derived.Unreadable != nil:
				err = &store.UnreadableEventError{Number: derived.Number, Err: derived.Unreadable}
			case derived.impossible > 0:
				err = &store.TreeError{Problem: derived.cantFollow()}
			}
			if err != nil {
				yield(store.Listed{}, err)
				return
			}
			if !yield(store.Listed{Record: derived.Record, Late: derived.Late}, nil) {
				return
			}
		}
	}
}
