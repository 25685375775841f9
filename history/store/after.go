package store

import (
	"context"

	"deletecall/deletion"
	"deletecall/history"
)

// RecordAfter records what a look-up found after the deletion with this number. Where nothing
// was accepted or may have been carried out, it is a *[deletion.NotCheckableError].
func (r *Recorder) RecordAfter(ctx context.Context, number int64, after deletion.After) error {
	return r.record(ctx, "record what was found", func(tx Tx) error {
		record, _, found, err := Record(ctx, tx, number)
		switch {
		case err != nil:
			return err
		case !found:
			return &deletion.NoRecordError{Number: number}
		case !record.Outcome.MayCheck():
			return &deletion.NotCheckableError{Number: number, Kind: record.Outcome.Kind}
		}
		return Append(ctx, tx, record, history.NewAfter(number, record.Intent.ID, after))
	})
}
