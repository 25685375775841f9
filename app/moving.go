package app

import (
	"context"

	"deletecall/history/postgres"
	"deletecall/history/sqlite"
	"deletecall/history/store"
)

// Received is a history that came from another store, and is not yet one that takes events.
type Received struct {
	Warnings []string // sentences about what the place does not have
	Aside    []string // where the files are that were in the place before
	End      func()   // has those who wait for the place go on
	// Finish makes it the history of its place.
	Finish func(context.Context) error
}

// Receive makes the history of this session's place from that of another store. Until it is
// finished, the place takes no event. progress is called with the events that are written and
// all of them.
func (s *Session) Receive(ctx context.Context, identity store.Identity, from store.Snapshot, progress func(done, total int64)) (Received, error) {
	if s.HistoryServer != nil {
		received, err := postgres.Receive(ctx, s.HistoryServer.URL, s.ServerOptions(), identity, from, progress)
		return Received{Warnings: received.Warnings, End: func() {}, Finish: received.Finish}, err
	}
	received, err := sqlite.Receive(ctx, s.Paths.History, s.HistoryOptions(), s.Operator().Name, identity, from, progress)
	return Received{Aside: received.Aside, End: received.End, Finish: received.Finish}, err
}

// HistoryAddress is what the configuration calls the place of the history.
func (s *Session) HistoryAddress() string {
	if s.HistoryServer != nil {
		return s.HistoryServer.URL
	}
	return s.Paths.History
}
