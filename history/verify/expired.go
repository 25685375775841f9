package verify

import (
	"context"
	"fmt"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// missing returns which personal data of some events is not there, and a sentence about
// each of them of which no expiry removed it.
func missing(ctx context.Context, from store.Reader, events []proof.StoredEvent) (all deletion.DataKinds, unexplained []string, err error) {
	var expiries []history.Removed
	for _, event := range events {
		_, lacks := history.CheckPrivate(event.Data, event.Private, true)
		if lacks == 0 {
			continue
		}
		if all == 0 {
			if expiries, err = expired(ctx, from); err != nil {
				return 0, nil, err
			}
		}
		if all |= lacks; !proof.IsRemoval(event.Seq, lacks, expiries) {
			unexplained = append(unexplained, fmt.Sprintf("Personal data of event %d is gone, and no expiry in the history removed it.", event.Seq))
		}
	}
	return all, unexplained, nil
}

// expired is all that the expiries of a history say that they removed.
func expired(ctx context.Context, from store.Reader) (all []history.Removed, err error) {
	acts, err := from.EventsOf(ctx, 0)
	for _, act := range acts {
		decoded, unreadable := history.DecodeText(string(act.Data), history.Private{})
		if unreadable != nil || decoded.Act == nil {
			continue // verifying all tells of it
		}
		for _, removed := range decoded.Act.Removed {
			removed.To = min(removed.To, act.Seq-1)
			all = append(all, removed)
		}
	}
	return all, err
}
