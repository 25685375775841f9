package postgres

import (
	"context"

	"deletecall/history/proof"
)

// readAhead is a reader that has what is going to be asked for: each question is a round trip.
type readAhead struct {
	logReader
	events map[int64][]proof.StoredEvent // of pending records
}

// Pending reads the events along with the numbers: whoever asks which records are pending
// asks for their events next.
func (r *readAhead) Pending(ctx context.Context) (pending []int64, err error) {
	events, err := all(ctx, r.from, scanEvent, selectEvents+`WHERE number = ANY (ARRAY(`+selectPending+`)) ORDER BY number, seq`)
	r.events = map[int64][]proof.StoredEvent{}
	for _, event := range events {
		if r.events[event.Number] == nil {
			pending = append(pending, event.Number)
		}
		r.events[event.Number] = append(r.events[event.Number], event)
	}
	return pending, err
}

// EventsOf has those of pending records already.
func (r *readAhead) EventsOf(ctx context.Context, number int64) ([]proof.StoredEvent, error) {
	if events, there := r.events[number]; there {
		return events, nil
	}
	return r.logReader.EventsOf(ctx, number)
}
