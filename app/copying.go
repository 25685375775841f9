package app

import (
	"context"
	"errors"
	"iter"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite"
	"deletecall/history/store"
)

// Backup copies the history, as it is at this moment, into an empty file, from a server too.
// progress is called with what is done and all of it.
func Backup(ctx context.Context, opened store.History, file string, progress func(done, total int64)) (copied store.Copied, err error) {
	if itself := opened.Copier(); itself != nil {
		return itself.Backup(ctx, file, progress)
	}
	err = opened.Whole(ctx, func(from store.Snapshot) (err error) {
		copied, err = sqlite.WriteCopy(ctx, file, opened.Identity(), from, progress)
		return err
	})
	return copied, err
}

// Archive writes the history up to the last checkpoint before a moment into an empty file, from
// a server too. Nothing is removed from the history.
func (s *Session) Archive(ctx context.Context, opened store.History, file string, before time.Time, progress func(done, total int64)) (copied store.Copied, err error) {
	// The archive must never become the only copy of something that was changed.
	if err := s.CheckTree(ctx, opened, MayBeOlder(opened)); err != nil {
		return copied, err
	}
	err = opened.Whole(ctx, func(from store.Snapshot) error {
		size, err := store.ArchiveEnd(ctx, from, before)
		if err != nil {
			return err
		}
		copied, err = sqlite.WriteArchive(ctx, file, opened.Identity(), from, size, progress)
		return err
	})
	return copied, err
}

// Copy is a copy of a history in a file.
type Copy struct {
	store.History
	file    *sqlite.Store
	session *Session
}

// OpenCopy opens a copy to look at it, and changes nothing: opened for recording, it would get a
// log and markers next to it.
func (s *Session) OpenCopy(ctx context.Context, path string) (*Copy, error) {
	options := s.HistoryOptions()
	options.ReadOnly = true
	opened, err := sqlite.Open(ctx, path, options)
	if err != nil {
		return nil, err
	}
	return &Copy{opened, opened, s}, nil
}

// CheckServed refuses a second history, as [Copy.Restore] does next to a file: while the one that this is a copy of is
// intact on the server that is configured, whatever is signed over the one contradicts the other.
func (c *Copy) CheckServed(ctx context.Context, configured *Session) error {
	if configured.HistoryServer == nil {
		return nil
	}
	there, err := configured.ReadHistory(ctx)
	if err != nil {
		return nil // it is gone, damaged or something else
	}
	defer there.Close()
	if there.ID() != c.ID() || there.MovedTo() != "" || there.Check(ctx) != nil || configured.CheckTree(ctx, there, false) != nil {
		return nil
	}
	return &deletion.HistoryError{Op: "restore the history", Path: configured.HistoryName(), Problem: "is the history that this is a copy of, and it is intact",
		Advice: "to look at the copy, name it as the history\nto take the history from the server into a file, run: deletecall history copy\n" +
			"to have two that contradict each other anyway, add --force"}
}

// Restore makes the copy the history of this session's place, which is a file. What was there is
// kept under other names. Unless forced, a history that is whole and has all that the copy has is
// not replaced.
func (c *Copy) Restore(ctx context.Context, forced bool, progress func(done, total int64)) (store.Restored, error) {
	return c.file.Restore(ctx, c.session.Paths.History, c.session.HistoryOptions(), forced, c.session.Operator().Name, progress)
}

// Fill writes made-up records into a new history, which is a file: a database may be shared, and
// others would take them for real ones. progress is called now and then.
func (s *Session) Fill(ctx context.Context, records iter.Seq[deletion.Record], progress func(written int)) error {
	opened, err := sqlite.Open(ctx, s.Paths.History, s.HistoryOptions())
	if err != nil {
		return err
	}
	defer opened.Close()
	err = opened.Fill(ctx, records, progress)
	if errors.Is(err, sqlite.ErrNotEmpty) {
		return &SetupError{err.Error()}
	}
	return err
}
