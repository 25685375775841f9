package queue

import (
	"errors"
	"slices"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/safetext"
)

// Find adds calls that a search found on a server. A queue of which nothing is left to do is
// replaced. It returns an error, and takes none, where other identifiers, or calls of another server, wait, or where there are too many.
func (q Queue) Find(calls []lookup.Result, server deletion.Server, reason string) (Queue, error) {
	rest, busy := q.Counts()
	if rest.Waiting == 0 && !busy {
		q = Queue{}
	}
	switch {
	case len(q.items) > 0 && (!q.found || q.terms.Server.Endpoint != server.Endpoint || q.terms.Server.Name != server.Name):
		return q, othersWait(rest.All - rest.Done)
	case len(q.items)+len(calls) > MostItems:
		return q, tooMany(len(q.items) + len(calls))
	}
	if !q.begun() {
		q.terms = Terms{Server: server, Type: deletion.CallID, Reason: reason}
	}
	q.found, q.stopped, q.items = true, false, slices.Clone(q.items)
	for _, found := range calls {
		item := q.terms.judged(Item{Identifier: found.Call.ID, Found: found})
		if item.State != Bad && q.has(item.Identifier) {
			item.State, item.Problem = Repeated, alreadyListed
		}
		q.items = append(q.items, item)
	}
	return q, nil
}

// After keeps what a look-up found of the call of a record afterwards.
func (q Queue) After(number int64, after deletion.After) Queue {
	at, ok := q.Of(number)
	if !ok {
		return q
	}
	return q.set(at, func(item *Item) { item.Record.After = &after })
}

// Settle keeps what a person found after the unknown outcome of a record.
func (q Queue) Settle(number int64, finding deletion.Finding) Queue {
	at, ok := q.Of(number)
	if !ok {
		return q
	}
	return q.set(at, func(item *Item) { item.Record.Settlement = &deletion.Settlement{Finding: finding} })
}

// othersWait is why a queue takes nothing more: it has either pasted identifiers or calls that were found on
// one server.
func othersWait(count int) error {
	return errors.New(safetext.Count(count, "other waits", "others wait") + " in the queue\nFinish or skip what waits first")
}
