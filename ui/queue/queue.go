// Package queue keeps identifiers that were pasted together, or calls that a search found, and what came of each.
// It knows neither screens nor the way to a deletion: whoever works through it reviews
// and confirms one identifier at a time.
package queue

import (
	"slices"
	"strings"

	"deletecall/deletion"
)

// Queue is a value: every change returns another one. The zero value is empty.
type Queue struct {
	terms Terms
	items []Item
	// found says that they are calls that a search found on the server of the terms: on another one
	// their IDs may be those of other calls.
	found bool
	// held is set by an outcome that a person has to look at before the next one.
	held bool
	// stopped says that a person goes no further; the rest stays.
	stopped bool
	cut     bool // see Cut
}

// Terms are what all deletions of a queue have in common.
type Terms struct {
	Server deletion.Server
	Type   deletion.IdentifierType
	Status deletion.Status
	Reason string
}

// request is the deletion of an identifier. The error joins *[deletion.FieldError]s.
func (t Terms) request(identifier string) (deletion.Request, error) {
	selector, err := deletion.NewSelector(t.Type, identifier, string(t.Status))
	if err != nil {
		return deletion.Request{}, err
	}
	return deletion.NewRequest(t.Server, selector, t.Reason)
}

func (t Terms) judged(item Item) Item {
	item.State, item.Problem, item.Instead = Waiting, "", ""
	_, err := deletion.NewSelector(t.Type, item.Identifier, string(t.Status))
	for _, field := range deletion.FieldErrors(err) {
		switch {
		case field.Field != deletion.FieldIdentifier:
			continue
		case item.Identifier == "":
			item.Problem = "its first column is empty"
		default:
			item.Problem = "it " + field.Problem
		}
		item.State, item.Instead = Bad, field.Instead
	}
	return item
}

// Paste adds the lines of a pasted text. A queue of which nothing is left to do is
// replaced. It returns an error, and takes none, where there are too many, or where calls that were found wait.
func (q Queue) Paste(text string, terms Terms) (Queue, error) {
	lines, more, err := identifiers(text)
	if err != nil {
		return q, err
	}
	rest, busy := q.Counts()
	if rest.Waiting == 0 && !busy {
		q = Queue{}
	}
	switch {
	case q.found:
		return q, othersWait(rest.All - rest.Done)
	case len(q.items)+len(lines) > MostItems:
		return q, tooMany(len(q.items) + len(lines))
	}
	if !q.begun() {
		q.terms = terms
	}
	q.items = slices.Clone(q.items)
	for _, line := range lines {
		item := q.terms.judged(Item{Identifier: line})
		switch {
		case item.State == Bad:
		case q.has(line):
			item.State, item.Problem = Repeated, alreadyListed
		case isComment(line):
			item.State, item.Problem = Skipped, "it looks like a comment"
		}
		q.items = append(q.items, item)
	}
	q.stopped, q.cut = false, q.cut || more
	return q, nil
}

// Cut reports whether lines had more columns than the first, which alone was read.
func (q Queue) Cut() bool { return q.cut }

const alreadyListed = "it is in the list already"

func (q Queue) has(identifier string) bool {
	return slices.ContainsFunc(q.items, func(item Item) bool { return item.Identifier == identifier && item.State != Bad })
}

// begun reports whether a deletion was confirmed: from then on all have the same terms.
func (q Queue) begun() bool {
	return slices.ContainsFunc(q.items, func(item Item) bool {
		return item.State == Started || item.State == Ended || item.State == Failed
	})
}

// With returns the queue with other terms. They change nothing once a deletion was confirmed.
func (q Queue) With(terms Terms) Queue {
	switch {
	case q.begun():
		return q
	case q.found:
		q.terms.Reason = terms.Reason
		return q
	}
	q.terms = terms
	q.items = slices.Clone(q.items)
	for i, item := range q.items {
		if now := terms.judged(item); now.State == Bad || item.State == Bad {
			q.items[i] = now
		}
	}
	return q
}

// Terms are what all deletions have in common.
func (q Queue) Terms() Terms { return q.terms }

// Items are all identifiers, in their order. Nobody may change them.
func (q Queue) Items() []Item { return q.items }

// Next is the place of the identifier that comes up next.
func (q Queue) Next() (at int, ok bool) {
	at = slices.IndexFunc(q.items, func(item Item) bool { return item.State == Waiting })
	return at, at >= 0
}

