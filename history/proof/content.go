package proof

import (
	"errors"
	"iter"
	"sync"
	"time"

	"deletecall/history"
	"deletecall/history/inorder"
)

// checkedEvent is an event with what was computed and read of it, which is nothing before
// it was checked. Of its bytes, the hashes alone are kept then.
type checkedEvent struct {
	StoredEvent
	leaf    Hash
	content content
}

// content is what one event says.
type content struct {
	number  int64
	kind    string
	err     error
	fault   history.PrivateFault
	missing history.FieldSet  // private fields that are not there
	removed []history.Removed // what an expiry removed
	// confirmed is when an intent was confirmed; zero for other events.
	confirmed time.Time
	decoded   history.Event
}

// batch is some events in their order, and what ended the reading after them.
type batch struct {
	events []checkedEvent
	bytes  []byte
	err    error
}

// memory is that of batches that are done with: two million events in new memory each would
// keep the collector busy.
var memory = sync.Pool{New: func() any {
	return &batch{events: make([]checkedEvent, 0, inorder.BatchSize), bytes: make([]byte, 0, inorder.BatchSize<<10)}
}}

func newBatch() *batch { return memory.Get().(*batch) }

// free gives its memory to other batches. Nothing of it may be in use.
func (b *batch) free() {
	b.events, b.bytes, b.err = b.events[:0], b.bytes[:0], nil
	memory.Put(b)
}

// batches collects the events, since looking at one is little work for a goroutine.
func (input Input) batches() iter.Seq[*batch] {
	return func(yield func(*batch) bool) {
		b := newBatch()
		for event, err := range input.Events {
			if b.err = err; err != nil {
				break
			}
			b.add(event)
			if len(b.events) == inorder.BatchSize || len(b.bytes) >= inorder.BatchBytes {
				if !yield(b) {
					return
				}
				b = newBatch()
			}
		}
		yield(b)
	}
}

// add keeps the event with a copy of its bytes: they may change from one event
// to the next.
func (b *batch) add(event StoredEvent) {
	keep := func(data []byte) []byte {
		from := len(b.bytes)
		b.bytes = append(b.bytes, data...)
		return b.bytes[from:len(b.bytes):len(b.bytes)]
	}
	event.Data, event.Hashes = keep(event.Data), keep(event.Hashes)
	event.Fields, event.Answers = keep(event.Fields), keep(event.Answers)
	b.events = append(b.events, checkedEvent{StoredEvent: event})
}

// check does for each event what needs no other one, which is most of the work.
func check(b *batch) *batch {
	for i := range b.events {
		event := &b.events[i]
		event.leaf = LeafHash(event.Data)
		event.content.read(&event.StoredEvent)
		event.Data, event.Private = nil, history.Private{}
	}
	return b
}

// read fills in what an event says; nothing was filled in before.
func (c *content) read(event *StoredEvent) {
	c.number, c.kind = event.Number, event.Kind
	if decoded, err := history.DecodeText(string(event.Data), event.Private); err != nil {
		c.err = err
	} else {
		c.decoded, c.number, c.kind = decoded, decoded.Number, string(decoded.Kind)
		if decoded.Intent != nil {
			c.confirmed = decoded.Intent.Confirmed
		}
		if decoded.Act != nil {
			c.removed = decoded.Act.Removed
		}
	}
	c.fault, c.missing = history.CheckPrivate(event.Data, event.Private, true)
}

// judgeContent reports what doesn't fit in what an event says of itself.
func (r *Report) judgeContent(event *checkedEvent) {
	found := &event.content
	switch {
	case errors.Is(found.err, history.ErrNewerEvent):
		r.newer++
	case found.err != nil:
		r.Unreadable.add(UnreadableEvent{Seq: event.Seq, Number: event.Number, Err: found.err})
	case found.number != event.Number || found.kind != event.Kind:
		r.Labels.add(LabelMisfit{Seq: event.Seq, Number: found.number, LabelNumber: event.Number, Kind: found.kind, LabelKind: event.Kind})
	}
	if found.fault != "" {
		r.Private.add(PrivateMisfit{Seq: event.Seq, Number: event.Number, Fault: found.fault})
	}
	r.removals.add(event)
}

// judge reports what doesn't fit in what an event says, and in the order of the records.
func (r *Report) judge(event *checkedEvent) {
	r.judgeContent(event)
	found := &event.content
	if found.number == 0 {
		return // of the program's own administration
	}
	begins, next := found.kind == string(history.IntentKind), r.Records+1
	isNext := found.number == next && begins
	isEarlier := 0 < found.number && found.number < next && !begins
	if !isNext && !isEarlier {
		r.Numbers.add(NumberMisfit{Seq: event.Seq, Number: found.number, Expected: next, Intent: begins})
	}
	r.Records = max(r.Records, found.number)
}

// Fault is what is wrong with a stored event by itself, as a phrase about it; empty when
// nothing is.
func (e StoredEvent) Fault() string {
	fault, _ := e.Check()
	return fault
}

// Check is [StoredEvent.Fault], and the private fields of the event that are not there.
func (e StoredEvent) Check() (fault string, lacks history.FieldSet) {
	if stored := hashAt(e.Hashes, 0); stored == nil || *stored != LeafHash(e.Data) {
		return "does not match its stored hash", 0
	}
	changed, lacks := history.CheckPrivate(e.Data, e.Private, true)
	if changed != "" {
		fault = "has something beside it that is " + string(changed)
	}
	return fault, lacks
}
