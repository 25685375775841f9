package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
	"deletecall/history/sqlite/words"
	"deletecall/history/store"
)

// readers is how many queries can run at the same time.
const readers = 3

// connect opens the database for writing, makes sure of its durability, and
// brings its schema up to date. The reader connects when it is first used.
func (s *Store) connect(ctx context.Context) error {
	var err error
	if s.writer, err = sql.Open(driver.Name, s.dsn("mode=rw&_synchronous=FULL&_txlock=immediate")); err != nil {
		return s.problem(openOp, err)
	}
	s.writer.SetMaxOpenConns(1)
	if s.reader, err = sql.Open(driver.Name, s.dsn("mode=rw&_query_only=1&_cache_size=-512")); err != nil {
		return s.problem(openOp, err)
	}
	s.reader.SetMaxOpenConns(readers)
	s.reader.SetMaxIdleConns(readers)
	found, err := s.checkHeader(ctx, s.writer)
	if err != nil {
		return err
	}
	if found == archiveMark || found == backupMark {
		return s.refuseCopy(found)
	}
	if err := s.checkRightOne(ctx); err != nil {
		return err
	}
	if err := s.makeDurable(ctx); err != nil {
		return err
	}
	// Every first connection reads the log anew; a short one makes it start quickly.
	if _, err := s.writer.ExecContext(ctx, `PRAGMA wal_autocheckpoint = 128`); err != nil {
		return s.problem(openOp, err)
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.writer.QueryRowContext(ctx, fingerprintKeyQuery).Scan(&s.fingerprintKey); err != nil {
		return s.problem("read the history", err)
	}
	if s.log, err = s.place.OpenLog(); err != nil {
		return err
	}
	s.words = words.New(s.place, s.ID())
	return s.place.Remember(s.place.Path(), s.place.WAL(), s.place.SHM())
}

const fingerprintKeyQuery = `SELECT value FROM meta WHERE name = 'fingerprint key'`

// dsn is a URI: the path is escaped, so that "?", "#" and "%" in it are names.
func (s *Store) dsn(more string) string {
	file := url.URL{Scheme: "file", Path: s.place.Path()}
	return fmt.Sprintf("%s?_busy_timeout=%s&%s",
		file.String(), strconv.FormatInt(s.busyTime.Milliseconds(), 10), more)
}

// checkHeader refuses a database that belongs to something else, before
// anything is changed in it, and returns its mark.
func (s *Store) checkHeader(ctx context.Context, in queryer) (mark, error) {
	var id mark
	var tables int64
	// In this order: where there are tables, another first start that is just making
	// them has set the ID with them.
	if err := in.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return id, s.problem(openOp, err)
	}
	if err := in.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return id, s.problem(openOp, err)
	}
	switch {
	case id == historyMark, id == archiveMark, id == backupMark:
		return id, s.checkMade(ctx, in)
	case id == unmarked && tables == 0:
		return id, nil
	}
	return id, &deletion.HistoryError{Op: openOp, Path: s.place.Path(), Problem: "is a database of another program",
		Advice: "name another file with --history"}
}

// checkMade refuses a history whose schema has no version: it gets one in the same
// transaction as the ID that makes it a history.
func (s *Store) checkMade(ctx context.Context, in queryer) error {
	version, err := schemaVersion(ctx, in)
	if err != nil || version > 0 {
		return s.problem(openOp, err)
	}
	return &deletion.HistoryError{Op: openOp, Path: s.place.Path(), Problem: "was changed by another program: its schema has the version 0",
		Advice: "leave it untouched and restore a backup: " + place.RestoreCommand}
}

// makeDurable turns on what makes a committed event survive a loss of power, and
// reads it back: the driver's own default in WAL mode does not.
func (s *Store) makeDurable(ctx context.Context) error {
	const full = 2
	var mode string
	var synchronous int
	if err := s.writer.QueryRowContext(ctx, `PRAGMA journal_mode = WAL`).Scan(&mode); err != nil {
		return s.problem(openOp, err)
	}
	if err := s.writer.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&synchronous); err != nil {
		return s.problem(openOp, err)
	}
	if mode != "wal" || synchronous < full {
		return &deletion.HistoryError{Op: openOp, Path: s.place.Path(),
			Problem: fmt.Sprintf("can't be made durable (journal mode %q, synchronous %d)", mode, synchronous),
			Advice:  "keep it on a local file system"}
	}
	return nil
}

// inTransaction runs change in a transaction that has the write lock from its
// begin on. The files are looked at right before: SQLite would end the process
// where the -shm was cut off. The schema is checked inside it: another process may
// have migrated it meanwhile. Writing is never cancelled half-way; the busy time
// bounds it.
func (s *Store) inTransaction(ctx context.Context, op string, change func(*sql.Tx) error) error {
	if err := s.usable(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	// What SQLite still holds in memory says nothing of what lies on the disk: a
	// page that was overwritten there must be found before it is built on.
	if _, err := s.writer.ExecContext(ctx, `PRAGMA shrink_memory`); err != nil {
		return s.problem(op, err)
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return s.blame(ctx, s.problem(op, err))
	}
	if err := s.changeAndCommit(ctx, tx, op, change); err != nil {
		_ = tx.Rollback() // the error that led here is the one to tell
		return s.blame(ctx, err)
	}
	return nil
}

func (s *Store) changeAndCommit(ctx context.Context, tx *sql.Tx, op string, change func(*sql.Tx) error) error {
	if err := s.checkSchema(ctx, tx); err != nil {
		return err
	}
	if err := change(tx); err != nil {
		return s.problem(op, err)
	}
	if err := tx.Commit(); err != nil {
		return &store.CommitError{Err: s.problem(op, err)}
	}
	return nil
}

// wait pauses between two tries of a write.
func wait(ctx context.Context, length time.Duration) error {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