// Request is the deletion of one identifier, and of no other.
func (q Queue) Request(at int) (deletion.Request, error) {
	if q.found {
		return deletion.NewFoundRequest(q.terms.Server, q.items[at].Found, q.terms.Reason)
	}
	return q.terms.request(q.items[at].Identifier)
}

// Count is how many identifiers of the queue are to be deleted, how many were
// confirmed and have ended, how many wait, and how many are left out and not among all.
type Count struct{ All, Done, Waiting, LeftOut int }

// Counts counts, and reports whether one is in progress.
func (q Queue) Counts() (count Count, busy bool) {
	for _, item := range q.items {
		switch item.State {
		case Waiting:
			count.Waiting++
		case Ended, Failed:
			count.Done++
		case Started:
			busy = true
		default:
			count.LeftOut++
			continue
		}
		count.All++
	}
	return count, busy
}

// Place is the place of an identifier among those that are to be deleted, from 1.
func (q Queue) Place(at int) int {
	before := Queue{items: q.items[:at+1]}
	count, _ := before.Counts()
	return count.All
}

// Toggle skips an identifier, or takes it up again: as another deletion, with a record of its own, where one
// was confirmed and certainly deleted nothing. Any other stays as it is.
func (q Queue) Toggle(at int) Queue {
	switch item := q.items[at]; {
	case !item.CanToggle():
		return q
	case item.State == Waiting:
		return q.set(at, func(item *Item) { item.State = Skipped })
	}
	return q.set(at, func(item *Item) { item.State, item.Problem, item.Record = Waiting, "", deletion.Record{} })
}

// Correct takes what was most likely meant by a bad identifier in its place.
func (q Queue) Correct(at int) Queue {
	item := q.items[at]
	if item.State != Bad || item.Instead == "" {
		return q
	}
	corrected := q.terms.judged(Item{Identifier: item.Instead})
	if q.has(item.Instead) {
		corrected.State, corrected.Problem = Repeated, alreadyListed
	}
	return q.set(at, func(item *Item) { *item = corrected })
}

// Of is the place of the identifier whose deletion is this record.
func (q Queue) Of(number int64) (at int, ok bool) {
	at = slices.IndexFunc(q.items, func(item Item) bool { return item.State == Ended && item.Record.Intent.Number == number })
	return at, at >= 0
}

// Start says that the deletion of an identifier was confirmed; after a refusal, once more.
func (q Queue) Start(at int) Queue {
	return q.set(at, func(item *Item) { item.State, item.Record = Started, deletion.Record{} })
}

// End keeps what came of one. An unknown outcome holds the queue, and so does a request that was not
// sent: the next one would likely not be either.
func (q Queue) End(at int, record deletion.Record) Queue {
	q = q.set(at, func(item *Item) { item.State, item.Record = Ended, record })
	kind := record.Outcome.Kind
	q.held = q.held || kind == deletion.Unknown || kind == deletion.NotSent
	return q
}

// Fail keeps why nothing was sent. It holds the queue: the next one would likely fail, too.
func (q Queue) Fail(at int, problem string) Queue {
	q = q.set(at, func(item *Item) { item.State, item.Problem = Failed, problem })
	q.held = true
	return q
}

// Held reports whether an outcome has to be looked at first. GoOn says that it was.
func (q Queue) Held() bool { return q.held }

// GoOn ends what [Queue.Held] and [Queue.Stopped] report.
func (q Queue) GoOn() Queue {
	q.held, q.stopped = false, false
	return q
}

// Stop says that a person goes no further.
func (q Queue) Stop() Queue {
	q.stopped = true
	return q
}

// Stopped reports whether a person has stopped it.
func (q Queue) Stopped() bool { return q.stopped }

// Unfinished reports whether something is left that nobody has given up.
func (q Queue) Unfinished() bool {
	_, waits := q.Next()
	return waits && !q.stopped
}

// Rest are the identifiers that nothing was sent for, a line each.
func (q Queue) Rest() string {
	var rest strings.Builder
	for _, item := range q.items {
		if item.State == Waiting || item.State == Skipped || item.State == Failed {
			rest.WriteString(item.Identifier + "\n")
		}
	}
	return rest.String()
}

func (q Queue) set(at int, change func(*Item)) Queue {
	q.items = slices.Clone(q.items)
	change(&q.items[at])
	return q
}
