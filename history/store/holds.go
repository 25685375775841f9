package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/query"
)

// AddHold makes a hold durable and returns it with its number. From then on every deletion that
// it fits is refused.
func (r *Recorder) AddHold(ctx context.Context, hold deletion.Hold) (deletion.Hold, error) {
	err := r.recordHold(ctx, "add the hold", func(tx Tx) (history.Event, error) {
		holds, err := Holds(ctx, tx)
		if err != nil {
			return history.Event{}, err
		}
		hold.Number = int64(len(holds)) + 1
		id, err := uuid.NewRandom()
		return history.NewHold(id.String(), hold), err
	})
	return hold, err
}

// ReleaseHold ends the hold with a number and returns it. For one that does not exist the error is a
// *[deletion.NoHoldError], for one that was released before a *[deletion.ReleasedError].
func (r *Recorder) ReleaseHold(ctx context.Context, number int64, release deletion.Release) (hold deletion.Hold, err error) {
	err = r.recordHold(ctx, "release the hold", func(tx Tx) (history.Event, error) {
		holds, err := Holds(ctx, tx)
		if err != nil {
			return history.Event{}, err
		}
		at := slices.IndexFunc(holds, func(hold deletion.Hold) bool { return hold.Number == number })
		if at < 0 {
			return history.Event{}, &deletion.NoHoldError{Number: number}
		}
		if hold = holds[at]; hold.Release != nil {
			return history.Event{}, &deletion.ReleasedError{Number: number, By: hold.Release.Operator.Name}
		}
		hold.Release = &release
		id, err := uuid.NewRandom()
		return history.NewRelease(id.String(), number, release), err
	})
	return hold, err
}

// recordHold appends an event of a hold, as [Recorder.RecordAct] appends an act.
func (r *Recorder) recordHold(ctx context.Context, op string, event func(Tx) (history.Event, error)) error {
	return r.record(ctx, op, func(tx Tx) error {
		made, err := event(tx)
		if err != nil {
			return err
		}
		return Append(ctx, tx, deletion.Record{}, made)
	})
}

// Holds are all holds in their order, released ones too. One that is not what was recorded, or
// that can't be read, is a *[TreeError]: it may be the one that keeps a call.
func Holds(ctx context.Context, from Reader) (holds []deletion.Hold, err error) {
	events, err := from.HoldEvents(ctx)
	if err != nil {
		return nil, err
	}
	return HoldsOf(events)
}

// HoldsOf is [Holds] of their events, and what else belongs to no deletion may be among them.
func HoldsOf(events []proof.StoredEvent) (holds []deletion.Hold, err error) {
	for _, stored := range events {
		event, err := history.Decode(stored.Data, stored.Private)
		problem := stored.Fault()
		switch {
		case problem != "":
		case err != nil:
			problem = "can't be read: " + err.Error()
		case event.Kind == history.HoldKind && event.Hold != nil:
			if next := int64(len(holds)) + 1; event.Hold.Number != next {
				problem = fmt.Sprintf("is hold %d where hold %d comes next", event.Hold.Number, next)
				break
			}
			event.Hold.Missing = event.Missing
			holds = append(holds, *event.Hold)
		case event.Kind == history.ReleaseKind && event.Hold != nil:
			at := slices.IndexFunc(holds, func(hold deletion.Hold) bool { return hold.Number == event.Hold.Number })
			if at < 0 {
				problem = fmt.Sprintf("releases hold %d, which does not exist", event.Hold.Number)
				break
			}
			holds[at].Release = event.Hold.Release
			holds[at].Missing |= event.Missing
		}
		if problem != "" {
			return nil, &TreeError{Problem: fmt.Sprintf("Event %d, which may be a hold, %s.", stored.Seq, problem)}
		}
	}
	return holds, nil
}

// fitting are the holds that keep a call with one of these names, and how many more there are that nobody
// has released.
func fitting(holds []deletion.Hold, names []deletion.Name) (fit []deletion.Hold, others int) {
	for _, hold := range holds {
		switch {
		case hold.Release != nil:
		case slices.ContainsFunc(names, func(name deletion.Name) bool { return holdsName(hold, name) }):
			fit = append(fit, hold)
		default:
			others++
		}
	}
	return fit, others
}

// holdsName goes by what tells targets apart ([sameTarget]), and takes a number for the same
// however its digits are grouped.
func holdsName(hold deletion.Hold, name deletion.Name) bool {
	if hold.IdentifierType != name.Type {
		return false
	}
	return query.Fold(hold.Identifier) == query.Fold(name.Identifier) ||
		name.Type == deletion.Extension && deletion.PlainNumber(hold.Identifier) == deletion.PlainNumber(name.Identifier)
}

// actOf is a hold, or its release, as the log shows it.
func actOf(hold deletion.Hold) history.Act {
	if release := hold.Release; release != nil {
		return history.Act{What: string(history.ReleaseKind), Detail: fmt.Sprintf("hold %d", hold.Number), Reason: release.Reason,
			Operator: release.Operator, At: release.Released}
	}
	detail := fmt.Sprintf("hold %d", hold.Number)
	if hold.Owner != "" {
		detail += ", for " + hold.Owner
	}
	if hold.Tag != "" {
		detail += ", " + hold.Tag
	}
	return history.Act{What: string(history.HoldKind), Query: nameQuery(deletion.Name{Type: hold.IdentifierType, Identifier: hold.Identifier}),
		Detail: detail, Reason: hold.Reason, Operator: hold.Operator, At: hold.Added}
}
