package verify

import (
	"context"
	"fmt"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// missing returns which personal data of some events is not there, and a sentence about
// each of them of which no expiry removed it.
func missing(ctx context.Context, from store.Reader, events []proof.StoredEvent) (all deletion.DataKinds, unexplained []string, err error) {
	var expiries *proof.Expiries
	for _, event := range events {
		_, lacks := history.CheckPrivate(event.Data, event.Private, true)
		if lacks == 0 {
			continue
		}
		if expiries == nil {
			if expiries, err = store.ExpiriesOf(ctx, from); err != nil {
				return 0, nil, err
			}
		}
		if all |= lacks.Kinds(); !expiries.Explain(event.Seq, lacks) {
			unexplained = append(unexplained, fmt.Sprintf("Personal data (%s) of event %d is gone, and no expiry in the history removed it.",
				strings.Join(lacks.Names(), ", "), event.Seq))
		}
	}
	return all, unexplained, nil
}
