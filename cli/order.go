package cli

import (
	"context"
	"errors"
	"iter"

	"github.com/spf13/cobra"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/store"
	"deletecall/query"
)

// orderFlags are the flags that say how records are sorted.
type orderFlags struct {
	sort    string
	reverse bool
}

func (f *orderFlags) flags(command *cobra.Command) {
	command.Flags().StringVar(&f.sort, "sort", query.OrderByTime.String(), "sort by `FIELD`: "+hint.OneOf(query.OrderNames()...))
	command.Flags().BoolVar(&f.reverse, "reverse", false, "reverse the order: with --sort time, the oldest first")
}

func (f orderFlags) order() (query.Order, error) {
	field, err := query.ParseOrderField(f.sort)
	return query.Order{By: field, Reversed: f.reverse}, err
}

// errEnough ends the reading of records for somebody who wants no more of them.
var errEnough = errors.New("no more records are wanted")

// recordsIn yields every record that fits, in this order, each held against the hash tree first;
// see [store.History.Records], which has them newest first and as they are at one moment. In any
// other order they are read page by page, as the list of the console is, since to sort them at
// one moment would hold all of them in memory.
func recordsIn(ctx context.Context, history store.History, filter query.Query, order query.Order, misfit func(number int64)) iter.Seq2[deletion.Record, error] {
	if order == (query.Order{}) {
		return history.Records(ctx, filter, misfit)
	}
	return func(yield func(deletion.Record, error) bool) {
		_, _, err := eachRecord(ctx, history, filter, order, 0, func(record deletion.Record, matches bool) error {
			if !matches {
				misfit(record.Intent.Number)
				record = changedRecord(record.Intent.Number)
			}
			if !yield(record, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(deletion.Record{}, err)
		}
	}
}
