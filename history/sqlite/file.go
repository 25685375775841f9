package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
)

// file is the database of a history in its place, whoever opens it for what.
type file struct {
	place    *place.Place
	busyTime time.Duration // how long a write waits for other processes
	now      func() time.Time
	waiting  func(what string) // see Options.Waiting

	lengthened *lengthened // what is read in its stead; nil for the database itself
}

// problem is for after the database was opened: what fails while a restore replaces it says nothing about it.
func (f file) problem(op string, err error) error {
	if err == nil {
		return nil
	}
	return cmp.Or(f.place.CheckRestored(), problem(op, f.place.Path(), err))
}

// dsn is a URI: the path is escaped, so that "?", "#" and "%" in it are names.
func (f file) dsn(more string) string {
	file := url.URL{Scheme: "file", Path: f.place.Path()}
	if f.lengthened != nil {
		file.Path = f.lengthened.path()
	}
	return fmt.Sprintf("%s?_busy_timeout=%s&%s",
		file.String(), strconv.FormatInt(f.busyTime.Milliseconds(), 10), more)
}

// The ways to read a database that is not written.
const (
	withLog  = "mode=ro"
	fileOnly = "mode=ro&immutable=1" // without the -wal, without locks, and without making anything next to it
)

// waysToRead are the ways to try, in this order. Where there is no log, nothing is made
// next to a copy, next to a second name, or next to a history that others can read: SQLite would
// give it the same mode.
func (f file) waysToRead(isCopy bool) []string {
	switch {
	case !f.place.CanTrustLog(), f.lengthened != nil && !f.place.HasLog():
		return []string{fileOnly}
	case !f.place.HasLog() && (isCopy || !f.place.IsHome() || f.place.CheckNames() != nil || f.isExposed()):
		return []string{fileOnly}
	}
	return []string{withLog, fileOnly}
}

// isExposed reports whether others can read or change the database.
func (f file) isExposed() bool { return errors.Is(f.place.Unwritable(), history.ErrUnguarded) }

// onlyReading is for connections that read. A connection is used by one goroutine at a time, as
// database/sql promises, so SQLite needs no lock of its own for it: it would take one for each
// value of each row.
const onlyReading = "_query_only=1&_mutex=no"

func (f file) openReader(way string) (*sql.DB, error) {
	return sql.Open(driver.Name, f.dsn(way+"&"+onlyReading))
}

// checkHeader refuses a database that belongs to something else, before
// anything is changed in it, and returns its mark.
func (f file) checkHeader(ctx context.Context, in queryer) (mark, error) {
	var id mark
	var tables int64
	// In this order: where there are tables, another first start that is just making
	// them has set the ID with them.
	if err := in.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return id, f.problem(openOp, err)
	}
	if err := in.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&id); err != nil {
		return id, f.problem(openOp, err)
	}
	switch {
	case id == historyMark, id == archiveMark, id == backupMark, id == movedMark:
		return id, f.checkMade(ctx, in)
	case id == unmarked && tables == 0:
		return id, nil
	}
	return id, &deletion.HistoryError{Op: openOp, Path: f.place.Path(), Problem: "is a database of another program",
		Advice: "name another file"}
}

// checkMade refuses a history whose schema has no version: it gets one in the same
// transaction as the ID that makes it a history.
func (f file) checkMade(ctx context.Context, in queryer) error {
	version, err := schemaVersion(ctx, in)
	if err != nil || version > 0 {
		return f.problem(openOp, err)
	}
	return &deletion.HistoryError{Op: openOp, Path: f.place.Path(), Problem: "was changed by another program: its schema has the version 0",
		Advice: "leave it untouched and restore a backup: " + history.RestoreCommand}
}

func (f file) checkVersion(version int) error {
	switch {
	case version > latestSchema():
		return &deletion.HistoryError{Op: "use the history", Path: f.place.Path(),
			Problem: fmt.Sprintf("has schema version %d, but this program supports %d", version, latestSchema()),
			Advice:  "use the newer version of deletecall"}
	case version < firstSchema:
		return &deletion.HistoryError{Op: "use the history", Path: f.place.Path(),
			Problem: fmt.Sprintf("has schema version %d, from before the first release", version),
			Advice:  "read it with the program that wrote it, and name another file"}
	}
	return nil
}

// retryPause is how long a start waits before it tries again what another
// process is doing at the same moment.
const retryPause = 20 * time.Millisecond
