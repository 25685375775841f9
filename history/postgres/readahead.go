package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/history/proof"
)

// aheadOfRecovery is what [store.Recorder.Recover] is going to ask for when a history is opened: it comes with what the server
// says of itself then.
type aheadOfRecovery struct {
	asked  time.Time // before the leases were read, and these before the records
	leases []foundLease
	events []proof.StoredEvent // of pending records
}

// queue adds the queries that fill it to a batch.
func (a *aheadOfRecovery) queue(batch *pgx.Batch) {
	a.asked = time.Now()
	collect(batch.Queue(selectLeases), pgx.RowToStructByPos[foundLease], &a.leases)
	collect(batch.Queue(selectEventsOfPending), scanEvent, &a.events)
}

const selectEventsOfPending = selectEvents + `WHERE number = ANY (ARRAY(` + selectPending + `)) ORDER BY number, seq`

// readAhead is a reader that has what is going to be asked for: each question is a round trip.
type readAhead struct {
	logReader
	ahead  *aheadOfRecovery              // nil once the history is open
	events map[int64][]proof.StoredEvent // of pending records
}

// Pending reads the events along with the numbers: whoever asks which records are pending
// asks for their events next.
func (r *readAhead) Pending(ctx context.Context) (pending []int64, err error) {
	var events []proof.StoredEvent
	if r.ahead != nil {
		events = r.ahead.events
	} else {
		events, err = all(ctx, r.from, scanEvent, selectEventsOfPending)
	}
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
