package store

import (
	"context"
	"slices"

	"deletecall/history"
	"deletecall/history/proof"
)

// ExpiriesOf is all that the expiries of a history say that they removed.
func ExpiriesOf(ctx context.Context, from Reader) (*proof.Expiries, error) {
	acts, err := from.EventsOf(ctx, 0)
	expiries := &proof.Expiries{}
	for _, act := range acts {
		decoded, unreadable := history.DecodeText(string(act.Data), history.Private{})
		if unreadable == nil && decoded.Act != nil { // else verifying all reports it
			expiries.Add(act.Seq, decoded.Act.Removed)
		}
	}
	return expiries, err
}

// joinedRemovals puts neighbours that lost the same together.
func joinedRemovals(all []history.Removed) []history.Removed {
	slices.SortFunc(all, func(a, b history.Removed) int { return int(a.From - b.From) })
	joined := all[:0]
	for _, next := range all {
		if last := len(joined) - 1; last >= 0 && joined[last].To == next.From-1 && joined[last].Fields == next.Fields {
			joined[last].To = next.To
		} else {
			joined = append(joined, next)
		}
	}
	return joined
}

// seen is what became of records and acts. Some lose something in several steps, or by several periods,
// and are counted once.
type seen struct{ lost, acts, open, held, misfits set }

type set map[int64]bool

func (s set) add(numbers []int64) {
	for _, number := range numbers {
		s[number] = true
	}
}
