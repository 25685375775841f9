package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/list"
	"deletecall/history/proof"
	"deletecall/history/sqlite/compact"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
)

// eventLog is the history as package store writes it.
type eventLog struct{ s *Store }

// ID is made of a random key, whose hash gives nothing of it away.
func (l eventLog) ID() string { return l.s.id() }

// Origin was read when the history was opened.
func (l eventLog) Origin() string { return l.s.origin() }

// Trust looks at the files, and at what damage was met.
func (l eventLog) Trust() error {
	if err := l.s.usable(); err != nil {
		return err
	}
	if err := l.s.Damage(); err != nil {
		return err
	}
	return l.s.place.CheckAccess()
}

// Examine uses the writing connection, which is open anyway.
func (l eventLog) Examine(ctx context.Context) error {
	if err := l.s.Damage(); err != nil {
		return err
	}
	return l.s.checkContents(ctx, l.s.writer.DB)
}

// Known is what the markers remember.
func (l eventLog) Known() (int64, error) {
	highest, err := l.s.place.Testify(l.s.ID())
	if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) {
		err = &store.FullError{Err: err}
	}
	return highest, err
}

// Remember updates the markers.
func (l eventLog) Remember(highest int64) { l.s.place.Note(l.s.ID(), highest) }

// Reserve looks at the disk, and makes the reserve.
func (l eventLog) Reserve() (warnings []string, err error) {
	warnings, err = l.s.place.CheckSpace()
	if err == nil {
		err = l.s.place.MakeReserve()
	}
	return slices.Concat(warnings, l.s.warnings), err
}

// FreeReserve removes the reserve.
func (l eventLog) FreeReserve() { l.s.place.FreeReserve() }

// Update runs change in a transaction that begins IMMEDIATE.
func (l eventLog) Update(ctx context.Context, work store.Work, change func(store.Tx) error) error {
	if work.IsLast {
		return l.updateLast(ctx, work, change)
	}
	if err := l.s.usable(); err != nil {
		return err
	}
	err := l.s.writer.inTransaction(ctx, work.Op, func(tx changer) error { return change(logTx{logReader{tx}, l.s.file, tx}) })
	switch {
	case driver.IsBusy(err):
		return &store.BusyError{Err: err}
	case driver.MayBeFull(err):
		return &store.FullError{Err: err}
	}
	return err
}

// updateLast has folding sync what was committed.
func (l eventLog) updateLast(ctx context.Context, work store.Work, change func(store.Tx) error) error {
	if err := l.s.usable(); err != nil {
		return err
	}
	work.IsLast = false
	err := l.s.writer.foldAfter(work.Op, func() error { return l.Update(ctx, work, change) })
	if errors.Is(err, unix.ENOSPC) { // of the sync; what was committed is there
		return errors.Join(&store.CommitError{Err: err}, &store.FullError{Err: err})
	}
	return err
}

// Read uses the writing connection where there is one, which is open anyway.
func (l eventLog) Read(ctx context.Context, use func(store.Reader) error) error {
	if l.s.writer == nil {
		return l.s.problem(readOp, use(logReader{l.s.reader}))
	}
	return l.s.problem(readOp, use(logReader{l.s.writer}))
}

// Snapshot reads in a transaction of a connection that only reads.
func (l eventLog) Snapshot(ctx context.Context, op string, use func(store.Snapshot) error) error {
	err := snapshot(ctx, l.s.reader, func(tx *sql.Tx) error { return use(logReader{tx}) })
	if err == nil { // what was found, such as in comparison with what this machine remembers, is no error
		err = l.s.place.CheckRestored()
	}
	return l.s.problem(op, err)
}

// Patience sets SQLite's busy time, too, which counts where a wait has no other end.
func (l eventLog) Patience(ctx context.Context, most time.Duration) {
	if l.s.writer != nil {
		l.s.writer.most.Store(int64(most))
		l.s.writer.setBusyTime(ctx, l.s.writer.patience())
	}
}

// Confirm reads the log as the next start will.
func (l eventLog) Confirm(ctx context.Context) error { return l.s.writer.checkDurable(ctx) }

// logTx is a transaction of an eventLog.
type logTx struct {
	logReader
	file
	tx changer
}

// Next looks at the events: the list may lack a row.
func (t logTx) Next(ctx context.Context, known int64) (int64, error) {
	return t.checkComplete(ctx, t.tx, known)
}

// Keep inserts what is not there yet.
func (t logTx) Keep(ctx context.Context, signed proof.Checkpoint, public string) error {
	kept, err := t.tx.ExecContext(ctx, `INSERT INTO checkpoint (size, note) SELECT ?1, ?2
		WHERE ?1 > (SELECT coalesce(max(size), 0) FROM checkpoint)`, signed.Size, signed.Note)
	if err != nil {
		return err
	}
	if count, err := kept.RowsAffected(); err != nil || count == 0 {
		return err
	}
	_, err = t.tx.ExecContext(ctx, `INSERT INTO public_key (key) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM public_key WHERE key = ?1)`, public)
	return err
}

