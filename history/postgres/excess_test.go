package postgres

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/testkit/pgserver"
)

func TestAConsoleHasNoMoreRightsThanItNeeds(t *testing.T) {
	owner, console := newHistory(t)
	for _, address := range []string{console, as(t, owner, "auditor")} {
		if found, _ := excessOf(t, address); len(found) > 0 {
			t.Errorf("%q", found)
		}
	}
}

func TestEveryRightThatAConsoleDoesNotNeedIsFound(t *testing.T) {
	owner, _ := newHistory(t)
	administrate(t, owner, `CREATE ROLE suspect LOGIN IN ROLE deletecall_writer; CREATE ROLE taken; CREATE ROLE through NOINHERIT ROLE suspect`)
	t.Cleanup(func() { administrate(t, owner, `DROP OWNED BY suspect, taken; DROP ROLE suspect, taken, through`) })
	suspect := as(t, owner, "suspect")
	for _, c := range []struct{ give, take, found string }{
		{`ALTER ROLE suspect SUPERUSER`, `ALTER ROLE suspect NOSUPERUSER`, "is a superuser"},
		{`ALTER ROLE suspect CREATEROLE`, `ALTER ROLE suspect NOCREATEROLE`, "can make and grant roles"},
		{`GRANT pg_write_server_files TO suspect`, `REVOKE pg_write_server_files FROM suspect`, "can become pg_write_server_files"},
		{databaseTo("suspect"), databaseTo("owner"), "owns the database"},
		{`GRANT deletecall_owner TO suspect`, `REVOKE deletecall_owner FROM suspect`, "owns the schema deletecall"},
		{`ALTER TABLE deletecall.lease OWNER TO suspect`, `ALTER TABLE deletecall.lease OWNER TO deletecall_owner`, "owns the table lease"},
		{`GRANT CREATE ON SCHEMA deletecall TO suspect`, `REVOKE CREATE ON SCHEMA deletecall FROM suspect`, "has CREATE on the schema deletecall"},
		{`GRANT UPDATE ON deletecall.event TO suspect`, `REVOKE UPDATE ON deletecall.event FROM suspect`, "has UPDATE on the table event"},
		{`GRANT UPDATE (data) ON deletecall.event TO suspect`, `REVOKE UPDATE (data) ON deletecall.event FROM suspect`, "has UPDATE on the table event"},
		{`GRANT DELETE ON deletecall.private TO PUBLIC`, `REVOKE DELETE ON deletecall.private FROM PUBLIC`, "has DELETE on the table private"},
		{`GRANT TRUNCATE ON deletecall.record TO suspect`, `REVOKE TRUNCATE ON deletecall.record FROM suspect`, "has TRUNCATE on the table record"},
		{`GRANT TRIGGER ON deletecall.event TO suspect`, `REVOKE TRIGGER ON deletecall.event FROM suspect`, "has TRIGGER on the table event"},
		{`GRANT INSERT ON deletecall.meta TO suspect`, `REVOKE INSERT ON deletecall.meta FROM suspect`, "has INSERT on the table meta"},
		{`CREATE VIEW deletecall.seen AS SELECT * FROM deletecall.private; GRANT UPDATE ON deletecall.seen TO suspect`, `DROP VIEW deletecall.seen`, "has UPDATE on the table seen"},
		// A role that does not inherit has to ask for the rights first, and gets them.
		{`GRANT UPDATE ON deletecall.head TO taken; GRANT taken TO through`, `REVOKE taken FROM through`, "has UPDATE on the table head"},
	} {
		administrate(t, owner, c.give)
		if found, s := excessOf(t, suspect); !slices.Contains(found, "The role suspect "+c.found+".") {
			t.Errorf("%s: %q", c.give, found)
		} else {
			expectOnlyRead(t, s, c.found)
		}
		administrate(t, owner, c.take)
		if found, s := excessOf(t, suspect); len(found) > 0 || s.Unwritable() != nil {
			t.Fatalf("%s: %q, %v", c.take, found, s.Unwritable())
		}
	}
	administrate(t, owner, `GRANT SELECT ON deletecall.event TO suspect WITH GRANT OPTION`)
	if found, s := excessOf(t, suspect); len(found) > 0 || s.Unwritable() != nil {
		t.Errorf("a role that may let others read: %q, %v", found, s.Unwritable())
	}
}

