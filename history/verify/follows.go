package verify

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"math"
	"slices"

	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

const (
	// openRecords is how many records are open at once while all events are read in their
	// order: the events of a deletion mostly lie close together.
	openRecords = 256
	// mostApart is how many records are looked at by themselves, because an event of them
	// lies far from the others, before looking at the whole list again is no slower.
	mostApart = 100_000
)

// listCheck compares the list with the events while these are read for the hash tree, so
// that each is read and decoded once. It says only whether the list follows from them: where
// it does not, [Verifier.ListFindings] says why.
type listCheck struct {
	row  store.Row // the next one to be compared; nil at the end
	next func() (store.Row, error, bool)

	open     []*Derived // by rising number
	unused   []*Derived // which were open
	compared int64      // the rows of the records up to here were compared
	// apart are records to be looked at by themselves: an event came after their row was
	// compared, or may still come.
	apart  map[int64]bool
	differ bool
	err    error
}

// newListCheck begins one. The caller calls stop when it is done.
func newListCheck(ctx context.Context, from store.Snapshot) (c *listCheck, stop func()) {
	c = &listCheck{apart: map[int64]bool{}}
	c.next, stop = iter.Pull2(from.Rows(ctx, everything, math.MaxInt64))
	c.advance()
	return c, stop
}

func (c *listCheck) advance() {
	row, err, more := c.next()
	if c.row, c.err = row, err; !more {
		c.row = nil
	}
}

// failed reports whether the list is to be looked at as a whole.
func (c *listCheck) failed() bool { return c.differ || c.err != nil || len(c.apart) > mostApart }

// add takes the next event.
func (c *listCheck) add(filed proof.StoredEvent, event history.Event, unreadable error) {
	number := filed.Number
	switch {
	case number <= 0 || c.failed(): // what belongs to no record is in no list
		return
	case unreadable != nil: // which may be so for what no list is made of
		c.differ = true
		return
	case number <= c.compared:
		c.apart[number] = true
		return
	}
	i, isOpen := len(c.open), false
	if i > 0 && number <= c.open[i-1].Number {
		i, isOpen = slices.BinarySearchFunc(c.open, number, func(d *Derived, n int64) int { return cmp.Compare(d.Number, n) })
	}
	if !isOpen {
		c.open = slices.Insert(c.open, i, c.begin(number))
	}
	c.open[i].add(filed.Seq, event, nil)
	if len(c.open) >= 2*openRecords {
		c.compare(openRecords)
	}
}

// compare compares the rows of the first open records.
func (c *listCheck) compare(count int) {
	for _, derived := range c.open[:count] {
		if c.compared = derived.Number; c.failed() {
			break
		}
		if c.row == nil || c.row.Number() != derived.Number || derived.impossible > 0 {
			c.differ = true
			break
		}
		if !c.row.Shows(&derived.Record, derived.Late) {
			c.apart[derived.Number] = true // an event may follow
		}
		c.advance()
	}
	c.unused = append(c.unused, c.open[:count]...)
	c.open = slices.Delete(c.open, 0, count)
}

// begin is [Begin] in the memory of a record that was compared, where there is one: moving and
// collecting a million of them takes longer than what is done with them.
func (c *listCheck) begin(number int64) (begun *Derived) {
	if last := len(c.unused) - 1; last >= 0 {
		begun, c.unused = c.unused[last], c.unused[:last]
	} else {
		begun = new(Derived)
	}
	*begun = Begin(number)
	return begun
}

// fits reports whether the list follows from the events, all of which were added.
func (c *listCheck) fits(ctx context.Context, from store.Snapshot) bool {
	c.compare(len(c.open))
	if c.failed() || c.row != nil {
		return false
	}
	for _, number := range slices.Sorted(maps.Keys(c.apart)) {
		if ctx.Err() != nil || !followsAlone(ctx, from, number) {
			return false
		}
	}
	return true
}

// followsAlone reports whether the row of one record follows from its events.
func followsAlone(ctx context.Context, from store.Snapshot, number int64) bool {
	events, err := from.EventsOf(ctx, number)
	if err != nil {
		return false
	}
	derived := Begin(number)
	for _, event := range events {
		decoded, err := history.DecodeText(string(event.Data), history.Private{Fields: event.Fields})
		derived.add(event.Seq, decoded, err)
	}
	shown := false
	for row, err := range from.Rows(ctx, number, number) {
		if err != nil {
			return false
		}
		shown = row.Shows(&derived.Record, derived.Late)
	}
	return shown && derived.Unreadable == nil && derived.impossible == 0
}
