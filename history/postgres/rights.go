package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/safetext"
)

// hasExcess asks in a third of the time whether [excess] finds anything: it is asked at every
// opening, over a connection for which the server has read nothing of its catalogue yet. So it
// reads little of it, and has functions look up the rest. The owner of something, and nobody
// else by default, may let others grant rights to it (postgresql.org/docs, "Privileges").
const hasExcess = `SELECT EXISTS (SELECT FROM pg_roles AS mine WHERE pg_has_role(session_user, mine.oid, 'MEMBER') AND (
	rolsuper OR rolcreaterole OR rolname IN ('pg_execute_server_program', 'pg_write_server_files')
	OR has_database_privilege(mine.oid, current_database(), 'CONNECT WITH GRANT OPTION')
	OR has_schema_privilege(mine.oid, 'deletecall', 'CREATE, USAGE WITH GRANT OPTION')
	OR EXISTS (SELECT FROM pg_depend WHERE ` + ofSchema + ` AND classid = 'pg_class'::regclass AND (
		has_table_privilege(mine.oid, objid, 'TRUNCATE, TRIGGER, SELECT WITH GRANT OPTION')
		OR objid NOT IN (` + derived + `) AND (has_any_column_privilege(mine.oid, objid, 'UPDATE') OR has_table_privilege(mine.oid, objid, 'DELETE'))
		OR objid NOT IN (` + derived + `, to_regclass('deletecall.event'), to_regclass('deletecall.private'), to_regclass('deletecall.checkpoint'), to_regclass('deletecall.public_key'))
			AND has_any_column_privilege(mine.oid, objid, 'INSERT')))))`

// derived are the tables that a console changes.
const derived = `to_regclass('deletecall.record'), to_regclass('deletecall.lease')`

// excess asks what a role may do besides what a writer may, itself or as any
// role that it can take on; a superuser may do everything. Each row is a phrase.
//
// A view is a way to its tables with the rights of its owner.
//
// The rights that give others away are those of roles that own something, of CREATEROLE (up
// to PostgreSQL 15, which lets it grant any role), and of two predefined roles that reach the
// server's files (postgresql.org/docs, "Role Attributes" and "Predefined Roles").
const excess = `WITH mine AS (SELECT * FROM pg_roles WHERE pg_has_role($1::name, oid, 'MEMBER')),
	tables AS (SELECT c.oid, relname, relowner FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
		WHERE nspname = 'deletecall' AND relkind IN ('r', 'p', 'v', 'f')),
	allowed (relname, allows) AS (VALUES
		('event', 'INSERT'), ('private', 'INSERT'), ('checkpoint', 'INSERT'), ('public_key', 'INSERT'),
		('record', 'INSERT UPDATE DELETE'), ('lease', 'INSERT UPDATE DELETE'))
SELECT what FROM (
	SELECT 1, 'is a superuser' WHERE EXISTS (SELECT FROM mine WHERE rolsuper)
	UNION ALL SELECT 2, 'can make and grant roles' WHERE EXISTS (SELECT FROM mine WHERE rolcreaterole)
	UNION ALL SELECT 3, 'can become ' || rolname FROM mine WHERE rolname IN ('pg_execute_server_program', 'pg_write_server_files')
	UNION ALL SELECT 4, 'owns the database' FROM pg_database JOIN mine ON mine.oid = datdba WHERE datname = current_database()
	UNION ALL SELECT 5, 'owns the schema deletecall' FROM pg_namespace JOIN mine ON mine.oid = nspowner WHERE nspname = 'deletecall'
	UNION ALL SELECT 6, 'owns the table ' || relname FROM tables JOIN mine ON mine.oid = relowner
	UNION ALL SELECT 7, 'has CREATE on the schema deletecall' WHERE EXISTS (SELECT FROM mine WHERE has_schema_privilege(oid, 'deletecall', 'CREATE'))
	UNION ALL SELECT 8, 'has ' || privilege || ' on the table ' || tables.relname
		FROM tables LEFT JOIN allowed ON allowed.relname = tables.relname
		CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
		WHERE position(privilege IN coalesce(allows, '')) = 0 AND EXISTS (SELECT FROM mine WHERE
			CASE WHEN privilege IN ('INSERT', 'UPDATE') THEN has_any_column_privilege(mine.oid, tables.oid, privilege)
			ELSE has_table_privilege(mine.oid, tables.oid, privilege) END)
) AS found (place, what) ORDER BY place, what`

// spare asks what a role may do that no console needs and with which it can't change what is recorded: it makes things
// of its own, or others than the history. Each row is a phrase. What everybody may do is not this role's.
const spare = `WITH mine AS (SELECT * FROM pg_roles WHERE pg_has_role($1::name, oid, 'MEMBER'))
SELECT 'has CREATE on the database' WHERE EXISTS (SELECT FROM mine WHERE has_database_privilege(oid, current_database(), 'CREATE'))
UNION ALL SELECT 'has REFERENCES on the table ' || relname FROM pg_class WHERE relnamespace = 'deletecall'::regnamespace AND relkind IN ('r', 'p')
	AND EXISTS (SELECT FROM mine WHERE has_any_column_privilege(mine.oid, pg_class.oid, 'REFERENCES'))
UNION ALL SELECT 'can make databases' WHERE EXISTS (SELECT FROM mine WHERE rolcreatedb)
UNION ALL SELECT 'can copy the whole server' WHERE EXISTS (SELECT FROM mine WHERE rolreplication)`

