package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/history/storetest"
)

// expectRefused wants a statement to be refused for want of rights, or by a rule.
func expectRefused(t *testing.T, address, statement, code string) {
	t.Helper()
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, statement); codeOf(err) != code {
		t.Errorf("%s: %v", statement, err)
	}
}

// whole is a history with two deletions.
func whole(t *testing.T, console string) *Store {
	t.Helper()
	s := mustOpen(t, console, Options{})
	for _, identifier := range []string{"1", "2"} {
		intent, err := s.RecordIntent(t.Context(), intentOn(identifier), deletion.Guards{})
		if err == nil {
			err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestAConsoleMayAppendAndNothingElse(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	for _, statement := range []string{
		`UPDATE deletecall.event SET data = data`, `DELETE FROM deletecall.event`, `TRUNCATE deletecall.event CASCADE`,
		`UPDATE deletecall.private SET fields = NULL`, `DELETE FROM deletecall.private`, `TRUNCATE deletecall.private`,
		`UPDATE deletecall.checkpoint SET note = note`, `DELETE FROM deletecall.checkpoint`,
		`UPDATE deletecall.public_key SET key = key`, `DELETE FROM deletecall.public_key`,
		`UPDATE deletecall.head SET size = 0`, `DELETE FROM deletecall.head`,
		`INSERT INTO deletecall.meta (name, value) VALUES ('x', 'x')`, `UPDATE deletecall.meta SET value = 'x'`,
		`CREATE TABLE deletecall.mine (x text)`, `CREATE FUNCTION deletecall.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
	} {
		expectRefused(t, console, statement, noPrivilege)
	}
	for _, statement := range []string{
		`INSERT INTO deletecall.event (seq, number, kind, data, hashes) VALUES (9, 3, 'intent', 'x', 'x')`,
		`INSERT INTO deletecall.event (seq, number, kind, data, hashes) VALUES (4, 2, 'outcome', 'x', 'x')`,
	} {
		expectRefused(t, console, statement, notTheNextOne)
	}
	expectRefused(t, as(t, owner, "auditor"), `INSERT INTO deletecall.event (seq, number, kind, data, hashes) VALUES (5, 3, 'intent', 'x', 'x')`, noPrivilege)
	expectWhole(t, s)
}

// The owner has every right, and the rules still apply.
func TestTheRulesApplyToTheOwnerToo(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	administrate(t, owner, `INSERT INTO deletecall.checkpoint (size, note) VALUES (1, 'x')`)
	for _, statement := range []string{
		`UPDATE deletecall.event SET data = data`, `DELETE FROM deletecall.event`, `TRUNCATE deletecall.event CASCADE`,
		`DELETE FROM deletecall.private`, `TRUNCATE deletecall.private`,
		`UPDATE deletecall.checkpoint SET note = note`, `DELETE FROM deletecall.checkpoint`, `TRUNCATE deletecall.checkpoint`, `TRUNCATE deletecall.public_key`,
	} {
		expectRefused(t, owner, statement, noPrivilege)
	}
	if size, _, err := s.TreeHead(t.Context()); err != nil || size != 4 {
		t.Errorf("it has %d events, %v", size, err)
	}
}

func TestWhereTheRulesWereChangedNothingIsSent(t *testing.T) {
	for name, statement := range map[string]string{
		"disabled":                     `ALTER TABLE deletecall.event DISABLE TRIGGER event_only_grows`,
		"dropped":                      `DROP TRIGGER event_is_the_next_one ON deletecall.event`,
		"a function that does nothing": `CREATE OR REPLACE FUNCTION deletecall.only_grows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
		"a function without its path":  `ALTER FUNCTION deletecall.lock_head() RESET search_path`,
		"a function that does nothing without a value": `ALTER FUNCTION deletecall.strip(bigint, bytea, bytea) STRICT`,
		"a table that a publication closes":            `ALTER TABLE deletecall.record REPLICA IDENTITY NOTHING`,
		"a column that nobody fills":                   `ALTER TABLE deletecall.checkpoint ADD mine text NOT NULL`,
		"a function of an owner": `CREATE FUNCTION deletecall.edit() RETURNS void LANGUAGE sql SECURITY DEFINER AS
			'UPDATE deletecall.private SET fields = NULL'`,
		"of another kind": `DROP TRIGGER event_only_grows ON deletecall.event;
			CREATE TRIGGER event_only_grows BEFORE UPDATE ON deletecall.event FOR EACH ROW EXECUTE FUNCTION deletecall.only_grows()`,
		"of another schema": `CREATE FUNCTION public.only_grows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
			DROP TRIGGER private_stays ON deletecall.private;
			CREATE TRIGGER private_stays BEFORE DELETE ON deletecall.private FOR EACH ROW EXECUTE FUNCTION public.only_grows()`,
		"under a condition": `DROP TRIGGER private_stays ON deletecall.private;
			CREATE TRIGGER private_stays BEFORE DELETE ON deletecall.private FOR EACH ROW WHEN (false) EXECUTE FUNCTION deletecall.only_grows()`,
		"added": `CREATE FUNCTION public.skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
			CREATE TRIGGER mine BEFORE INSERT ON deletecall.private FOR EACH ROW EXECUTE FUNCTION public.skip()`,
		"a table that a crash empties": `ALTER TABLE deletecall.private SET UNLOGGED`,
		"a table that hides rows":      `ALTER TABLE deletecall.lease ENABLE ROW LEVEL SECURITY`,
		"a table that writes others":   `CREATE RULE mine AS ON UPDATE TO deletecall.record DO INSTEAD NOTHING`,
		"a foreign key": `CREATE TABLE public.kinds (kind text PRIMARY KEY); INSERT INTO public.kinds SELECT DISTINCT kind FROM deletecall.event;
			ALTER TABLE deletecall.event ADD FOREIGN KEY (kind) REFERENCES public.kinds`,
		"a column that is computed": `ALTER TABLE deletecall.event ADD mine bigint GENERATED ALWAYS AS (1 / (length(kind) - 4)) STORED`,
		"a column with a default":   `ALTER TABLE deletecall.record ADD mine bigint DEFAULT random()`,
		"a column that is counted":  `ALTER TABLE deletecall.public_key ALTER number ADD GENERATED BY DEFAULT AS IDENTITY`,
		"a column that takes less": `CREATE DOMAIN public.kind AS text; ALTER TABLE deletecall.event ALTER kind TYPE public.kind;
			ALTER DOMAIN public.kind ADD CHECK (VALUE <> 'outcome') NOT VALID`,
		"a shorter column":          `ALTER TABLE deletecall.event ALTER number TYPE int`,
		"an index that computes":    `CREATE INDEX mine ON deletecall.record ((1 / (settled + 1)))`,
		"an index for one outcome":  `CREATE UNIQUE INDEX mine ON deletecall.event ((true)) WHERE kind = 'outcome' AND seq > 100`,
		"an index for one status":   `CREATE UNIQUE INDEX mine ON deletecall.event (kind) WHERE seq > 100`,
		"an exclusion":              `ALTER TABLE deletecall.event ADD EXCLUDE (kind WITH =) WHERE (seq > 100)`,
		"an index of long values":   `CREATE INDEX mine ON deletecall.record (words)`,
		"a table that refuses rows": `ALTER TABLE deletecall.record ADD CHECK (outcome <> 'unknown')`,
		"no trigger runs":           `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database()); END $$`,
	} {
		t.Run(name, func(t *testing.T) {
			owner, console := newHistory(t)
			s := whole(t, console)
			if err := s.CheckTree(t.Context()); err != nil {
				t.Fatal(err)
			}
			administrate(t, owner, statement)
			s.pool.Reset() // what a setting says is so of new connections
			if _, err := s.Ready(t.Context()); err == nil {
				t.Error("it is ready")
			}
			if err := s.CheckTree(t.Context()); err == nil || !strings.Contains(err.Error(), "was changed by another program") {
				t.Errorf("reading says %v", err)
			}
			if findings, err := storetest.Findings(t.Context(), s); err != nil || len(findings) != 1 {
				t.Errorf("%q, %v", findings, err)
			}
		})
	}
}

func TestAForeignKeyThatDoesSomethingElseUnderItsNameIsFound(t *testing.T) {
	for _, other := range []string{``, `; ALTER TABLE deletecall.private ADD CONSTRAINT private_seq_fkey FOREIGN KEY (seq) REFERENCES deletecall.event ON DELETE CASCADE`} {
		owner, console := newHistory(t)
		s := whole(t, console)
		administrate(t, owner, `ALTER TABLE deletecall.private DROP CONSTRAINT private_seq_fkey`+other)
		if _, err := s.Ready(t.Context()); err == nil {
			t.Errorf("with another foreign key (%q) it is ready", other)
		}
		if findings, err := storetest.Findings(t.Context(), s); err != nil || len(findings) != 2 {
			t.Errorf("%q, %v", findings, err)
		}
	}
}

// What everybody may who is let in is a rule, too.
func TestARightThatConsolesWereGivenIsFound(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	administrate(t, owner, `GRANT UPDATE ON deletecall.event TO deletecall_writer`)
	if findings, err := storetest.Findings(t.Context(), s); err != nil || !slices.Equal(findings, []string{"The role deletecall_writer has UPDATE on the table event."}) {
		t.Errorf("%q, %v", findings, err)
	}
}

func TestAnEventThatIsDroppedWithoutAnErrorIsNoticed(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	administrate(t, owner, `CREATE FUNCTION public.skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
		CREATE TRIGGER a_first BEFORE INSERT ON deletecall.event FOR EACH ROW EXECUTE FUNCTION public.skip()`)
	if intent, err := s.RecordIntent(t.Context(), intentOn("3"), deletion.Guards{}); err == nil {
		t.Errorf("record %d is said to be recorded", intent.Number)
	}
}

func TestAnAuditorReads(t *testing.T) {
	owner, console := newHistory(t)
	whole(t, console)
	s := mustOpen(t, as(t, owner, "auditor"), Options{})
	expectWhole(t, s)
	if s.Unwritable() == nil || state(t, s, 2) != deletion.Accepted {
		t.Errorf("%v, %q", s.Unwritable(), state(t, s, 2))
	}
	var failed *deletion.HistoryError
	if _, err := s.RecordIntent(t.Context(), intentOn("3"), deletion.Guards{}); !errors.As(err, &failed) {
		t.Errorf("an auditor's intent: %v", err)
	}
}

func TestWhatIsNotDurableIsNotRecorded(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	administrate(t, owner, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$`)
	if after := mustOpen(t, console, Options{}); after.Unwritable() == nil {
		t.Error("it is said to be writable")
	}
	s.pool.Reset() // as after a lost connection
	if _, err := s.RecordIntent(t.Context(), intentOn("3"), deletion.Guards{}); err == nil || state(t, s, 3) != "" {
		t.Errorf("an intent that a loss of power would take: %v", err)
	}
}

func TestAServerThatLacksTheLastRecordsIsNoticed(t *testing.T) {
	owner, console := newHistory(t)
	folder := t.TempDir()
	s := mustOpen(t, console, Options{Folder: folder})
	for _, identifier := range []string{"1", "2"} {
		intent, err := s.RecordIntent(t.Context(), intentOn(identifier), deletion.Guards{})
		if err == nil {
			err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	forgery{t, owner}.Cut(2, 1) // a replica that took over without them
	if _, err := s.RecordIntent(t.Context(), intentOn("3"), deletion.Guards{}); err == nil {
		t.Error("a console that is open goes on")
	}
	if after := mustOpen(t, console, Options{Folder: folder}); !errors.Is(after.Unwritable(), store.ErrDistrusted) || state(t, after, 1) != deletion.Accepted {
		t.Errorf("another one: %v", after.Unwritable())
	}
	_, another := newHistory(t)
	moved := newLocal(folder, s.address(), "", s.busyTime)
	other := mustOpen(t, another, Options{})
	if _, err := moved.testify(other.ID()); !errors.Is(err, store.ErrDistrusted) {
		t.Errorf("another history at the same address: %v", err)
	}
}

func TestATextThatPostgreSQLDoesNotTakeIsRecorded(t *testing.T) {
	_, console := newHistory(t)
	s := mustOpen(t, console, Options{})
	intent, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
	if err != nil {
		t.Fatal(err)
	}
	strange := acceptedOutcome()
	strange.Message = "zero \x00, torn \xe2\x82"
	if err := s.RecordOutcome(t.Context(), intent, strange); err != nil {
		t.Fatal(err)
	}
	expectWhole(t, s)
}

func TestAHistoryIsMadeOnce(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	if _, err := Init(t.Context(), owner, InitOptions{}); err == nil {
		t.Error("it is made twice")
	}
	expectWhole(t, s)
	empty := newDatabase(t)
	if _, err := Open(t.Context(), empty, Options{Folder: t.TempDir()}); err == nil {
		t.Error("a database without a history is opened")
	} else {
		t.Log(err)
	}
}
