package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"deletecall/deletion"
)

const restoreOp = "restore the history"

// Restored is what a restore did.
type Restored struct {
	Copied
	Last  int64    // the number of the newest record that is there now
	Had   int64    // the highest number that the markers of this place knew; 0 when they knew none
	Other bool     // the markers of this place remember another history only
	Aside []string // where the files are that were in the place before
}

// Restore makes this copy the history at a path. What was there is kept under other
// names. A copy that is there already, because it was moved to it, stays where it is.
// Unless forced, a history that is whole and has all that the copy has is not replaced.
// progress is that of [Store.Backup].
func (s *Store) Restore(ctx context.Context, to string, options Options, forced bool, progress func(done, total int64)) (Restored, error) {
	p, err := namedPlace(to)
	if err != nil {
		return Restored{}, err
	}
	p.memory = options.Memory
	if s.mark == archiveMark {
		return Restored{}, &deletion.HistoryError{Op: restoreOp, Path: s.place.path, Problem: "is an archive, which holds the older part of a history only",
			Advice: "name a backup"}
	}
	if p.heard, err = p.hear(); err != nil {
		return Restored{}, err
	}
	inPlace := s.place.path == p.path
	if err := s.checkReplaceable(ctx, p, options, forced || inPlace); err != nil {
		return Restored{}, err
	}
	restored := Restored{Had: p.remembered(s.ID()), Other: p.remembersOther(s.ID())}
	if restored.Copied, err = whatIsCopied(ctx, s.reader); err == nil {
		err = s.reader.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM event`).Scan(&restored.Last)
	}
	if err != nil {
		return Restored{}, s.problem(readOp, err)
	}
	if inPlace {
		err = s.unmarkBackup(ctx)
	} else {
		restored.Aside, err = s.copyTo(ctx, p, progress)
	}
	if err == nil {
		err = p.remind(s.ID(), restored.Last)
	}
	return restored, problem(restoreOp, p.path, err)
}

// remembered is the highest number that the markers know of this history.
func (p place) remembered(id string) (highest int64) {
	for _, t := range p.heard {
		if t.err == nil && t.history == id {
			highest = max(highest, t.highest)
		}
	}
	return highest
}

// remembersOther reports whether the markers know another history, and not this one.
func (p place) remembersOther(id string) (other bool) {
	for _, t := range p.heard {
		if t.err == nil && t.history == id {
			return false
		}
		other = other || t.err == nil && t.history != ""
	}
	return other
}

// checkReplaceable refuses to replace what somebody works with, and a history that
// lacks nothing.
func (s *Store) checkReplaceable(ctx context.Context, p place, options Options, forced bool) error {
	entries, _ := os.ReadDir(p.instances())
	for _, entry := range entries {
		if alive, err := isAlive(p.instances(), entry.Name()); err == nil && alive {
			return &deletion.HistoryError{Op: restoreOp, Path: p.path, Problem: "is in use by another process", Advice: "end every deletecall, then try again"}
		}
	}
	if forced {
		return nil
	}
	options.ReadOnly = true
	there, err := Open(ctx, p.path, options)
	if err != nil {
		return nil // it is missing, damaged or something else
	}
	defer there.Close()
	size, _, err := there.TreeHead(ctx)
	if err != nil || there.Check(ctx) != nil || there.mark != historyMark || !there.isTrusted(ctx) {
		return nil
	}
	ours, _, err := s.TreeHead(ctx)
	if err != nil {
		return err
	}
	if there.ID() == s.ID() && size < ours {
		return nil
	}
	return &deletion.HistoryError{Op: restoreOp, Path: p.path, Problem: "is whole, and not older than the copy",
		Advice: "keep it; to replace it all the same, add --force: it is kept under another name"}
}

// isTrusted reports whether this is what the markers of its place remember.
func (s *Store) isTrusted(ctx context.Context) bool {
	if !s.place.isHome() {
		return false
	}
	highest, err := s.place.agree(s.place.heard, s.ID())
	if err == nil {
		_, err = s.checkComplete(ctx, s.reader, highest)
	}
	return err == nil
}

// unmarkBackup makes a backup that is in its place already a history.
func (s *Store) unmarkBackup(ctx context.Context) error {
	if err := s.place.checkNames(); err != nil {
		return err
	}
	if s.mark == historyMark {
		return os.Chmod(s.place.path, 0o600)
	}
	db, err := sql.Open(driverName, s.dsn("mode=rw&_synchronous=FULL"))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d`, historyMark))
	return errors.Join(err, db.Close(), os.Chmod(s.place.path, 0o600))
}

// copyTo writes the copy next to the place, makes it durable, moves what is in the
// place away, and gives the copy its name. If the process dies in between, the markers
// keep anything from being recorded, and the restore can be repeated.
func (s *Store) copyTo(ctx context.Context, p place, progress func(done, total int64)) (aside []string, err error) {
	folder := filepath.Dir(p.path)
	if err := makeFolder(folder); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(folder, filepath.Base(p.path)+"-restoring-*") // O_EXCL, mode 0600
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name()) // after the renaming there is nothing to remove
	if err := errors.Join(file.Chmod(0o600), file.Close()); err != nil {
		return nil, err
	}
	source, err := s.reader.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if err := copyPages(ctx, source, file.Name(), historyMark, progress); err != nil {
		return nil, err
	}
	if err := syncFile(file.Name()); err != nil {
		return nil, err
	}
	if aside, err = p.moveAside(".before-" + s.now().UTC().Format("20060102T150405.000Z")); err != nil {
		return aside, err
	}
	if err := os.Rename(file.Name(), p.path); err != nil {
		return aside, err
	}
	return aside, syncFolder(folder)
}

func syncFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// moveAside gives the database, and what SQLite put next to it, other names. They go on
// fitting each other. The log goes last: SQLite would take one without its database for
// that of the next one, so while it is there nothing else may come into the place.
func (p place) moveAside(suffix string) (aside []string, err error) {
	for _, path := range []string{p.path, p.search(), p.search() + "-wal", p.search() + "-shm", p.shm(), p.wal()} {
		to := p.path + suffix + path[len(p.path):]
		switch err := os.Rename(path, to); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return aside, err
		default:
			aside = append(aside, to)
		}
	}
	return aside, syncFolder(filepath.Dir(p.path))
}

// remind lets every marker of this place remember this history, as it is now.
func (p place) remind(id string, highest int64) error {
	look, err := lookAt(p.path)
	if err != nil {
		return err
	}
	now := witness{id, highest, p.here(look.identity)}
	for _, file := range slices.Compact(p.besides()) {
		if err := replaceFile(file, now.line()); err != nil {
			return err
		}
	}
	for _, file := range p.remoteWitnesses() {
		if err := makeFolder(filepath.Dir(file)); err != nil {
			return err
		}
		if err := replaceFile(file, fmt.Appendf(now.line(), "the history is %q\n", p.path)); err != nil {
			return err
		}
	}
	return nil
}
