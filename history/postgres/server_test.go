package postgres

import (
	"context"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/testkit/pgserver"
)

// emptied are databases whose tests have ended: to drop one takes seconds, since the server
// writes all that it has to its disk first.
var emptied = make(chan string, 100)

// newDatabase is an empty one, for its owner.
func newDatabase(t testing.TB) (owner string) {
	t.Helper()
	select {
	case owner = <-emptied:
	default:
		owner = pgserver.Start(kept{t})
	}
	t.Cleanup(func() {
		administrate(t, owner, `DROP SCHEMA IF EXISTS deletecall, public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;
			DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET ALL', current_database()); END $$`)
		emptied <- owner
	})
	return owner
}

// kept keeps what a test would clean up, for the next one.
type kept struct{ testing.TB }

// Cleanup does nothing.
func (kept) Cleanup(func()) {}

// newHistory is one that was just made: the addresses for its owner, and for a console.
func newHistory(t testing.TB) (owner, console string) {
	t.Helper()
	owner = newDatabase(t)
	if warnings, err := Init(t.Context(), owner, InitOptions{}); err != nil || len(warnings) > 0 {
		t.Fatal(warnings, err)
	}
	administrate(t, owner, `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'console') THEN
			CREATE ROLE console LOGIN IN ROLE deletecall_writer; CREATE ROLE auditor LOGIN IN ROLE deletecall_reader; END IF; END $$`)
	return owner, as(t, owner, "console")
}

// as is an address for another role.
func as(t testing.TB, address, role string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	parsed.User = url.User(role)
	return parsed.String()
}

func administrate(t testing.TB, address, statement string, args ...any) {
	t.Helper()
	connection, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.Background())
	if _, err := connection.Exec(context.Background(), statement, args...); err != nil {
		t.Fatal(statement, err)
	}
}