// From PostgreSQL 15 on, others than superusers may be let switch off triggers, for what they write themselves: they
// could add events that are not the next ones. The function is unknown to older servers.
const (
	mayGrantSettings = `SELECT current_setting('server_version_num')::bigint >= 150000`
	mayStopTriggers  = `SELECT 'has SET on the parameter session_replication_role' WHERE EXISTS (SELECT FROM pg_roles
	WHERE pg_has_role($1::name, oid, 'MEMBER') AND has_parameter_privilege(oid, 'session_replication_role', 'SET'))`
)

// lacking are the rights that a deletion needs and this role does not have: without one, an intent may be taken whose
// outcome is not. Each row is a right and its table.
const lacking = `SELECT privilege || ' ON deletecall.' || relname FROM (VALUES
	('event', 'INSERT'), ('private', 'INSERT'), ('checkpoint', 'INSERT'), ('public_key', 'INSERT'), ('record', 'INSERT'), ('record', 'UPDATE'),
	('lease', 'INSERT'), ('lease', 'UPDATE'), ('lease', 'DELETE')) AS needed (relname, privilege)
	WHERE NOT has_table_privilege('deletecall.' || relname, privilege)`

func (s server) lackProblem(lacks []string) error {
	if len(lacks) == 0 {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: s.name, Problem: "does not give this role the rights it needs: " + strings.Join(lacks, ", "),
		Advice: "ask an administrator to run: GRANT " + lacks[0] + " TO " + WriterRole}
}

// Rights are those of the role of this connection.
func (s *Store) Rights(ctx context.Context) (*store.Rights, error) {
	role, found, err := s.excessRights(ctx)
	if err != nil {
		return nil, s.problem(readOp, err)
	}
	rights := &store.Rights{Advice: "whoever deletes could change the evidence: let consoles log in as a member of " + WriterRole + " alone, see docs/postgresql.md"}
	for _, what := range found {
		rights.Excess = append(rights.Excess, fmt.Sprintf("The role %s %s.", role, what))
	}
	if len(found) > 0 {
		return rights, nil
	}
	if found, err = s.spareRights(ctx); err != nil {
		return nil, s.problem(readOp, err)
	}
	for _, what := range found {
		rights.Spare = append(rights.Spare, fmt.Sprintf("The role %s %s.", role, safetext.Bounded(what, 120)))
	}
	return rights, nil
}

func (s server) spareRights(ctx context.Context) (phrases []string, err error) {
	err = s.snapshot(ctx, func(from session) error {
		role, err := one[string](ctx, from, `SELECT session_user::text`)
		if err == nil {
			phrases, err = all(ctx, from, pgx.RowTo[string], spare, role)
		}
		if err != nil {
			return err
		}
		if there, err := one[bool](ctx, from, mayGrantSettings); err != nil || !there {
			return err
		}
		stops, err := all(ctx, from, pgx.RowTo[string], mayStopTriggers, role)
		phrases = append(phrases, stops...)
		return err
	})
	return phrases, err
}

func (s server) excessRights(ctx context.Context) (role string, phrases []string, err error) {
	err = s.snapshot(ctx, func(from session) (err error) {
		if role, err = one[string](ctx, from, `SELECT session_user::text`); err == nil {
			phrases, err = excessOfRole(ctx, from, role)
		}
		return err
	})
	return safetext.Bounded(role, 80), phrases, err
}

func excessOfRole(ctx context.Context, from session, role string) (phrases []string, err error) {
	phrases, err = all(ctx, from, pgx.RowTo[string], excess, role)
	for i, what := range phrases {
		phrases[i] = safetext.Bounded(what, 120)
	}
	return phrases, err
}

// groupFindings are rights that everybody has who is let in, and that [Init] did not give.
func groupFindings(ctx context.Context, from session) (findings []string, err error) {
	for _, role := range []string{WriterRole, ReaderRole} {
		phrases, err := excessOfRole(ctx, from, role)
		if err != nil {
			return nil, err
		}
		for _, what := range phrases {
			findings = append(findings, fmt.Sprintf("The role %s %s.", role, what))
		}
	}
	return findings, nil
}

// mostExcess is how many rights an error names: of a superuser or an owner the rest follows.
const mostExcess = 3

// excessProblem is why a role with more rights than a console's records nothing: whoever
// deletes must not be able to change what is recorded. It is nil for a role that may only let
// others read, too.
func (s server) excessProblem(ctx context.Context) error {
	role, phrases, err := s.excessRights(ctx)
	if err != nil {
		return s.problem(openOp, err)
	}
	if len(phrases) == 0 {
		return nil
	}
	what := strings.Join(phrases[:min(len(phrases), mostExcess)], ", ")
	if more := len(phrases) - mostExcess; more > 0 {
		what += fmt.Sprintf(" (and more, %d in all)", len(phrases))
	}
	return &deletion.HistoryError{Op: "use the history", Path: s.name,
		Problem: fmt.Sprintf("lets the role %s change what is recorded: it %s", role, what),
		Advice:  "such a role may only read\nto delete, log in as a role that is in " + WriterRole + " alone\nan administrator makes one with: CREATE ROLE alice LOGIN IN ROLE " + WriterRole}
}
