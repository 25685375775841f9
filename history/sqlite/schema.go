package sqlite

import (
	"context"
	"crypto/rand"
	"embed"
	"io/fs"
	"slices"
)

//go:embed migrations/*.sql
var migrations embed.FS

// firstSchema is the version to which the first migration leads. Those before it
// were never released.
const firstSchema = 11

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

// mark is what a database says of itself (SQLite, "PRAGMA application_id").
type mark int64

// The marks. Nothing is ever recorded in an archive, which is a history that ended
// with its last checkpoint, in a backup, nor in what was left of a history that moved.
const (
	unmarked    mark = 0
	historyMark mark = 0x6463616c // "dcal"
	archiveMark mark = 0x64636172 // "dcar"
	backupMark  mark = 0x6463626b // "dcbk"
	movedMark   mark = 0x64636d76 // "dcmv"
)

const fingerprintKeyQuery = `SELECT value FROM meta WHERE name = 'fingerprint key'`

// originQuery reads the name that a history was given; empty where it was given none.
const originQuery = `SELECT coalesce((SELECT CAST(value AS TEXT) FROM meta WHERE name = 'origin'), '')`

// newKey is the key of the API keys' fingerprints, made with the history.
func newKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails, crypto/rand
	return key
}
