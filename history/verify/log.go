package verify

import (
	"context"
	"fmt"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// mostOfAnError bounds what is shown of an error, in cells.
const mostOfAnError = 200

// Holds are all holds in their order, released ones too. Like all that belongs to no deletion,
// they are held against the hash tree first; one that does not fit is a *[store.TreeError].
func (v *Verifier) Holds(ctx context.Context) (holds []deletion.Hold, err error) {
	err = v.log.Snapshot(ctx, readOp, func(from store.Snapshot) error {
		events, err := v.ofNoRecord(ctx, from)
		if err == nil {
			holds, err = store.HoldsOf(events)
		}
		return err
	})
	return holds, err
}

// ofNoRecord are the events that belong to no deletion, where they fit the hash tree.
func (v *Verifier) ofNoRecord(ctx context.Context, from store.Snapshot) ([]proof.StoredEvent, error) {
	events, err := from.EventsOf(ctx, 0)
	if err != nil {
		return nil, err
	}
	findings, err := recordFindings(ctx, from, v.log.Origin(), 0, events)
	if err == nil && len(findings) > 0 {
		err = &store.TreeError{Problem: strings.Join(findings, " ")}
	}
	return events, err
}

// Log returns what happened with the history besides deletions, in its order. Every entry
// is held against the hash tree first; one that does not fit, or is of a newer version of
// the program, is a *[store.TreeError].
func (v *Verifier) Log(ctx context.Context) (entries []store.Logged, err error) {
	err = v.log.Snapshot(ctx, readOp, func(from store.Snapshot) error {
		events, err := v.ofNoRecord(ctx, from)
		if err != nil {
			return err
		}
		for _, stored := range events {
			event, err := history.Decode(stored.Data, stored.Private)
			logged, known := store.LoggedOf(stored.Seq, event)
			if err == nil && !known {
				err = history.ErrNewerEvent
			}
			if err != nil {
				return &store.TreeError{Problem: fmt.Sprintf("Event %d can't be read: %s.", stored.Seq, safetext.Bounded(err.Error(), mostOfAnError))}
			}
			entries = append(entries, logged)
		}
		return nil
	})
	return entries, err
}
