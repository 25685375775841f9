package sqlite

import (
	"context"
	"errors"
	"fmt"

	"deletecall/deletion"
)

var errCopy = errors.New("it is a copy")

// refuseCopy says what a copy is and how it becomes the history.
func (f file) refuseCopy(found mark) error {
	what := map[mark]string{archiveMark: "an archive", backupMark: "a backup"}[found]
	if what == "" {
		what = "a copy"
	}
	advice := "name the history itself"
	if found != archiveMark {
		advice += fmt.Sprintf("\nto make this copy the history, run: deletecall history restore %q", f.place.Path())
	}
	return &deletion.HistoryError{Op: "write into the history", Path: f.place.Path(),
		Problem: "is " + what + ", which is only read", Advice: advice, Err: errCopy}
}

// checkCopy refuses to write into a database that was copied here: its markers are
// those of another place, or it has events and no marker. A history gets a marker
// before its first event.
func (f file) checkCopy(ctx context.Context) error {
	switch {
	case f.place.IsFresh(), f.place.IsHome():
		return nil
	case !f.place.IsKnown() && !f.holdsEvents(ctx):
		return nil
	}
	return f.refuseUnlessHome()
}

// refuseUnlessHome looks for the markers once more: of two first starts at once one may have
// found none yet, and then the other's first event.
func (f file) refuseUnlessHome() error {
	if err := f.place.LookAgain(); err != nil {
		return err
	}
	if f.place.IsHome() {
		return nil
	}
	return f.refuseCopy(unmarked)
}

// holdsEvents looks into a database that nobody knows, without changing anything next
// to it. Opening reports what can't be looked into.
func (f file) holdsEvents(ctx context.Context) bool {
	for _, way := range f.waysToRead(false) {
		if reader, err := f.openReader(way); err == nil {
			found, err := anyEvent(ctx, reader)
			_ = reader.Close() // it only read
			if err == nil {
				return found
			}
		}
	}
	return false
}

func anyEvent(ctx context.Context, in queryer) (found bool, err error) {
	err = in.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM event)`).Scan(&found)
	return found, err
}

// checkComplete refuses a history that ends before what a marker has seen.
func (f file) checkComplete(ctx context.Context, in queryer, highest int64) (next int64, err error) {
	var found any // where a page lies in the place of another one, it may be anything
	if err := in.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM event`).Scan(&found); err != nil {
		return 0, err
	}
	last, isNumber := found.(int64)
	if !isNumber {
		return 0, &structureError{"the number of an event is none"}
	}
	return last + 1, f.place.CheckNumber(last, highest)
}
