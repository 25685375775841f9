package queue

import (
	"deletecall/deletion"
	"deletecall/lookup"
)

// State is how far an identifier of the queue is.
type State int

// The states. Only a waiting one comes up for review.
const (
	Waiting  State = iota
	Bad            // can't be an identifier; Problem says why
	Repeated       // is in the queue before, which Problem says
	Skipped        // left out by a person
	Started        // confirmed; there is no outcome yet
	Ended          // Record has the outcome
	Failed         // confirmed, but nothing was sent; Problem says why
)

// Item is one identifier of the queue.
type Item struct {
	Identifier string // as it is sent; foreign
	State      State
	Problem    string // foreign
	Instead    string // what was most likely meant by a bad one, where that is known; foreign
	Record     deletion.Record
	Found      lookup.Result // what a search showed of the call; zero where the identifier was pasted
}

// Label names the item to a person: a call by its begin and its parties. It is foreign.
func (i Item) Label() string {
	call := i.Found.Call
	parties, begin := call.Parties(), call.Clock(call.Begin)
	if parties == "" || begin == "" {
		return i.Identifier
	}
	return begin[len("2006-"):len(begin)-len(":05")] + " " + parties
}

// CanToggle reports whether [Queue.Toggle] changes it.
func (i Item) CanToggle() bool {
	return i.State == Waiting || i.MayReturn()
}

// MayReturn reports whether it is left out or done, and may wait again. Of a confirmed one that is so only
// where certainly nothing was deleted.
func (i Item) MayReturn() bool {
	switch i.State {
	case Skipped, Repeated, Failed:
		return true
	case Ended:
		return i.Record.Outcome.MayRetry()
	}
	return false
}
