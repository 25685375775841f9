package postgres

import (
	"errors"
	"strings"
	"testing"
)

// Being granted the group again would not help.
func TestARightThatWasTakenFromTheGroupIsNamedByWhatGivesItBack(t *testing.T) {
	owner, console := newHistory(t)
	whole(t, console)
	for name, revoked := range map[string]struct{ from, role, back string }{
		"of the schema":   {`USAGE ON SCHEMA deletecall`, "console", `GRANT USAGE ON SCHEMA deletecall TO deletecall_writer`},
		"to open":         {`SELECT ON deletecall.event`, "console", `GRANT SELECT ON deletecall.event TO deletecall_writer`},
		"to read":         {`SELECT ON deletecall.private`, "auditor", `GRANT SELECT ON deletecall.private TO deletecall_reader`},
		"to read and add": {`SELECT, INSERT ON deletecall.checkpoint`, "console", `GRANT INSERT, SELECT ON deletecall.checkpoint TO deletecall_writer`},
		"to lock":         {`EXECUTE ON FUNCTION deletecall.lock_head()`, "console", `GRANT EXECUTE ON FUNCTION deletecall.lock_head() TO deletecall_writer`},
	} {
		t.Run(name, func(t *testing.T) {
			group := revoked.back[strings.LastIndex(revoked.back, " ")+1:]
			administrate(t, owner, `REVOKE `+revoked.from+` FROM `+group)
			if err := used(t, as(t, owner, revoked.role)); err == nil || !strings.Contains(err.Error(), revoked.back) {
				t.Errorf("%v; want %s", err, revoked.back)
			}
			administrate(t, owner, revoked.back)
			if err := used(t, as(t, owner, revoked.role)); err != nil && strings.Contains(err.Error(), "GRANT "+revoked.from[:6]) {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
	administrate(t, owner, `CREATE ROLE stranger LOGIN`)
	t.Cleanup(func() { administrate(t, owner, `DROP ROLE stranger`) })
	if err := used(t, as(t, owner, "stranger")); err == nil || !strings.Contains(err.Error(), `to run: GRANT deletecall_writer TO "stranger"`+"\n") || !strings.HasSuffix(err.Error(), `GRANT deletecall_reader TO "stranger"`) {
		t.Errorf("of a role in no group: %v", err)
	}
	if err := used(t, as(t, owner, "auditor")); err == nil || !strings.HasSuffix(err.Error(), `GRANT deletecall_writer TO "auditor"`) {
		t.Errorf("of an auditor: %v", err)
	}
}

// Of both, the group as such lacks nothing.
func TestAMemberWhoCantConnectOrDoesNotInheritLearnsWhatHelps(t *testing.T) {
	owner, console := newHistory(t)
	whole(t, console)
	database := func(statement string) { // of which %I is this database
		administrate(t, owner, `DO $$ BEGIN EXECUTE format('`+statement+`', current_database()); END $$`)
	}
	administrate(t, owner, `CREATE ROLE "Mem ber" LOGIN NOINHERIT IN ROLE deletecall_writer`)
	t.Cleanup(func() { administrate(t, owner, `DROP ROLE "Mem ber"`) })
	inherits := `ALTER ROLE "Mem ber" INHERIT`
	if err := used(t, as(t, owner, "Mem ber")); err == nil || !strings.Contains(err.Error(), inherits) && !strings.Contains(err.Error(), `GRANT deletecall_writer TO "Mem ber" WITH INHERIT TRUE`) {
		t.Errorf("who does not inherit: %v", err)
	} else if strings.Contains(err.Error(), "WITH INHERIT") {
		inherits = `GRANT deletecall_writer TO "Mem ber" WITH INHERIT TRUE`
	}
	administrate(t, owner, inherits)
	if err := used(t, as(t, owner, "Mem ber")); err != nil {
		t.Errorf("who inherits: %v", err)
	}
	database(`REVOKE CONNECT ON DATABASE %I FROM PUBLIC`)
	t.Cleanup(func() { database(`GRANT CONNECT ON DATABASE %I TO PUBLIC`) })
	err := used(t, as(t, owner, "Mem ber"))
	if err == nil || !strings.Contains(err.Error(), "GRANT CONNECT ON DATABASE ") {
		t.Fatalf("who can't connect: %v", err)
	}
	_, statement, _ := strings.Cut(err.Error(), "to run: ")
	statement, _, _ = strings.Cut(statement, "\n")
	administrate(t, owner, statement)
	t.Cleanup(func() { database(`REVOKE CONNECT ON DATABASE %I FROM deletecall_writer, deletecall_reader`) })
	if err := used(t, as(t, owner, "Mem ber")); err != nil {
		t.Errorf("after %s: %v", statement, err)
	}
}

// A group between may not inherit, and a role may be set to act as another one.
func TestAMemberThroughAnotherRoleOrActingAsOneLearnsWhatHelps(t *testing.T) {
	owner, console := newHistory(t)
	whole(t, console)
	administrate(t, owner, `CREATE ROLE team NOINHERIT IN ROLE deletecall_writer; CREATE ROLE member LOGIN IN ROLE team; CREATE ROLE actor LOGIN IN ROLE deletecall_writer, deletecall_reader, team`)
	t.Cleanup(func() { administrate(t, owner, `DROP ROLE actor, member, team`) })
	mend := func(role string) {
		t.Helper()
		err := used(t, as(t, owner, role))
		if err == nil {
			t.Fatal("nothing keeps it from anything")
		}
		_, advice, _ := strings.Cut(err.Error(), "to run: ")
		for line := range strings.Lines(advice) {
			if statement := strings.TrimPrefix(strings.TrimSpace(line), "And: "); strings.HasPrefix(statement, "ALTER") || strings.HasPrefix(statement, "GRANT") {
				administrate(t, owner, statement)
			}
		}
		if again := used(t, as(t, owner, role)); again != nil {
			t.Errorf("%v\nand after that was done: %v", err, again)
		}
	}
	if err := used(t, as(t, owner, "member")); err != nil { // from PostgreSQL 16 on the grant inherits by what team was then
		mend("member")
	}
	administrate(t, owner, `REVOKE deletecall_writer FROM member; ALTER ROLE member NOINHERIT`)
	if err := used(t, as(t, owner, "member")); err != nil {
		mend("member")
	}
	administrate(t, owner, `ALTER ROLE actor SET role = deletecall_reader`)
	mend("actor")
	administrate(t, owner, `DO $$ BEGIN EXECUTE format('ALTER ROLE actor IN DATABASE %I SET role = deletecall_reader', current_database()); END $$`)
	mend("actor")
}

// used is what keeps a role from reading a record, or from recording one.
func used(t *testing.T, address string) error {
	t.Helper()
	s, err := Open(t.Context(), address, Options{Folder: t.TempDir()})
	if err != nil {
		return err
	}
	defer s.Close()
	_, err = s.Record(t.Context(), 1)
	return errors.Join(err, s.Unwritable(), s.sample(t.Context()))
}
