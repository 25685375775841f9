package postgres

import (
	"context"
	"errors"
	"slices"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/store"
)

var _ store.History = (*Store)(nil)

// Warnings says, in plain sentences, what a reader of this history should know: that it can
// only be read, that records are missing at its end, that its server is not verified.
func (s *Store) Warnings(_ context.Context, known error) []string {
	warnings := slices.Clone(s.warnings)
	if s.scans {
		warnings = append(warnings, searchesScan+".")
	}
	var failure *deletion.HistoryError
	if errors.As(s.unwritable, &failure) && !errors.Is(known, failure) {
		warnings = append(warnings, hint.Sentences("The history "+failure.Reason()))
	}
	if known == nil && s.unrecovered != nil && !s.HasRecovered() {
		warnings = append(warnings, hint.Sentences(s.unrecovered.Error()))
	}
	return warnings
}

// Readable is nil: reading does no harm.
func (s *Store) Readable() error { return nil }

// IsCopy is false: a server says nothing of where its data came from. An older copy is noticed
// by the marker on this machine.
func (s *Store) IsCopy() bool { return false }

// IsArchive is false: archives are files.
func (s *Store) IsArchive() bool { return false }

// IsInPlaceOfHistory is false, see [Store.IsCopy].
func (s *Store) IsInPlaceOfHistory() bool { return false }

// Examine looks for damage in the background where [store.Recorder.Ready] does not: a history that
// takes records is looked at whenever it is asked whether it does.
func (s *Store) Examine(ctx context.Context) error {
	if s.unwritable == nil {
		return nil
	}
	return s.sample(ctx)
}

// Copier is nil: files are written from what [store.Mover] hands over.
func (s *Store) Copier() store.Copier { return nil }

// Check has nothing of its own to look at: the server checks its pages, [Store.Verify] the events.
func (s *Store) Check(ctx context.Context) error { return s.sample(ctx) }

// Unreadable are none: where the server can't read a page, it says so, and nothing is shown.
func (s *Store) Unreadable(context.Context, int) (numbers []int64, count int64, err error) {
	return nil, 0, nil
}

// SearchFindings are none of their own: what a search looks at is a part of each row, and
// checked with it.
func (s *Store) SearchFindings(context.Context) ([]string, error) { return nil, nil }

// Index has nothing to do: the server keeps its index up to date.
func (s *Store) Index(context.Context) error { return nil }

// Fold has nothing to do: what was confirmed is on the server's disk.
func (s *Store) Fold() {}

// Surroundings counts the others that are sending, by their leases. The room is the server's,
// which does not say how much there is.
func (s *Store) Surroundings() (around store.Surroundings, err error) {
	ctx, cancel := limited()
	defer cancel()
	living, err := one[int64](ctx, session{statements: s.pool}, `SELECT count(*) FROM deletecall.lease WHERE `+isLiving+` AND instance <> $1`, s.leases.instance)
	return store.Surroundings{Processes: int(living)}, s.problem("look around the history", err)
}

// Owns reports whether a path is one of the files on this machine.
func (s *Store) Owns(path string) bool { return path == s.local.marker() || path == s.local.SideFile() }