// Append writes the rows of an event and brings its row in the list up to date.
func (t logTx) Append(ctx context.Context, entry store.Entry) error {
	if err := t.appendEvent(ctx, entry); err != nil {
		return err
	}
	if entry.Event.Intent != nil {
		return insertRecord(ctx, t.tx, *entry.Event.Intent)
	}
	return updateRecord(ctx, t.tx, entry.Event)
}

func (t logTx) appendEvent(ctx context.Context, entry store.Entry) error {
	if err := t.insert(ctx, `INSERT INTO event (seq, number, kind, data, fields, answers) VALUES (?, ?, ?, ?, ?, ?)`,
		entry.Seq, entry.Event.Number, string(entry.Event.Kind), compact.Pack(entry.Data), entry.Private.Fields, entry.Private.Answers); err != nil {
		return err
	}
	return t.insert(ctx, `INSERT INTO event_hash (seq, hashes) VALUES (?, ?)`, entry.Seq, entry.Hashes)
}

// insert adds a row. A trigger that somebody added can make it none, without an error.
func (t logTx) insert(ctx context.Context, statement string, values ...any) error {
	inserted, err := t.tx.ExecContext(ctx, statement, values...)
	if err != nil {
		return err
	}
	if count, err := inserted.RowsAffected(); err != nil || count != 1 {
		return cmp.Or(err, error(&structureError{"it did not take what was recorded"}))
	}
	return nil
}

// ReplaceList inserts rows while the events are read on the same connection.
func (t logTx) ReplaceList(ctx context.Context, records iter.Seq2[store.Listed, error]) error {
	// First: a trigger of somebody else would have its way with each row.
	if err := restoreSchema(ctx, t.tx); err != nil {
		return err
	}
	if _, err := t.tx.ExecContext(ctx, `DELETE FROM record; DELETE FROM late`); err != nil {
		return err
	}
	return fillList(ctx, t.tx, records)
}

// fillList inserts the rows of records into an empty list.
func fillList(ctx context.Context, tx changer, records iter.Seq2[store.Listed, error]) error {
	insert, err := tx.PrepareContext(ctx, insertListRow)
	if err != nil {
		return err
	}
	defer insert.Close()
	for listed, err := range records {
		if err != nil {
			return err
		}
		number := listed.Record.Intent.Number
		row := list.Of(number, listed.Record, listed.Late)
		if _, err := insert.ExecContext(ctx, row.Arguments()...); err != nil {
			return err
		}
		if listed.Late {
			if _, err := tx.ExecContext(ctx, `INSERT INTO late VALUES (?)`, number); err != nil {
				return err
			}
		}
	}
	return nil
}

// Strip uses the one kind of update that the rules of the database let through.
func (t logTx) Strip(ctx context.Context, seq int64, left history.Private) error {
	_, err := t.tx.ExecContext(ctx, `UPDATE event SET fields = ?, answers = ? WHERE seq = ?`, left.Fields, left.Answers, seq)
	return err
}

// Restate replaces what differs in the row: a column that is set is written in all its
// indexes, even with the same value.
func (t logTx) Restate(ctx context.Context, record deletion.Record, late bool) error {
	number := record.Intent.Number
	var now list.Row
	err := now.Scan(t.tx.QueryRowContext(ctx, selectListRows+` WHERE number = ?`, number))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if names, values := now.Differing(list.Of(number, record, late)); len(names) > 0 {
		if _, err := t.tx.ExecContext(ctx, `UPDATE main.record SET `+strings.Join(names, ` = ?, `)+` = ? WHERE number = ?`, append(values, number)...); err != nil {
			return err
		}
	}
	if now.Late == late {
		return nil
	}
	change := `DELETE FROM late WHERE number = ?`
	if late {
		change = `INSERT OR IGNORE INTO late VALUES (?)`
	}
	_, err = t.tx.ExecContext(ctx, change, number)
	return err
}

// Overwrite writes a page that says what it said before. An UPDATE that changes nothing
// writes nothing.
func (t logTx) Overwrite(ctx context.Context) error {
	_, err := t.tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, latestSchema()))
	return err
}

// aside are the side files of a history.
type aside struct {
	*place.Place
	s *Store
}

// TakeAside leaves the files as they are while records are missing: a newer history may
// be put back, and wants them too.
func (a aside) TakeAside(take func(content []byte) (all bool, err error)) error {
	return a.Place.TakeAside(a.s.id(), func(content []byte) (all bool, err error) {
		all, err = take(content)
		return all && a.s.missing == nil, err
	})
}

// AsideWarnings are those of all side files.
func (a aside) AsideWarnings() []string { return a.Place.AsideWarnings(a.s.id()) }
