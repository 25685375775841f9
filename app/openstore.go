package app

import (
	"context"

	"deletecall/history/postgres"
	"deletecall/history/sqlite"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
)

type purpose int

const (
	toRecord purpose = iota
	toRead
	toMove
	toSalvage
)

func (s *Session) openStore(ctx context.Context, as purpose) (store.History, error) {
	if s.HistoryServer != nil {
		options := s.ServerOptions()
		options.ReadOnly, options.Moves = as == toRead, as == toMove
		opened, err := postgres.Open(ctx, s.HistoryServer.URL, options)
		if err != nil {
			return nil, err // not the nil of another type
		}
		return opened, nil
	}
	options := s.HistoryOptions()
	options.ReadOnly, options.Salvages = as == toRead, as == toSalvage
	opened, err := sqlite.Open(ctx, s.Paths.History, options)
	if err != nil {
		return nil, err
	}
	return opened, nil
}

// ReadHistory opens the history to look at it, and changes nothing, not even what every
// opening puts right. It is [fs.ErrNotExist] where there is no history yet.
func (s *Session) ReadHistory(ctx context.Context) (store.History, error) {
	return s.openStore(ctx, toRead)
}

// IsHistoryEmpty reports whether the history is a file with nothing in it: opening it would make
// a history of it.
func (s *Session) IsHistoryEmpty() bool {
	return s.HistoryServer == nil && place.IsEmpty(s.Paths.History)
}

// IsHistoryKnown reports whether there is, or is known to have been, a history. Of a server only
// opening it shows that.
func (s *Session) IsHistoryKnown() bool {
	return s.HistoryServer != nil || place.IsKnown(s.Paths.History, s.Memory())
}

// ServerOptions are how this session opens a history on a server.
func (s *Session) ServerOptions() postgres.Options {
	return postgres.Options{Folder: s.Memory(), Password: s.HistoryServer.Password, Authorities: s.Authorities, Now: s.Now, Origin: s.Checkpoints.Origin}
}

// HistoryName is where the history is, for a person: a path, or a URL without what is secret.
func (s *Session) HistoryName() string {
	if s.HistoryServer != nil {
		return postgres.Masked(s.HistoryServer.URL)
	}
	return s.Paths.History
}
