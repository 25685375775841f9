// Package driver is SQLite with the limits of the history, and what its result codes
// mean (sqlite.org/rescode.html).
package driver

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"

	"github.com/mattn/go-sqlite3"
)

// Name is the driver's name in database/sql: whatever a database holds, it does not take
// the memory of the machine.
const Name = "deletecall history"

const (
	// MaxValue is the longest text or blob that is read or written, in bytes: far more
	// than an event with all its answers has. Reading a longer one fails with
	// SQLITE_TOOBIG before any memory is taken for it (sqlite.org/limits.html).
	MaxValue = 4 << 20
	// MaxHeap is the most that SQLite takes in all, in bytes (sqlite.org/pragma.html,
	// "hard_heap_limit"). A large history takes some 20 MiB; a schema is read before
	// MaxValue can be set.
	MaxHeap = 128 << 20
)

func init() {
	inner := &sqlite3.SQLiteDriver{ConnectHook: func(connection *sqlite3.SQLiteConn) error {
		connection.SetLimit(sqlite3.SQLITE_LIMIT_LENGTH, MaxValue)
		return nil
	}}
	sql.Register(Name, limitedDriver{inner, sync.OnceValue(func() error { return limitHeap(inner) })})
}

type limitedDriver struct {
	*sqlite3.SQLiteDriver
	limit func() error // for the whole process, before the first database is opened
}

// Open first sets the limit of the heap, which is that of the whole process.
func (d limitedDriver) Open(dsn string) (driver.Conn, error) {
	if err := d.limit(); err != nil {
		return nil, err
	}
	return d.SQLiteDriver.Open(dsn)
}

func limitHeap(inner *sqlite3.SQLiteDriver) error {
	connection, err := inner.Open(":memory:")
	if err != nil {
		return err
	}
	defer connection.Close()
	_, err = connection.(*sqlite3.SQLiteConn).Exec(fmt.Sprintf(`PRAGMA hard_heap_limit = %d`, MaxHeap), nil)
	return err
}

// IsBusy reports whether others held the database.
func IsBusy(err error) bool {
	var failure sqlite3.Error
	return errors.As(err, &failure) &&
		(failure.Code == sqlite3.ErrBusy || failure.Code == sqlite3.ErrLocked || failure.Code == sqlite3.ErrProtocol)
}

// CantOpen reports whether a database could not be opened, or not without writing.
func CantOpen(err error) bool {
	var failure sqlite3.Error
	return errors.As(err, &failure) && (failure.Code == sqlite3.ErrCantOpen || failure.Code == sqlite3.ErrReadonly)
}

// MayBeFull reports whether more space may help. A full disk can look like an
// I/O error, and like an -shm that can't be opened.
func MayBeFull(err error) bool {
	var failure sqlite3.Error
	return errors.As(err, &failure) &&
		(failure.Code == sqlite3.ErrFull || failure.Code == sqlite3.ErrIoErr || failure.Code == sqlite3.ErrCantOpen)
}

// IsDamage reports whether a database holds what SQLite never wrote there: a page that
// is garbage or missing, or a value longer than any of ours (which fails with
// SQLITE_NOMEM where no limit is known yet).
func IsDamage(err error) bool {
	var failure sqlite3.Error
	if !errors.As(err, &failure) {
		return false
	}
	switch failure.Code {
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrTooBig, sqlite3.ErrNomem, sqlite3.ErrMismatch:
		return true
	}
	return failure.ExtendedCode == sqlite3.ErrIoErrShortRead
}

// IsMisunderstood reports whether a statement does not fit the database, such as one about a table that is not there.
func IsMisunderstood(err error) bool {
	var failure sqlite3.Error
	return errors.As(err, &failure) && failure.Code == sqlite3.ErrError
}

// IsTooLong reports whether a value would be longer than [MaxValue].
func IsTooLong(err error) bool {
	var failure sqlite3.Error
	return errors.As(err, &failure) && failure.Code == sqlite3.ErrTooBig
}

// Numbers reads rows of one number each, and closes them.
func Numbers(rows *sql.Rows) ([]int64, error) {
	defer rows.Close()
	var numbers []int64
	for rows.Next() {
		var number int64
		if err := rows.Scan(&number); err != nil {
			return nil, err
		}
		numbers = append(numbers, number)
	}
	return numbers, rows.Err()
}
