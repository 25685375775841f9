package postgres

import (
	"cmp"
	"context"
	"crypto/rand"
	_ "embed"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/store"
)

var (
	//go:embed schema.sql
	schema string
	//go:embed truncate.sql
	truncate string
	//go:embed roles.sql
	roles string
)

// The roles that [Init] makes. Nobody logs in as one of them; a person's role is a member.
const (
	OwnerRole  = "deletecall_owner"  // has the tables; no console uses it
	WriterRole = "deletecall_writer" // of consoles: it appends, and changes no event
	ReaderRole = "deletecall_reader" // of auditors
)

// InitOptions are for [Init].
type InitOptions struct {
	// Password is that of the role that the address names; nil for none.
	Password Password
	// Authorities are those of the server's certificate.
	Authorities Authorities
	// Origin is the name under which checkpoints are issued; the history's own when empty.
	Origin string
}

// Init makes a history in a database: its tables, rules, and roles. The role that the address
// names needs the rights to make roles, and a schema in this database. The warnings are
// sentences about what the server does not have. A *[store.CommitError] says that the history may be there.
func Init(ctx context.Context, address string, options InitOptions) (warnings []string, err error) {
	s, err := connect(ctx, address, options.Password, options.Authorities)
	if err != nil {
		return nil, err
	}
	defer s.pool.Close()
	var isMade bool
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		from := inTransaction(tx)
		there, err := one[bool](ctx, from, hasSchema)
		if err != nil {
			return err
		}
		if there {
			return &deletion.HistoryError{Op: makeOp, Path: s.name, Problem: "has a history already", Advice: "name another database"}
		}
		key := make([]byte, 32)
		_, _ = rand.Read(key) // never fails, crypto/rand
		warnings, err = s.initIn(ctx, tx, store.Identity{FingerprintKey: key, Origin: options.Origin})
		isMade = err == nil
		return err
	})
	if err = s.problem(makeOp, err); err != nil && isMade {
		err = &store.CommitError{Err: err}
	}
	return warnings, err
}

const makeOp = "make the history"

// hasSchema asks whether there is a history in the database.
const hasSchema = `SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'deletecall')`

// initIn makes a history in a transaction, which is the owner's from then on.
func (s server) initIn(ctx context.Context, tx pgx.Tx, identity store.Identity) (warnings []string, err error) {
	from := inTransaction(tx)
	version, err := one[string](ctx, from, `SELECT version()`)
	if err != nil {
		return nil, err
	}
	// Whoever makes the same roles in another database keeps them until it has ended, which a large copy does late.
	if err := do(ctx, from, `SET LOCAL lock_timeout = '20s'`); err != nil { // below statementTime, after which it would seem that nobody answers
		return nil, err
	}
	found, err := one[string](ctx, from, selectEncoding)
	if err = cmp.Or(err, s.checkEncoding(makeOp, found)); err != nil {
		return nil, err
	}
	if err := makeRoles(ctx, tx); err != nil {
		return nil, err
	}
	scripts := []string{`CREATE SCHEMA deletecall AUTHORIZATION ` + OwnerRole, `SET LOCAL ROLE ` + OwnerRole, schema, truncate, roles}
	if strings.HasPrefix(version, "CockroachDB") {
		scripts = slices.DeleteFunc(scripts, func(script string) bool { return script == truncate })
	}
	for _, script := range scripts {
		if _, err := tx.Conn().PgConn().Exec(ctx, script).ReadAll(); err != nil {
			return nil, err
		}
	}
	for name, value := range map[string][]byte{fingerprintEntry: identity.FingerprintKey, originEntry: []byte(identity.Origin), versionEntry: []byte(schemaVersion)} {
		if _, err := tx.Exec(ctx, `INSERT INTO deletecall.meta (name, value) VALUES ($1, $2)`, name, value); err != nil {
			return nil, err
		}
	}
	if err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error { return makeWords(ctx, tx) }); err != nil {
		warnings = append(warnings, searchesScan+" ("+message(err)+"). To make one later, as a superuser: "+wordsLater(ctx, from))
	}
	return warnings, nil
}

// searchesScan is said where the index of trigrams is missing.
const searchesScan = "Searches for words read all records: the server has no index for them"

// makeWords makes the index of searches (postgresql.org/docs, "pg_trgm"), as the role that
// logged in: the extension may be in a schema that only this role can use.
func makeWords(ctx context.Context, tx pgx.Tx) error {
	for _, statement := range []string{`RESET ROLE`, `CREATE EXTENSION IF NOT EXISTS pg_trgm`} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	schema, err := one[string](ctx, session{statements: tx}, schemaOfTrigrams)
	if err == nil {
		_, err = tx.Exec(ctx, words(pgx.Identifier{schema, "gin_trgm_ops"}.Sanitize()))
	}
	return err
}

const schemaOfTrigrams = `SELECT nspname::text FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'`

// wordsLater is what a superuser runs where this role could not: the extension may be in a schema that is closed to it.
func wordsLater(ctx context.Context, from session) string {
	if schema, err := one[string](ctx, from, schemaOfTrigrams); err == nil {
		return words(pgx.Identifier{schema, "gin_trgm_ops"}.Sanitize())
	}
	return "CREATE EXTENSION pg_trgm; " + words("gin_trgm_ops")
}

func words(operators string) string {
	return `CREATE INDEX record_words ON deletecall.record USING gin (words ` + operators + `)`
}

// makeRoles makes the roles that another history on this server has not made yet, and lets the
// role that runs it make tables for the owner.
func makeRoles(ctx context.Context, tx pgx.Tx) error {
	from := inTransaction(tx)
	for _, role := range []string{OwnerRole, WriterRole, ReaderRole} {
		there, err := one[bool](ctx, from, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)`, role)
		if err == nil && !there {
			err = do(ctx, from, `CREATE ROLE `+role+` NOLOGIN`)
		}
		if err != nil {
			return err
		}
	}
	isSuperuser, err := one[bool](ctx, from, `SELECT rolsuper FROM pg_roles WHERE rolname = current_user`)
	if err == nil && !isSuperuser {
		err = do(ctx, from, `GRANT `+OwnerRole+` TO CURRENT_USER`)
	}
	return err
}
