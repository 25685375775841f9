package verify

import (
	"fmt"
	"iter"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/inorder"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// Derived is a record as its events tell it.
type Derived struct {
	Number int64
	Record deletion.Record
	Late   bool // the outcome came after something else had been taken for it
	// Unreadable is of an event that can't be read; the record is what the others say.
	Unreadable error
	leaves     []leaf // of its events, where they were asked for
	// lacks are its events of which private fields are not there, where the leaves were
	// asked for. Answers are not read, and don't count.
	lacks []lack

	changed    bool  // an event has something else beside it than it was recorded with, or is filed as another kind
	misfiled   bool  // an event is filed under this record and is not of it
	impossible int64 // the first event, by its seq, that can't follow those before it; 0 without one
}

// lack is an event, by its place, of which private fields are not there.
type lack struct {
	seq    int64
	fields history.FieldSet
}

// leaf is an event's place in the hash tree, from 1, and its hash there.
type leaf struct {
	seq  int64
	hash proof.Hash
}

// Begin is a record without any events yet.
func Begin(number int64) Derived {
	derived := Derived{Number: number}
	derived.Record.Intent.Number = number
	return derived
}

// Add adds the record's next event.
func (t *Derived) Add(event store.Filed) {
	decoded, err := history.Decode([]byte(event.Data), history.Private{Fields: event.Fields})
	t.add(event.Seq, decoded, err)
}

func (t *Derived) add(seq int64, event history.Event, unreadable error) {
	if unreadable != nil {
		t.Unreadable = unreadable
		return
	}
	t.misfiled = t.misfiled || event.Number != t.Number
	if t.Unreadable == nil && t.impossible == 0 && !history.Follows(&t.Record, event) {
		t.impossible = seq
	}
	t.Late = t.Late || store.IsLate(&t.Record, event)
	history.Apply(&t.Record, event)
	// Whatever the event says: under another number nobody would look at what it is filed as.
	t.Record.Intent.Number = t.Number
}

// Fits reports whether the events are of this record, can follow one another, and are
// those of the tree, with their private data, and whether the record's row in the
// list is the one that follows from them. It needs the leaves. expiries are those of the
// history; it asks for them where something is not there.
func (t *Derived) Fits(row store.Row, tree *proof.Window, expiries func() (*proof.Expiries, error)) (bool, error) {
	fits := !t.changed && !t.misfiled && t.impossible == 0
	if t.Unreadable == nil { // what can't be read says nothing about the row
		fits = fits && row.Shows(&t.Record, t.Late)
	}
	for _, leaf := range t.leaves {
		in, err := tree.Holds(leaf.seq, leaf.hash)
		if err != nil {
			return false, err
		}
		fits = fits && in
	}
	for _, lack := range t.lacks {
		all, err := expiries()
		if err != nil {
			return false, err
		}
		fits = fits && all.Explain(lack.seq, lack.fields)
	}
	return fits, nil
}

// cantFollow is the finding about its impossible event.
func (t *Derived) cantFollow() string {
	return fmt.Sprintf("Event %d can't follow the earlier events of record %d: one was added or removed around the program.", t.impossible, t.Number)
}

// Derive makes records of events, those of one record in their order and without another
// one's between them. A record is good until the next one is asked for. Hashing the
// events, for their leaves, takes a microsecond each.
func Derive(events iter.Seq2[store.Filed, error], hashed bool) iter.Seq2[*Derived, error] {
	return func(yield func(*Derived, error) bool) {
		var derived Derived
		begun := false
		for batch := range inorder.Map(batches(events), func(b batch) batch { return b.decode(hashed) }) {
			for _, event := range batch.events {
				if begun && derived.Number != event.Number && !yield(&derived, nil) {
					return
				}
				if !begun || derived.Number != event.Number {
					leaves := derived.leaves[:0]
					derived, begun = Begin(event.Number), true
					derived.leaves = leaves
				}
				derived.add(event.Seq, event.decoded, event.unreadable)
				derived.changed = derived.changed || event.changed
				if event.lacks != 0 {
					derived.lacks = append(derived.lacks, lack{event.Seq, event.lacks})
				}
				if hashed {
					derived.leaves = append(derived.leaves, leaf{event.Seq, event.leaf})
				}
			}
			if batch.err != nil {
				yield(nil, batch.err)
				return
			}
		}
		if begun {
			yield(&derived, nil)
		}
	}
}

// batch is some events in their order, and what ended the reading after them.
type batch struct {
	events []decodedEvent
	err    error
}

type decodedEvent struct {
	store.Filed
	leaf       proof.Hash
	changed    bool
	lacks      history.FieldSet
	decoded    history.Event
	unreadable error
}

func batches(events iter.Seq2[store.Filed, error]) iter.Seq[batch] {
	return func(yield func(batch) bool) {
		b := batch{events: make([]decodedEvent, 0, inorder.BatchSize)}
		bytes := 0
		for event, err := range events {
			if b.err = err; err != nil {
				break
			}
			bytes += len(event.Data) + len(event.Fields)
			if b.events = append(b.events, decodedEvent{Filed: event}); len(b.events) == inorder.BatchSize || bytes >= inorder.BatchBytes {
				if !yield(b) {
					return
				}
				b, bytes = batch{events: make([]decodedEvent, 0, inorder.BatchSize)}, 0
			}
		}
		yield(b)
	}
}

func (b batch) decode(hashed bool) batch {
	var buffer []byte // a copy of each event would be collected for longer than it is hashed
	for i := range b.events {
		event := &b.events[i]
		if hashed {
			buffer = append(buffer[:0], event.Data...)
			event.leaf = proof.LeafHash(buffer)
			fault, lacks := history.CheckPrivate(buffer, history.Private{Fields: event.Fields}, false)
			event.changed, event.lacks = fault != "", lacks
		}
		event.decoded, event.unreadable = history.DecodeText(event.Data, history.Private{Fields: event.Fields})
		event.changed = event.changed || event.unreadable == nil && string(event.decoded.Kind) != event.Kind
	}
	return b
}
