package sqlite

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"deletecall/history"
	"deletecall/safetext"
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

// schemaDigest is of the schema that the migrations make ([digestOf]), so that no reading has to make
// one to compare with.
const schemaDigest = "6095547d32f8e156c4c8d53af9c7ca775cd6b265cc0d88de03caa7b143cd28b5"

// checkSchema returns a *[schemaError] where tables, indexes and triggers are not those that the migrations
// make. A trigger of somebody else could change what is recorded while it is recorded, or drop it, and
// everything would seem to have gone well.
func checkSchema(ctx context.Context, from queryer) error {
	found, err := schemaOf(ctx, from)
	if err != nil || digestOf(found) == schemaDigest {
		return err
	}
	findings, err := schemaFindings(ctx, from, "")
	if err == nil && len(findings) > 0 {
		err = &schemaError{findings}
	}
	return err
}

func digestOf(schema map[string]string) string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(schema)) {
		fmt.Fprintf(hash, "%s\x00%s\x00", name, schema[name])
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// schemaError says that somebody changed the tables, indexes or triggers.
type schemaError struct{ findings []string }

// Error is the first finding, within a sentence.
func (e *schemaError) Error() string {
	first := strings.TrimSuffix(strings.TrimPrefix(e.findings[0], "The "), ".")
	if more := len(e.findings) - 1; more > 0 {
		first += ", and " + safetext.Number(int64(more)) + " more"
	}
	return "is not as this program made it: the " + first
}

func (e *schemaError) advice() string {
	if e.isRebuildable() {
		return "find out who changed it\nto make it again as it was, run: deletecall history rebuild"
	}
	return "find out who changed it, and restore a backup: " + history.RestoreCommand
}

// isRebuildable is false for a table of ours that was changed: it can't be made again, since it may hold events.
func (e *schemaError) isRebuildable() bool {
	return !slices.ContainsFunc(e.findings, func(finding string) bool {
		return strings.HasPrefix(finding, "The table ") && !strings.HasSuffix(finding, " was added to the database.")
	})
}

// restoreSchema makes indexes and triggers those of the migrations again, and removes what was added. The
// events were found to match by then, so a table of somebody else has none of them.
func restoreSchema(ctx context.Context, tx changer) error {
	wanted, err := modelSchema(ctx, tx)
	if err != nil {
		return err
	}
	found, err := schemaOf(ctx, tx)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		kind, of, _ := strings.Cut(name, " ")
		_, ours := wanted[name]
		if kind == "table" && ours || wanted[name] == found[name] {
			continue
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf(`DROP %s IF EXISTS "%s"`, kind, strings.ReplaceAll(of, `"`, `""`))); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if found[name] == wanted[name] || strings.HasPrefix(name, "table ") {
			continue
		}
		if _, err := tx.ExecContext(ctx, wanted[name]); err != nil {
			return err
		}
	}
	return nil
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