// They change nothing that is recorded, so that they keep nobody from deleting.
func TestOtherRightsThatAConsoleDoesNotNeedAreNamed(t *testing.T) {
	owner, _ := newHistory(t)
	administrate(t, owner, `CREATE ROLE suspect LOGIN IN ROLE deletecall_writer`)
	t.Cleanup(func() { administrate(t, owner, `DROP OWNED BY suspect; DROP ROLE suspect`) })
	onDatabase := func(statement string) string {
		return `DO $$ BEGIN EXECUTE format('` + statement + `', current_database()); END $$`
	}
	gives := []struct{ give, take, found string }{
		{onDatabase(`GRANT CREATE ON DATABASE %I TO suspect`), onDatabase(`REVOKE CREATE ON DATABASE %I FROM suspect`), "has CREATE on the database"},
		{`GRANT REFERENCES (seq) ON deletecall.event TO suspect`, `REVOKE REFERENCES (seq) ON deletecall.event FROM suspect`, "has REFERENCES on the table event"},
		{`ALTER ROLE suspect CREATEDB`, `ALTER ROLE suspect NOCREATEDB`, "can make databases"},
		{`ALTER ROLE suspect REPLICATION`, `ALTER ROLE suspect NOREPLICATION`, "can copy the whole server"},
	}
	s := mustOpen(t, owner, Options{Folder: t.TempDir()})
	if grants, err := one[bool](t.Context(), session{statements: s.pool}, mayGrantSettings); err != nil {
		t.Fatal(err)
	} else if grants {
		gives = append(gives, struct{ give, take, found string }{`GRANT SET ON PARAMETER session_replication_role TO suspect`,
			`REVOKE SET ON PARAMETER session_replication_role FROM suspect`, "has SET on the parameter session_replication_role"})
	}
	for _, c := range gives {
		administrate(t, owner, c.give)
		s := whole(t, as(t, owner, "suspect"))
		if rights, err := s.Rights(t.Context()); err != nil || len(rights.Excess) > 0 || !slices.Equal(rights.Spare, []string{"The role suspect " + c.found + "."}) {
			t.Errorf("%s: %+v, %v", c.give, rights, err)
		}
		administrate(t, owner, c.take)
		if rights, err := s.Rights(t.Context()); err != nil || len(rights.Spare) > 0 {
			t.Errorf("%s: %+v, %v", c.take, rights, err)
		}
	}
}

// Rights that come while a console is open are found before its next deletion, and may be taken again.
func TestARoleThatGetsMoreRightsRecordsNothingMore(t *testing.T) {
	owner, console := newHistory(t)
	s := mustOpen(t, console, Options{})
	mustDelete(t, s, "1")
	administrate(t, owner, `GRANT UPDATE ON deletecall.event TO console`)
	_, err := s.Ready(t.Context())
	expectProblem(t, err, "has UPDATE on the table event")
	administrate(t, owner, `REVOKE UPDATE ON deletecall.event FROM console`)
	mustDelete(t, s, "2")
}

func databaseTo(role string) string {
	return `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO ` + role + `', current_database()); END $$`
}

// Whoever may make roles and schemas can make a history. What runs with its owner's rights
// does not run with those of a superuser.
func TestAnAdministratorWhoIsNoSuperuserMakesAHistory(t *testing.T) {
	admin, database := administrator(t)
	if warnings, err := Init(t.Context(), admin, InitOptions{}); err != nil || len(warnings) > 0 {
		t.Fatal(warnings, err)
	}
	administrate(t, database, `CREATE ROLE made_by_admin LOGIN IN ROLE deletecall_writer`)
	t.Cleanup(func() { administrate(t, database, `DROP ROLE made_by_admin`) })
	whole(t, as(t, database, "made_by_admin"))
	connection, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	var owners []string
	if err := connection.QueryRow(t.Context(), `SELECT array_agg(DISTINCT pg_get_userbyid(owner)::text) FROM (
		SELECT proowner FROM pg_proc WHERE pronamespace = 'deletecall'::regnamespace
		UNION ALL SELECT relowner FROM pg_class WHERE relnamespace = 'deletecall'::regnamespace) AS of (owner)`).Scan(&owners); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(owners, []string{OwnerRole}) {
		t.Errorf("it belongs to %q", owners)
	}
}

func TestARefusalNamesTheRightsThatItWants(t *testing.T) {
	owner, console := newHistory(t)
	var failed *deletion.HistoryError
	if _, err := Init(t.Context(), as(t, newDatabase(t), "console"), InitOptions{}); !errors.As(err, &failed) || !strings.Contains(failed.Advice, "CREATEROLE") || strings.Contains(failed.Advice, "GRANT") {
		t.Errorf("whoever may make no roles: %v", err)
	}
	administrate(t, owner, `CREATE ROLE stranger LOGIN`)
	t.Cleanup(func() { administrate(t, owner, `DROP ROLE stranger`) })
	_, err := Open(t.Context(), as(t, console, "stranger"), Options{Folder: t.TempDir()})
	if !errors.As(err, &failed) || !strings.Contains(failed.Advice, "GRANT deletecall_writer") || !strings.Contains(failed.Advice, "GRANT deletecall_reader") {
		t.Errorf("whoever may not read: %v", err)
	}
}

