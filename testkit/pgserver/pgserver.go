// Package pgserver starts a real PostgreSQL for tests, in a temporary folder, that only this
// machine and this user reach: one for all tests of a package, or a [Server] that may be
// killed and started again.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Start returns the URL of a new, empty database on a running server, for a superuser called
// owner. The database is dropped when the test ends. The server keeps what it confirms, as a
// history demands of it, and ends with the process of the tests, however that ends.
//
// A role in the group with_password must give its password; all others log in without one.
//
// Where PostgreSQL is not installed, the test is skipped with what to install; `make test`
// repeats that in its last line.
func Start(t testing.TB) string {
	t.Helper()
	socket, err := running()
	skipUninstalled(t, err)
	name := fmt.Sprint("test", databases.Add(1))
	administrate(t, socket, `CREATE DATABASE `+name)
	t.Cleanup(func() { administrate(t, socket, `DROP DATABASE `+name+` WITH (FORCE)`) })
	return address(socket, name)
}

var databases atomic.Int64

func administrate(t testing.TB, socket, statement string) {
	t.Helper()
	ctx := context.Background() // that of the test has ended when it cleans up
	connection, err := pgx.Connect(ctx, address(socket, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, statement); err != nil {
		t.Fatal(statement, err)
	}
}

func address(socket, database string) string {
	return "postgres://owner@/" + database + "?host=" + url.QueryEscape(socket)
}

// skipUninstalled ends a test that has no server.
func skipUninstalled(t testing.TB, err error) {
	t.Helper()
	if _, ok := errors.AsType[*NotInstalledError](err); ok {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

var (
	starting sync.Mutex
	ofAll    *Server // started by the first test that needs it
)

func running() (socket string, err error) {
	starting.Lock()
	defer starting.Unlock()
	if ofAll == nil {
		if ofAll, err = New(); err != nil {
			return "", err
		}
	}
	return ofAll.folder, nil
}
