package simulator

import (
	"cmp"
	"slices"
	"time"
)

// retention is how long the office's own finished calls are kept, so that a simulator may run for months.
const retention = 24 * time.Hour

type record struct {
	Call
	ofOffice bool      // made by the office, and dropped after the retention period
	deletion *Deletion // set when the call was marked
}

// archive holds the calls by each of their keys. Its user does the locking.
type archive struct {
	byKey  map[key][]*record
	marked []*record // waiting for their end
	swept  time.Time // when old calls were dropped last
}

func newArchive(now time.Time) archive {
	return archive{byKey: map[key][]*record{}, swept: now}
}

func (a *archive) add(r *record) {
	for _, k := range r.keys() {
		a.byKey[k] = append(a.byKey[k], r)
	}
}

func (a *archive) remove(r *record) {
	for _, k := range r.keys() {
		rest := slices.DeleteFunc(a.byKey[k], func(other *record) bool { return other == r })
		if len(rest) == 0 {
			delete(a.byKey, k)
			continue
		}
		a.byKey[k] = rest
	}
}

// settle lets time pass: marked calls that have ended vanish, and so do the office's calls past their retention.
func (a *archive) settle(now time.Time) {
	a.marked = slices.DeleteFunc(a.marked, func(r *record) bool {
		if r.State(now) != Finished {
			return false
		}
		r.deletion.Gone = r.End
		a.remove(r)
		return true
	})
	if now.Sub(a.swept) < time.Hour {
		return
	}
	a.swept = now
	for _, r := range a.all() {
		if r.ofOffice && r.State(now) == Finished && now.Sub(r.End) > retention {
			a.remove(r)
		}
	}
}

// all are the records in the order in which they began.
func (a *archive) all() []*record {
	var all []*record
	for k, records := range a.byKey {
		if k.param == "callID" {
			all = append(all, records...)
		}
	}
	slices.SortFunc(all, func(x, y *record) int {
		return cmp.Or(x.Begin.Compare(y.Begin), cmp.Compare(x.CallID, y.CallID))
	})
	return all
}

// begun are the records with the key that a request can see at a time.
func (a *archive) begun(k key, now time.Time) []*record {
	var found []*record
	for _, r := range a.byKey[k] {
		if r.State(now) != Planned {
			found = append(found, r)
		}
	}
	return found
}

// last are the finished calls with the key that ended last: more than one if they ended in the same instant.
func (a *archive) last(k key, now time.Time) []*record {
	var found []*record
	for _, r := range a.byKey[k] {
		if r.State(now) != Finished {
			continue
		}
		if len(found) > 0 && r.End.After(found[0].End) {
			found = found[:0]
		}
		if len(found) == 0 || r.End.Equal(found[0].End) {
			found = append(found, r)
		}
	}
	return found
}

// ongoing are the calls with the key that go on.
func (a *archive) ongoing(k key, now time.Time) []*record {
	var found []*record
	for _, r := range a.byKey[k] {
		if r.State(now) == Ongoing {
			found = append(found, r)
		}
	}
	return found
}

// next are the first calls with the key that begin after a time and not after another; some of them may be planned still.
func (a *archive) next(k key, after, until time.Time) []*record {
	var found []*record
	for _, r := range a.byKey[k] {
		if !r.Begin.After(after) || r.Begin.After(until) {
			continue
		}
		if len(found) > 0 && r.Begin.Before(found[0].Begin) {
			found = found[:0]
		}
		if len(found) == 0 || r.Begin.Equal(found[0].Begin) {
			found = append(found, r)
		}
	}
	return found
}
