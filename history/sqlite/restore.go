package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
	"deletecall/safetext"
)

const restoreOp = "restore the history"

// Restore makes this copy the history at a path. What was there is kept under other
// names. A copy that is there already, because it was moved to it, stays where it is.
// Unless forced, a history that is whole and has all that the copy has is not replaced.
// Others wait from when it is replaced until the returned End is called; by is the operator they are told.
// progress is that of [Store.Backup].
func (s *Store) Restore(ctx context.Context, to string, options Options, forced bool, by string, progress func(done, total int64)) (store.Restored, error) {
	if s.mark == archiveMark {
		return store.Restored{}, &deletion.HistoryError{Op: restoreOp, Path: s.place.Path(), Problem: "is an archive, which has only the older part of a history",
			Advice: "name a backup"}
	}
	if s.movedTo != "" && !forced {
		return store.Restored{}, s.movedAway()
	}
	if err := store.CheckOrigin(s.place.Path(), s.origin(), options.Origin); err != nil {
		return store.Restored{}, err
	}
	p, err := place.Find(to, options.Memory)
	if err != nil {
		return store.Restored{}, err
	}
	if err := p.CheckFolder(); err != nil {
		return store.Restored{}, err // else nothing could be recorded there, nor that it was restored
	}
	inPlace := s.place.Path() == p.Path()
	if err := checkReplaceable(ctx, s, p, options, forced || inPlace); err != nil {
		return store.Restored{}, err
	}
	if !forced {
		if err := checkGone(ctx, s, p.Path(), options); err != nil {
			return store.Restored{}, err
		}
	}
	var restored store.Restored
	restored.Had, restored.Other = p.Remembered(s.ID())
	if restored.Copied, err = whatIsCopied(ctx, s.reader); err == nil {
		err = s.reader.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM event`).Scan(&restored.Last)
	}
	if err != nil {
		return store.Restored{}, s.problem(readOp, err)
	}
	begin := func() (err error) {
		restored.End, err = beginReplacing(restoreOp, p, by, s.now())
		return err
	}
	if inPlace {
		if err = begin(); err == nil {
			err = s.unmarkBackup(ctx)
		}
	} else {
		restored.Aside, err = s.copyTo(ctx, s.now(), p, begin, progress)
	}
	if err == nil {
		err = p.Remind(s.ID(), restored.Last)
	}
	if err != nil && restored.End != nil {
		restored.End()
	}
	return restored, problem(restoreOp, p.Path(), err)
}

// checkGone refuses a second history: while the one that this is a copy of is intact where
// it is, whatever is signed over the one contradicts the other.
func checkGone(ctx context.Context, s *Store, to string, options Options) error {
	options.ReadOnly = true
	for _, path := range place.Homes(options.Memory, s.ID()) {
		if path == to {
			continue
		}
		there, err := Open(ctx, path, options)
		if err != nil {
			continue // it is gone, damaged or something else
		}
		intact := there.ID() == s.ID() && there.mark == historyMark && isTrusted(ctx, there, options)
		if err := there.Close(); err != nil || !intact {
			continue
		}
		return &deletion.HistoryError{Op: restoreOp, Path: path, Problem: "is the history that this is a copy of, and it is intact",
			Advice: "to look at the copy, name it as the history\nto move the history, end every deletecall, and rename the old file first\n" +
				"to have two that contradict each other anyway, add --force"}
	}
	return nil
}

// checkReplaceable refuses to replace what somebody works with, and a history that
// lacks nothing.
func checkReplaceable(ctx context.Context, s *Store, p *place.Place, options Options, forced bool) error {
	if err := checkUnused(restoreOp, p, 0); err != nil || forced {
		return err
	}
	options.ReadOnly = true
	there, err := Open(ctx, p.Path(), options)
	if err != nil {
		return nil // it is missing, damaged or something else
	}
	defer there.Close()
	if there.movedTo != "" && there.ID() == s.ID() {
		return there.movedAway()
	}
	size, _, err := there.TreeHead(ctx)
	if err != nil || there.Check(ctx) != nil || there.mark != historyMark || !isTrusted(ctx, there, options) {
		return nil
	}
	ours, _, err := s.TreeHead(ctx)
	if err != nil {
		return err
	}
	if there.ID() == s.ID() && size < ours {
		return nil
	}
	// As before an intent, whose message leads here.
	if err := lookForDamage(ctx, there.reader); isRebuildable(err) {
		return &deletion.HistoryError{Op: restoreOp, Path: p.Path(), Problem: "has all its events, and is not older than the copy; what does not match them can be made again",
			Advice: "run: deletecall history rebuild\nto replace it anyway, add --force: it is kept under another name"}
	} else if err != nil || there.CheckTree(ctx) != nil {
		return nil
	}
	return &deletion.HistoryError{Op: restoreOp, Path: p.Path(), Problem: "is intact, and not older than the copy",
		Advice: "keep it\nto replace it anyway, add --force: it is kept under another name"}
}

// isRebuildable reports whether what was found is around the events, so that they lead back to the whole history.
func isRebuildable(err error) bool {
	var schema *schemaError
	return errors.As(err, new(*store.ListError)) || errors.As(err, &schema) && schema.isRebuildable()
}

// checkUnused refuses to take the history away under a deletion, whose outcome would find no record.
// ours are the locks that this process holds.
func checkUnused(op string, p *place.Place, ours int) error {
	if p.Processes.Living() <= ours {
		return nil
	}
	return &deletion.HistoryError{Op: op, Path: p.Path(), Problem: "is in use by another process", Advice: "quit every deletecall, then try again"}
}

// beginReplacing announces that another file comes into a place, until end is called. A deletion or another restore may
// have begun while that file was made. What begins after this look sees the announcement, see [place.Processes.Hold].
func beginReplacing(op string, p *place.Place, by string, now time.Time) (end func(), err error) {
	if end, err = p.Processes.AnnounceRestore(by, now); err != nil {
		return nil, err
	}
	if err := checkUnused(op, p, 1); err != nil {
		end()
		return nil, err
	}
	return end, nil
}

// movedAway refuses a second history beside one that goes on elsewhere.
func (s *Store) movedAway() error {
	return &deletion.HistoryError{Op: restoreOp, Path: s.place.Path(), Problem: "was moved to " + safetext.Bounded(s.movedTo, 300) + ", where the history goes on",
		Advice: "use it there\nif it was lost there, add --force"}
}

// isTrusted reports whether this is what the markers of its place remember, and continues
// what was signed over it. A restore that was killed before what was signed was put aside
// leaves a history that does not.
func isTrusted(ctx context.Context, s *Store, options Options) bool {
	if !s.place.IsHome() {
		return false
	}
	highest, err := s.place.Agreed(s.ID())
	if err == nil {
		_, err = s.checkComplete(ctx, s.reader, highest)
	}
	if err != nil || options.Remembered == nil {
		return err == nil
	}
	for _, earlier := range options.Remembered(s) {
		if s.Continues(ctx, earlier) != nil {
			return false
		}
	}
	return true
}

// unmarkBackup makes a backup that is in its place already a history, which has a log. It writes the first sector only,
// and without a rollback journal: one that a process leaves that is killed meanwhile keeps everybody from using the history.
func (c *copying) unmarkBackup(ctx context.Context) error {
	if err := c.place.CheckNames(); err != nil {
		return err
	}
	if c.mark == historyMark {
		return c.place.MakePrivate()
	}
	db, err := sql.Open(driver.Name, c.dsn("mode=rw&_synchronous=FULL"))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	mode, err := one[string](ctx, db, `PRAGMA journal_mode`)
	if err == nil && mode != "wal" {
		_, err = db.ExecContext(ctx, `PRAGMA journal_mode = OFF`)
	}
	if err == nil {
		_, err = db.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA journal_mode = WAL`, historyMark))
	}
	return errors.Join(err, db.Close(), c.place.MakePrivate())
}

// copyTo makes a copy of this history the one in a place.
func (c *copying) copyTo(ctx context.Context, now time.Time, p *place.Place, begin func() error, progress func(done, total int64)) (aside []string, err error) {
	return p.Replace(now, func(file string) error {
		source, err := c.reader.Conn(ctx)
		if err != nil {
			return err
		}
		defer source.Close()
		return copyPages(ctx, source, file, historyMark, c.backupStep, progress)
	}, begin)
}
