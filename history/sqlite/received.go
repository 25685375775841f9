package sqlite

import (
	"context"
	"errors"
	"os"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
	"deletecall/privatefile"
)

// Received is a history that came from another store, and is not yet one that takes events.
type Received struct {
	Aside []string // where the files are that were in the place before
	End   func()   // has those who wait for the place go on

	place *place.Place
	id    string
	last  int64
}

// Receive writes the whole of another store's history into a place as a copy, which is only
// read until [Received.Finish]. Nothing may be there but a history without events, or what an
// earlier move of the same history left; that is kept under another name. progress is called
// with the events that are written and all of them. Others wait from when it is replaced until End is
// called; by is the operator they are told.
func Receive(ctx context.Context, to string, options Options, by string, identity store.Identity, from store.Snapshot, progress func(done, total int64)) (received Received, err error) {
	received.End = func() {}
	if received.place, err = place.Find(to, options.Memory); err != nil {
		return received, err
	}
	received.id = store.IDOf(identity.FingerprintKey)
	if err := checkRoomFor(ctx, received.place, received.id, options); err != nil {
		return received, err
	}
	now := options.Now
	if now == nil {
		now = time.Now
	}
	var uncopied error // of the other store, or says itself what of the file it is about
	received.Aside, err = received.place.Replace(now(), func(file string) error {
		_, uncopied = WriteCopy(ctx, file, identity, from, progress)
		return uncopied
	}, func() error {
		end, err := beginReplacing(moveOp, received.place, by, now())
		if err == nil {
			received.End = end
		}
		return err
	})
	if uncopied != nil {
		return received, uncopied
	}
	if err != nil {
		return received, problem(moveOp, to, err)
	}
	counts, err := from.Counts(ctx)
	received.last = counts.Highest
	return received, err
}

const moveOp = "move the history"

// Finish makes it the history of its place. That is remembered first: as long as it is a backup, the move can be
// repeated, and a history that nobody remembers would be taken for a copy of itself.
func (r Received) Finish(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	err := r.place.Remind(r.id, r.last)
	if err == nil {
		c := copying{reading: &reading{file: file{place: r.place}}, mark: backupMark}
		err = c.unmarkBackup(ctx)
	}
	return problem(moveOp, r.place.Path(), err)
}

// checkRoomFor refuses to replace a history that somebody may need.
func checkRoomFor(ctx context.Context, p *place.Place, id string, options Options) error {
	if err := p.CheckFolder(); err != nil {
		return err
	}
	if err := checkUnused(moveOp, p, 0); err != nil {
		return err
	}
	if _, err := privatefile.Examine(p.Path()); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	options.ReadOnly, options.Origin = true, ""
	there, err := Open(ctx, p.Path(), options)
	if err == nil {
		defer there.Close()
		var found bool
		found, err = anyEvent(ctx, there.reader)
		isLeft := there.ID() == id && (there.mark == movedMark || there.mark == backupMark)
		if err == nil && (!found || isLeft) {
			return nil
		}
		if err == nil && there.ID() == id && there.mark == historyMark {
			err = store.ErrArrived
		}
	}
	return &deletion.HistoryError{Op: moveOp, Path: p.Path(), Problem: "is there already", Advice: "name a new file", Err: err}
}
