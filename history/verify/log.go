package verify

import (
	"context"
	"fmt"
	"strings"

	"deletecall/history"
	"deletecall/history/store"
	"deletecall/safetext"
)

// mostOfAnError bounds what is shown of an error, in cells.
const mostOfAnError = 200

// Log returns what happened with the history besides deletions, in its order. Every entry
// is held against the hash tree first; one that does not fit, or is of a newer version of
// the program, is a *[store.TreeError].
func (v *Verifier) Log(ctx context.Context) (entries []store.Logged, err error) {
	err = v.log.Snapshot(ctx, readOp, func(from store.Snapshot) error {
		events, err := from.EventsOf(ctx, 0)
		if err != nil {
			return err
		}
		findings, err := recordFindings(ctx, from, v.log.Origin(), 0, events)
		if err != nil {
			return err
		}
		if len(findings) > 0 {
			return &store.TreeError{Problem: strings.Join(findings, " ")}
		}
		for _, stored := range events {
			event, err := history.Decode(stored.Data, stored.Private)
			if err == nil && event.Act == nil {
				err = history.ErrNewerEvent
			}
			if err != nil {
				return &store.TreeError{Problem: fmt.Sprintf("Event %d can't be read: %s.", stored.Seq, safetext.Bounded(err.Error(), mostOfAnError))}
			}
			entries = append(entries, store.Logged{Seq: stored.Seq, Act: *event.Act})
		}
		return nil
	})
	return entries, err
}
