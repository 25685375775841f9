package proof

import (
	"cmp"
	"fmt"
	"slices"

	"deletecall/history"
)

// removals are what is missing of personal data, and what the expiries say that they
// removed. An expiry comes after what it removed, so they are compared at the end.
type removals struct {
	missing  []missingData // by rising place, neighbours that lack the same put together
	expiries Expiries
	count    int64 // events of which something is missing
}

// missingData is what events that follow one another lack.
type missingData struct {
	from, to int64
	number   int64 // the record of the first one
	fields   history.FieldSet
}

// UnexplainedRemoval is personal data that is gone although no expiry removed it.
type UnexplainedRemoval struct {
	From, To int64  // events
	Number   int64  // the record of the first one
	Field    string // its name
}

func (r *removals) add(event *checkedEvent) {
	r.expiries.Add(event.Seq, event.content.removed)
	missing := event.content.missing
	if missing == 0 {
		return
	}
	r.count++
	if last := len(r.missing) - 1; last >= 0 && r.missing[last].to == event.Seq-1 && r.missing[last].fields == missing {
		r.missing[last].to = event.Seq
		return
	}
	r.missing = append(r.missing, missingData{event.Seq, event.Seq, event.Number, missing})
}

func (r *Report) judgeRemovals() {
	r.Expired = r.removals.count
	for _, name := range history.PrivateNames() {
		field := history.FieldsNamed(name)
		explained := r.removals.expiries.of(field)
		for _, missing := range r.removals.missing {
			if missing.fields&field == 0 {
				continue
			}
			for at := missing.from; at <= missing.to; {
				i := firstEndingAt(explained, at)
				if i < len(explained) && explained[i].from <= at {
					at = explained[i].to + 1
					continue
				}
				to := missing.to
				if i < len(explained) {
					to = min(to, explained[i].from-1)
				}
				r.Unexplained.add(UnexplainedRemoval{From: at, To: to, Number: missing.number, Field: name})
				at = to + 1
			}
		}
	}
}

// Expiries are all that the expiries of a history removed. They are added in their order,
// and may be asked by one goroutine.
type Expiries struct {
	all    []history.Removed
	sorted map[history.FieldSet][]stretch // of single fields; nil while more are added
}

// Add adds what the event at this place says that it removed.
func (e *Expiries) Add(seq int64, removed []history.Removed) {
	for _, one := range removed {
		one.To = min(one.To, seq-1) // nothing is removed before it is recorded
		e.all, e.sorted = append(e.all, one), nil
	}
}

// Explain reports whether everything that an event lacks was removed by them.
func (e *Expiries) Explain(seq int64, missing history.FieldSet) bool {
	for _, name := range missing.Names() {
		explained := e.of(history.FieldsNamed(name))
		if i := firstEndingAt(explained, seq); i == len(explained) || explained[i].from > seq {
			return false
		}
	}
	return true
}

type stretch struct{ from, to int64 }

// firstEndingAt is the first stretch that ends at an event, or after it.
func firstEndingAt(all []stretch, seq int64) int {
	i, _ := slices.BinarySearchFunc(all, seq, func(s stretch, seq int64) int { return cmp.Compare(s.to, seq) })
	return i
}

// of are the stretches of events of which a field was removed on purpose, in their order
// and apart from one another.
func (e *Expiries) of(field history.FieldSet) []stretch {
	if found, ok := e.sorted[field]; ok {
		return found
	}
	var all []stretch
	for _, removed := range e.all {
		if removed.Fields&field != 0 && removed.From <= removed.To {
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
	if e.sorted == nil {
		e.sorted = map[history.FieldSet][]stretch{}
	}
	e.sorted[field] = joined
	return joined
}

func (u UnexplainedRemoval) text() string {
	where := fmt.Sprintf("event %d (record %d)", u.From, u.Number)
	if u.To > u.From {
		where = fmt.Sprintf("events %d to %d", u.From, u.To)
	}
	return fmt.Sprintf("Personal data (%s) of %s is gone, and no expiry in the history removed it.", u.Field, where)
}
