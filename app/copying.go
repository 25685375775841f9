package app

import (
	"context"
	"time"

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
	var size int64
	err = opened.Whole(ctx, func(from store.Snapshot) (err error) {
		size, err = store.ArchiveEnd(ctx, from, before)
		return err
	})
	// The archive must never become the only copy of something that was changed.
	if err == nil {
		err = s.CheckTree(ctx, opened, true)
	}
	if err != nil {
		return copied, err
	}
	if itself := opened.Copier(); itself != nil {
		return itself.Archive(ctx, file, size, progress)
	}
	err = opened.Whole(ctx, func(from store.Snapshot) (err error) {
		copied, err = sqlite.WriteArchive(ctx, file, opened.Identity(), from, size, progress)
		return err
	})
	return copied, err
}
