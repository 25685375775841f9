package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"deletecall/safetext"
)

// deniedError is a refusal for want of rights, with the statements that give them back to a group that this role is in,
// or those of the group to this role.
type deniedError struct {
	error
	grants []string
}

// Unwrap returns the refusal of the server.
func (e *deniedError) Unwrap() error { return e.error }

// regranting is the advice to give rights back; empty where there are none.
func regranting(grants []string) string {
	if len(grants) == 0 {
		return ""
	}
	return "this role can't use every right of the group that it is in: ask an administrator to run: " + strings.Join(grants, "\nand: ")
}

// takenFromGroup are statements, each of which gives a right of roles.sql back to the group that the role of this
// connection is in, or has the role inherit them: to be granted the group again would change nothing, but where it is in
// the group through another one, which may not inherit either. From PostgreSQL 16
// on, each grant says whether they are inherited, and the attribute of the role does so for new grants only. The schema
// may be closed to it, so nothing in it is looked for by name. A role that was set for this one counts instead of it.
const takenFromGroup = `WITH mine AS (SELECT oid, rolname, rolname = '` + WriterRole + `' AS writes FROM pg_roles
		WHERE rolname IN ('` + WriterRole + `', '` + ReaderRole + `') AND pg_has_role(session_user, oid, 'MEMBER') ORDER BY rolname DESC LIMIT 1),
	schema AS (SELECT oid FROM pg_namespace WHERE nspname = 'deletecall'),
	wanted (relname, privilege) AS (SELECT relname, privilege FROM (VALUES ('event'), ('private'), ('checkpoint'), ('public_key'), ('record'), ('lease'), ('head'), ('meta')) AS tables (relname),
			unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege, mine
		WHERE privilege = 'SELECT' OR writes AND (privilege = 'INSERT' AND relname NOT IN ('head', 'meta') OR relname IN ('record', 'lease')))
SELECT 'ALTER ' || CASE WHEN setrole = 0 THEN 'DATABASE ' || quote_ident(current_database())
		ELSE 'ROLE ' || quote_ident(session_user) || CASE WHEN setdatabase = 0 THEN '' ELSE ' IN DATABASE ' || quote_ident(current_database()) END END || ' RESET role'
	FROM pg_db_role_setting, mine WHERE current_user <> session_user AND EXISTS (SELECT FROM unnest(setconfig) AS setting WHERE setting LIKE 'role=%')
		AND setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user)) AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
UNION ALL SELECT 'ALTER ROLE ' || quote_ident(session_user) || ' INHERIT' FROM mine, pg_roles AS own WHERE current_setting('server_version_num')::bigint < 160000
	AND own.rolname = session_user AND NOT own.rolinherit AND NOT pg_has_role(session_user, mine.oid, 'USAGE')
UNION ALL SELECT 'GRANT ' || rolname || ' TO ' || quote_ident(session_user) || CASE WHEN current_setting('server_version_num')::bigint < 160000 THEN '' ELSE ' WITH INHERIT TRUE' END
	FROM mine WHERE NOT pg_has_role(session_user, mine.oid, 'USAGE') AND (current_setting('server_version_num')::bigint >= 160000
		OR NOT EXISTS (SELECT FROM pg_auth_members JOIN pg_roles AS own ON own.oid = member WHERE roleid = mine.oid AND own.rolname = session_user))
UNION ALL SELECT 'GRANT USAGE ON SCHEMA deletecall TO ' || rolname FROM mine, schema WHERE NOT has_schema_privilege(mine.oid, schema.oid, 'USAGE')
UNION ALL SELECT 'GRANT ' || string_agg(privilege, ', ' ORDER BY privilege) || ' ON deletecall.' || relname || ' TO ' || rolname FROM mine, schema, wanted JOIN pg_class USING (relname)
	WHERE relnamespace = schema.oid AND NOT has_table_privilege(mine.oid, pg_class.oid, privilege) GROUP BY relname, rolname
UNION ALL SELECT 'GRANT EXECUTE ON FUNCTION ' || pg_proc.oid::regprocedure || ' TO ' || rolname FROM mine, schema, pg_proc
	WHERE writes AND pronamespace = schema.oid AND proname IN ('lock_head', 'strip') AND NOT has_function_privilege(mine.oid, pg_proc.oid, 'EXECUTE')`

// granting is the statement that lets the role of this connection into a group.
func (s server) granting(group string) string {
	return "GRANT " + group + " TO " + safetext.Line(pgx.Identifier{s.pool.Config().ConnConfig.User}.Sanitize())
}

// connecting is the advice to let the groups log in to a database, which is no right inside of it.
func connecting(database string) string {
	return "ask an administrator to run: GRANT CONNECT ON DATABASE " + safetext.Line(pgx.Identifier{database}.Sanitize()) + " TO " + WriterRole + ", " + ReaderRole +
		"\nthe role has to be in one of the two, and to inherit its rights"
}

// denied finds out why the server refuses something for want of rights; every other error stays as it is.
func (s server) denied(ctx context.Context, err error) error {
	if codeOf(err) != noPrivilege {
		return err
	}
	return &deniedError{err, s.regrant(ctx)}
}

// regrant is empty also where the server does not say.
func (s server) regrant(ctx context.Context) []string {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	grants, _ := all(ctx, session{statements: s.pool}, pgx.RowTo[string], takenFromGroup)
	return grants
}
