package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"deletecall/deletion"
)

//go:embed migrations/*.sql
var migrations embed.FS

// firstSchema is the version to which the first migration leads. Those before it
// were never released.
const firstSchema = 4

// latestSchema is the version to which the last migration leads.
func latestSchema() int { return firstSchema - 1 + len(migrationFiles()) }

// migrationFiles are the migrations in their order.
func migrationFiles() []string {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	slices.Sort(names)
	return names
}

func schemaVersion(ctx context.Context, from queryer) (version int, err error) {
	err = from.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version)
	return version, err
}

// migrate brings the schema up to date, each step in a transaction of its own.
// Two processes that start together take turns.
func (s *Store) migrate(ctx context.Context) error {
	for migrated := false; ; migrated = true {
		version, err := schemaVersion(ctx, s.writer)
		if err != nil {
			return s.problem(openOp, err)
		}
		if version == latestSchema() {
			if migrated { // a copy of the file alone has to show what it is
				_, _ = s.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`)
			}
			return nil
		}
		next := firstSchema
		if version > 0 {
			if err := s.checkVersion(version); err != nil {
				return err
			}
			next = version + 1
		}
		if err := s.migrateTo(ctx, next, migrationFiles()[next-firstSchema]); err != nil {
			return err
		}
	}
}

// checkVersion refuses a schema that this program does not know.
func (s *Store) checkVersion(version int) error {
	switch {
	case version > latestSchema():
		return &deletion.HistoryError{Op: "use the history", Path: s.place.Path(),
			Problem: fmt.Sprintf("has schema version %d, this program knows %d", version, latestSchema()),
			Advice:  "use the newer version of deletecall that made it so"}
	case version < firstSchema:
		return &deletion.HistoryError{Op: "use the history", Path: s.place.Path(),
			Problem: fmt.Sprintf("has schema version %d, from before the first release", version),
			Advice:  "read it with the program that made it, and name another file with --history"}
	}
	return nil
}

func (s *Store) migrateTo(ctx context.Context, version int, file string) error {
	const op = "bring the history up to date"
	script, err := migrations.ReadFile(file)
	if err != nil {
		return s.problem(op, err)
	}
	tx, err := s.writer.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return s.problem(op, err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if found, err := schemaVersion(ctx, tx); err != nil || found >= version {
		return s.problem(op, err) // another process was first
	}
	if version == firstSchema {
		// With the write lock held, a marker can't be that of a process which is
		// just making this history.
		if err := s.place.CheckNew(); err != nil {
			return err
		}
	}
	statements := string(script) + fmt.Sprintf("; PRAGMA user_version = %d; PRAGMA application_id = %d;", version, historyMark)
	if _, err := tx.ExecContext(ctx, statements); err != nil {
		return s.problem(op, err)
	}
	if version == firstSchema {
		if _, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES ('fingerprint key', ?)`, newKey()); err != nil {
			return s.problem(op, err)
		}
	}
	return s.problem(op, tx.Commit())
}

// newKey is the key of the API keys' fingerprints, made with the history.
func newKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails, crypto/rand
	return key
}

// checkSchema refuses to write into a schema that this program does not know.
func (s *Store) checkSchema(ctx context.Context, tx *sql.Tx) error {
	version, err := schemaVersion(ctx, tx)
	if err != nil {
		return s.problem("use the history", err)
	}
	return s.checkVersion(version)
}
