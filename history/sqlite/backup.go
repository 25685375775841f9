package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"deletecall/history/proof"
	"deletecall/history/sqlite/driver"
	"deletecall/history/store"
	"deletecall/privatefile"
)

const (
	copyOp      = "copy the history"
	writeCopyOp = "write a copy of the history"
)

// backupStep is how many pages are copied between two looks at the context.
const backupStep = 2048

// copying copies a history.
type copying struct {
	*reading
	mark       mark // of the history; see checkHeader; only where it is opened for reading
	backupStep int  // see backupStep
}

// Copier copies by what SQLite has for it.
func (c *copying) Copier() store.Copier { return c }

// Backup copies the history as it is at this moment into the file, which must be
// empty and nobody else's, by SQLite's online backup (sqlite.org/backup.html).
// Others keep recording meanwhile. The copy has no -wal: it is one file. The
// caller brings it to the disk. progress is called with the pages that are done
// and all of them. A damaged history is copied as it is, and [Store.Damage] says so.
func (c *copying) Backup(ctx context.Context, file string, progress func(done, total int64)) (store.Copied, error) {
	if err := c.place.CheckIdentity(); err != nil {
		return store.Copied{}, err
	}
	source, err := c.reader.Conn(ctx)
	if err != nil {
		return store.Copied{}, c.problem(copyOp, err)
	}
	defer source.Close()
	// One transaction around all steps: without it, each record that another
	// process writes would begin the backup again.
	if _, err := source.ExecContext(ctx, `BEGIN`); err != nil {
		return store.Copied{}, c.problem(copyOp, err)
	}
	defer func() { _, _ = source.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`) }() // it only read
	copied, err := whatIsCopied(ctx, source)
	if err != nil {
		return store.Copied{}, c.problem(copyOp, err)
	}
	if err := copyPages(ctx, source, file, c.markOfCopy(), c.backupStep, progress); err != nil {
		return copied, c.copyProblem(file, err)
	}
	if err = c.Check(ctx); err == nil {
		err = c.checkContents(ctx, c.reader)
	}
	if c.Damage() != nil {
		err = nil
	}
	return copied, err
}

func (c *copying) markOfCopy() mark {
	if c.mark == archiveMark {
		return archiveMark
	}
	return backupMark
}

// whatIsCopied also makes sure that the transaction has begun to read.
func whatIsCopied(ctx context.Context, from queryer) (copied store.Copied, err error) {
	err = from.QueryRowContext(ctx, `SELECT (SELECT coalesce(max(seq), 0) FROM event), (SELECT count(*) FROM record),
		(SELECT count(*) FROM record WHERE outcome = 'pending')`).Scan(&copied.Events, &copied.Records, &copied.Open)
	if err == nil {
		copied.Root, err = proof.TreeHead(copied.Events, store.HashesOf(ctx, logReader{from}))
	}
	return copied, err
}

func copyPages(ctx context.Context, source *sql.Conn, file string, as mark, step int, progress func(done, total int64)) (err error) {
	db, err := openCopy(file)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, db.Close())
		for _, beside := range []string{"-wal", "-journal"} { // where it failed half-way
			_ = os.Remove(file + beside)
		}
	}()
	target, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer target.Close()
	// So that the -wal that the pages ask for gets no -shm.
	if _, err := target.ExecContext(ctx, `PRAGMA main.locking_mode = EXCLUSIVE`); err != nil {
		return err
	}
	err = target.Raw(func(to any) error {
		return source.Raw(func(from any) error {
			return backupSteps(ctx, to.(*sqlite3.SQLiteConn), from.(*sqlite3.SQLiteConn), step, progress)
		})
	})
	if err != nil {
		return backupFailure(ctx, err, source, file)
	}
	// The pages say what they were copied from. A backup has no -wal, so that it can be read
	// where nothing can be written; a history has one before it is in its place: killed while it
	// gets one there, it would have a rollback journal, and be refused because of that.
	journal := "DELETE"
	if as == historyMark {
		journal = "WAL"
	}
	_, err = target.ExecContext(ctx, fmt.Sprintf(`PRAGMA journal_mode = DELETE; PRAGMA application_id = %d; PRAGMA journal_mode = %s`, as, journal))
	return err
}

// backupFailure says what SQLite's backup keeps to itself: of a failure it returns the extended code and nothing else. Where files may not
// be as large as the copy, the system says so again.
func backupFailure(ctx context.Context, err error, source queryer, file string) error {
	var failure sqlite3.Error
	if !errors.As(err, &failure) {
		return err
	}
	failure.ExtendedCode, failure.Code = sqlite3.ErrNoExtended(failure.Code), failure.Code&0xff
	if failure.ExtendedCode != sqlite3.ErrIoErrWrite {
		return failure
	}
	size, sizeErr := one[int64](ctx, source, `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`)
	copied, openErr := privatefile.Open(file, os.O_WRONLY)
	if errors.Join(sizeErr, openErr) != nil {
		return failure
	}
	defer copied.Close()
	_, writeErr := copied.WriteAt([]byte{0}, size)
	errors.As(writeErr, &failure.SystemErrno)
	return failure
}

func backupSteps(ctx context.Context, to, from *sqlite3.SQLiteConn, step int, progress func(done, total int64)) (err error) {
	backup, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, backup.Finish()) }()
	for left := -1; ; left = backup.Remaining() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		done, err := backup.Step(step)
		if err != nil {
			return err
		}
		progress(int64(backup.PageCount()-backup.Remaining()), int64(backup.PageCount()))
		if done {
			return nil
		}
		if backup.Remaining() == left { // a lock was in the way, which Step does not report
			if err := store.Rest(ctx, retryPause); err != nil {
				return err
			}
		}
	}
}

// openCopy opens a file that nobody else knows yet: it needs neither a journal
// nor a sync, since it is thrown away unless all goes well.
func openCopy(file string) (*sql.DB, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	uri := url.URL{Scheme: "file", Path: path}
	db, err := sql.Open(driver.Name, uri.String()+"?mode=rw&_synchronous=OFF")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// copyProblem names the folder of the copy where that is what fails: the file
// itself still has a name that nobody knows.
func (c *copying) copyProblem(file string, err error) error {
	var failure sqlite3.Error
	switch err = notProved(err); {
	case err == nil || errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &failure) && (failure.Code == sqlite3.ErrCorrupt || failure.Code == sqlite3.ErrNotADB):
		return c.problem(copyOp, err)
	}
	return problem(writeCopyOp, filepath.Dir(file), err)
}

// notProved turns what the rules of a history refuse into what it says of the one that is copied.
func notProved(err error) error {
	var failure sqlite3.Error
	var tree *store.TreeError
	switch {
	case errors.As(err, new(*store.UnreadableEventError)):
		return &store.NotProvedError{Finding: "A record can't be read: " + err.Error() + "."}
	case errors.As(err, &tree):
		return &store.NotProvedError{Finding: tree.Problem}
	case errors.As(err, &failure) && failure.Code == sqlite3.ErrConstraint:
		return &store.NotProvedError{Finding: "The events don't follow one another: " + err.Error() + "."}
	}
	return err
}
