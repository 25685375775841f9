package cli

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/store"
	"deletecall/query"
)

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

// recordsIn yields every record that fits, in this order, as they are at one moment; see
// [store.History.Records].
func recordsIn(ctx context.Context, history store.History, filter query.Query, order query.Order, misfit func(number int64)) iter.Seq2[deletion.Record, error] {
	if order == (query.Order{}) {
		return history.Records(ctx, filter, misfit) // which needs no memory for the numbers
	}
	return history.RecordsInOrder(ctx, filter, order, misfit)
}
