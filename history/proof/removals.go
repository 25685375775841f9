package proof

import (
	"cmp"
	"fmt"
	"slices"

	"deletecall/deletion"
	"deletecall/history"
)

// removals are what is missing of personal data, and what the expiries say that they
// removed. An expiry comes after what it removed, so they are compared at the end.
type removals struct {
	missing  []missingData // by rising place, neighbours that lack the same put together
	expiries []history.Removed
	count    int64 // events of which something is missing
}

// missingData is what events that follow one another lack.
type missingData struct {
	from, to int64
	number   int64 // the record of the first one
	data     deletion.DataKinds
}

// UnexplainedRemoval is personal data that is gone although no expiry removed it.
type UnexplainedRemoval struct {
	From, To int64 // events
	Number   int64 // the record of the first one
	Data     deletion.DataKind
}

func (r *removals) add(event checkedEvent) {
	for _, removed := range event.content.removed {
		removed.To = min(removed.To, event.Seq-1) // nothing is removed before it is recorded
		r.expiries = append(r.expiries, removed)
	}
	missing := event.content.missing
	if missing == 0 {
		return
	}
	r.count++
	if last := len(r.missing) - 1; last >= 0 && r.missing[last].to == event.Seq-1 && r.missing[last].data == missing {
		r.missing[last].to = event.Seq
		return
	}
	r.missing = append(r.missing, missingData{event.Seq, event.Seq, event.Number, missing})
}

// judgeRemovals reports what no expiry explains.
func (r *Report) judgeRemovals() {
	r.Expired = r.removals.count
	for _, kind := range deletion.AllData() {
		explained := r.removals.explained(kind)
		for _, missing := range r.removals.missing {
			if !missing.data.Has(kind) {
				continue
			}
			for at := missing.from; at <= missing.to; {
				// The first stretch that ends at this event, or after it.
				i, _ := slices.BinarySearchFunc(explained, at, func(s stretch, at int64) int { return cmp.Compare(s.to, at) })
				if i < len(explained) && explained[i].from <= at {
					at = explained[i].to + 1
					continue
				}
				to := missing.to
				if i < len(explained) {
					to = min(to, explained[i].from-1)
				}
				r.Unexplained.add(UnexplainedRemoval{From: at, To: to, Number: missing.number, Data: kind})
				at = to + 1
			}
		}
	}
}

type stretch struct{ from, to int64 }

// explained are the stretches of events of which this was removed on purpose, in their
// order and apart from one another.
func (r *removals) explained(kind deletion.DataKind) (all []stretch) {
	for _, removed := range r.expiries {
		if removed.Data.Has(kind) && removed.From <= removed.To {
			all = append(all, stretch{removed.From, removed.To})
		}
	}
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	joined := all[:0]
	for _, next := range all {
		if last := len(joined) - 1; last >= 0 && next.from <= joined[last].to+1 {
			joined[last].to = max(joined[last].to, next.to)
		} else {
			joined = append(joined, next)
		}
	}
	return joined
}

// IsRemoval reports whether everything that is missing of an event was removed by one of
// these expiries.
func IsRemoval(seq int64, missing deletion.DataKinds, expiries []history.Removed) bool {
	for _, removed := range expiries {
		if removed.From <= seq && seq <= removed.To {
			missing &^= removed.Data
		}
	}
	return missing == 0
}

func (u UnexplainedRemoval) text() string {
	where := fmt.Sprintf("event %d (record %d)", u.From, u.Number)
	if u.To > u.From {
		where = fmt.Sprintf("events %d to %d", u.From, u.To)
	}
	return fmt.Sprintf("Personal data (%s) of %s is gone, and no expiry in the history removed it.", u.Data, where)
}