// administrator is a role that may make roles, and owns an empty database.
func administrator(t *testing.T) (admin, database string) {
	t.Helper()
	database = pgserver.Start(t)
	administrate(t, database, `DROP ROLE IF EXISTS deletecall_owner, deletecall_writer, deletecall_reader, console, auditor`)
	administrate(t, database, `CREATE ROLE admin LOGIN CREATEROLE; `+databaseTo("admin"))
	t.Cleanup(func() {
		administrate(t, database, `REASSIGN OWNED BY admin TO owner; DROP OWNED BY admin; DROP ROLE admin`)
	})
	return as(t, database, "admin"), database
}

// expectOnlyRead wants an intent to be refused with the reason, and reading to work.
func expectOnlyRead(t *testing.T, s *Store, because string) {
	t.Helper()
	var failed *deletion.HistoryError
	if _, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{}); !errors.As(err, &failed) || !strings.Contains(failed.Problem, because) {
		t.Errorf("the intent of a role that %s: %v", because, err)
	}
	if _, total, err := s.Count(t.Context(), query.Query{}); err != nil || total != 0 {
		t.Errorf("it reads %d records, %v", total, err)
	}
}

func excessOf(t *testing.T, address string) ([]string, *Store) {
	t.Helper()
	s := mustOpen(t, address, Options{Folder: t.TempDir()})
	rights, err := s.Rights(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rights.Excess, s
}

// Without one of them, an intent would be taken whose outcome is not.
func TestARoleThatLacksARightOfAConsoleRecordsNothing(t *testing.T) {
	for _, right := range []string{"UPDATE ON deletecall.record", "DELETE ON deletecall.lease", "INSERT ON deletecall.checkpoint"} {
		owner, console := newHistory(t)
		s := whole(t, console)
		administrate(t, owner, `REVOKE `+right+` FROM deletecall_writer`)
		var failed *deletion.HistoryError
		if _, err := s.Ready(t.Context()); !errors.As(err, &failed) || !strings.HasSuffix(failed.Advice, "GRANT "+right+" TO deletecall_writer") {
			t.Errorf("%s: %v", right, err)
		}
		administrate(t, owner, `GRANT `+right+` TO deletecall_writer`)
		if _, err := s.Ready(t.Context()); err != nil {
			t.Errorf("%s: given back: %v", right, err)
		}
	}
}

// What an administrator may add or do without harm keeps nobody from deleting.
func TestWhatRefusesNoRowIsNoFault(t *testing.T) {
	for _, statement := range []string{
		`ALTER TABLE deletecall.record ADD mine varchar(3)`,
		`CREATE INDEX mine ON deletecall.record (host, confirmed)`,
		`CREATE UNIQUE INDEX mine ON deletecall.record (number, outcome)`,
		`REINDEX SCHEMA deletecall`,
	} {
		owner, console := newHistory(t)
		s := whole(t, console)
		administrate(t, owner, statement)
		if _, err := s.Ready(t.Context()); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestTheColumnsOfEachTableAreWhereTheyAreLookedFor(t *testing.T) {
	owner, _ := newHistory(t)
	there, err := connect(t.Context(), owner, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer there.pool.Close()
	from := session{statements: there.pool}
	wrong, err := all(t.Context(), from, pgx.RowTo[string], `SELECT relname::text FROM (SELECT *, oid AS attrelid FROM pg_class) AS tables
		WHERE relnamespace = 'deletecall'::regnamespace AND relkind = 'r' AND relnatts <> `+ownColumns)
	if err != nil || len(wrong) > 0 {
		t.Errorf("%q, %v", wrong, err)
	}
	long, err := all(t.Context(), from, pgx.RowTo[string], `SELECT attname::text FROM (SELECT *, attrelid AS indrelid FROM pg_attribute WHERE attnum > 0) AS columns
		WHERE attrelid IN (`+ownTables+`) AND attnum = ANY (`+longColumns+`) ORDER BY attname`)
	want := []string{"answers", "data", "fields", "hashes", "message", "note", "parties", "reason", "words"}
	if err != nil || !slices.Equal(long, want) {
		t.Errorf("%q, %v", long, err)
	}
}

// An auditor lacks nothing, and damage is found for one as for a console.
func TestARoleThatMayOnlyReadLacksNoRights(t *testing.T) {
	owner, console := newHistory(t)
	whole(t, console)
	s := mustOpen(t, as(t, owner, "auditor"), Options{Folder: t.TempDir()})
	if err := errors.Join(s.Check(t.Context()), s.Examine(t.Context())); err != nil {
		t.Error(err)
	}
	forgery{t, owner}.do(`DELETE FROM deletecall.event WHERE seq = 1`)
	if err := s.Examine(t.Context()); err == nil || !strings.Contains(err.Error(), "event 1 is missing") || s.Damage() == nil {
		t.Errorf("%v, %v", err, s.Damage())
	}
}
