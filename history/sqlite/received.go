package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/compact"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
)

// Received is a history that came from another store, and is not yet one that takes events.
type Received struct {
	Aside []string // where the files are that were in the place before

	place *place.Place
	id    string
	last  int64
}

// Receive writes the whole of another store's history into a place as a copy, which is only
// read until [Received.Finish]. Nothing may be there but a history without events, or what an
// earlier move of the same history left; that is kept under another name. progress is called
// with the events that are written and all of them.
func Receive(ctx context.Context, to string, options Options, identity store.Identity, from store.Snapshot, progress func(done, total int64)) (received Received, err error) {
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
	received.Aside, err = received.place.Replace(now(), func(file string) error {
		_, err := WriteCopy(ctx, file, identity, from, progress)
		return err
	})
	if err != nil {
		return received, problem(moveOp, to, err)
	}
	counts, err := from.Counts(ctx)
	received.last = counts.Highest
	return received, err
}

const moveOp = "move the history"

// Finish makes it the history of its place.
func (r Received) Finish(ctx context.Context) error {
	c := copying{reading: &reading{file: file{place: r.place}}, mark: backupMark}
	err := c.unmarkBackup(ctx)
	if err == nil {
		err = r.place.Remind(r.id, r.last)
	}
	return problem(moveOp, r.place.Path(), err)
}

// checkRoomFor refuses to replace a history that somebody may need.
func checkRoomFor(ctx context.Context, p *place.Place, id string, options Options) error {
	if p.Processes.Living() > 0 {
		return &deletion.HistoryError{Op: moveOp, Path: p.Path(), Problem: "is in use by another process", Advice: "quit every deletecall, then try again"}
	}
	if _, err := os.Lstat(p.Path()); errors.Is(err, os.ErrNotExist) {
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
	}
	return &deletion.HistoryError{Op: moveOp, Path: p.Path(), Problem: "is there already", Advice: "name a new file", Err: err}
}

// WriteCopy writes the whole of another store's history into the file, which must be empty and
// nobody else's, as a backup. The copy is verified before it returns; the caller brings it to
// the disk.
func WriteCopy(ctx context.Context, file string, identity store.Identity, from store.Snapshot, progress func(done, total int64)) (copied store.Copied, err error) {
	db, err := makeCopy(ctx, file, backupMark)
	if err != nil {
		return copied, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := writeCopy(ctx, db, identity, from, progress); err != nil {
		return copied, err
	}
	if _, err := verifyCopy(ctx, db, file); err != nil {
		return copied, err
	}
	return whatIsCopied(ctx, db)
}

func writeCopy(ctx context.Context, db *sql.DB, identity store.Identity, from store.Snapshot, progress func(done, total int64)) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	insertMeta := `INSERT INTO main.meta (name, value) VALUES (?, ?)`
	if _, err := tx.ExecContext(ctx, insertMeta, "fingerprint key", identity.FingerprintKey); err != nil {
		return err
	}
	if identity.Origin != "" {
		if _, err := tx.ExecContext(ctx, insertMeta, "origin", []byte(identity.Origin)); err != nil {
			return err
		}
	}
	if err := writeEvents(ctx, tx, from, progress); err != nil {
		return err
	}
	if err := writeSigned(ctx, tx, from); err != nil {
		return err
	}
	if err := deriveRecords(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// progressStep is after how many events progress is called.
const progressStep = 1000

// writeEvents copies the bytes as they are stored.
func writeEvents(ctx context.Context, tx *sql.Tx, from store.Snapshot, progress func(done, total int64)) error {
	total, err := from.Size(ctx)
	if err != nil {
		return err
	}
	event, err := tx.PrepareContext(ctx, `INSERT INTO main.event (seq, number, kind, data, fields, answers) VALUES (?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer event.Close()
	hash, err := tx.PrepareContext(ctx, `INSERT INTO main.event_hash (seq, hashes) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer hash.Close()
	for stored, err := range from.Events(ctx) {
		if err != nil {
			return err
		}
		if _, err := event.ExecContext(ctx, stored.Seq, stored.Number, stored.Kind, compact.Pack(stored.Data), stored.Fields, stored.Answers); err != nil {
			return err
		}
		if _, err := hash.ExecContext(ctx, stored.Seq, stored.Hashes); err != nil {
			return err
		}
		if stored.Seq%progressStep == 0 || stored.Seq == total {
			progress(stored.Seq, total)
		}
	}
	return nil
}

// writeSigned copies the checkpoints, and the keys in the order in which they first signed.
func writeSigned(ctx context.Context, tx *sql.Tx, from store.Snapshot) error {
	for kept, err := range from.Checkpoints(ctx, 0) {
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO main.checkpoint (size, note) VALUES (?, ?)`, kept.Size, kept.Note); err != nil {
			return err
		}
	}
	keys, err := from.Keys(ctx)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if _, err := tx.ExecContext(ctx, `INSERT INTO main.public_key (key) VALUES (?)`, key); err != nil {
			return err
		}
	}
	return nil
}
