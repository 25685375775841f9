package sqlite

import (
	"database/sql"

	"github.com/mattn/go-sqlite3"
)

// driver is SQLite with the limits of this package.
const driver = "deletecall history"

// maxValue is the longest text or blob that is read or written, in bytes: far more
// than an event with all its answers has. A longer one was written by somebody else;
// reading it fails with SQLITE_TOOBIG before any memory is taken for it
// (sqlite.org/limits.html).
const maxValue = 4 << 20

func init() {
	sql.Register(driver, &sqlite3.SQLiteDriver{ConnectHook: func(connection *sqlite3.SQLiteConn) error {
		connection.SetLimit(sqlite3.SQLITE_LIMIT_LENGTH, maxValue)
		return nil
	}})
}
