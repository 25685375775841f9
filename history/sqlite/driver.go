package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync"

	"github.com/mattn/go-sqlite3"
)

// driverName is SQLite with the limits of this package: whatever a database holds, it
// does not take the memory of the machine.
const driverName = "deletecall history"

const (
	// maxValue is the longest text or blob that is read or written, in bytes: far more
	// than an event with all its answers has. Reading a longer one fails with
	// SQLITE_TOOBIG before any memory is taken for it (sqlite.org/limits.html).
	maxValue = 4 << 20
	// maxHeap is the most that SQLite takes in all, in bytes (sqlite.org/pragma.html,
	// "hard_heap_limit"). A large history takes some 20 MiB; a schema is read before
	// maxValue can be set.
	maxHeap = 128 << 20
)

func init() {
	inner := &sqlite3.SQLiteDriver{ConnectHook: func(connection *sqlite3.SQLiteConn) error {
		connection.SetLimit(sqlite3.SQLITE_LIMIT_LENGTH, maxValue)
		return nil
	}}
	sql.Register(driverName, limitedDriver{inner, sync.OnceValue(func() error { return limitHeap(inner) })})
}

type limitedDriver struct {
	*sqlite3.SQLiteDriver
	limit func() error // for the whole process, before the first database is opened
}

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
	_, err = connection.(*sqlite3.SQLiteConn).Exec(fmt.Sprintf(`PRAGMA hard_heap_limit = %d`, maxHeap), nil)
	return err
}
