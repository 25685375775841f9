package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"deletecall/hint"
	"deletecall/history"
	"deletecall/history/sqlite/driver"
	"deletecall/safetext"
)

// schemaDigest is of the schema that the migrations make ([digestOf]), so that no reading has to make
// one to compare with.
const schemaDigest = "6095547d32f8e156c4c8d53af9c7ca775cd6b265cc0d88de03caa7b143cd28b5"

// schemaChange is a table, index, trigger or view that is not as the migrations make it.
type schemaChange struct {
	name          string // its kind and its name
	wanted, found string // the SQL that makes it; empty where there is none
}

// String is what was done to it, within a sentence. It is safe to show.
func (c schemaChange) String() string {
	switch name := "the " + safetext.Bounded(c.name, 80); {
	case c.found == "":
		return name + " was dropped from the database"
	case c.wanted == "":
		return name + " was added to the database"
	default:
		return name + " of the database was changed"
	}
}

func (c schemaChange) isTable() bool { return strings.HasPrefix(c.name, "table ") }

// isOurs reports whether it is a table of ours, without which reading or rebuilding may fail.
func (c schemaChange) isOurs() bool { return c.wanted != "" && c.isTable() }

// holdsEvents reports whether it is one that can't be made again from the events.
func (c schemaChange) holdsEvents() bool {
	return c.isOurs() && c.name != "table record" && c.name != "table late"
}

// schemaError says that somebody changed the tables, indexes or triggers.
type schemaError struct{ changes []schemaChange }

// Error is the first change, within a sentence.
func (e *schemaError) Error() string {
	problem := "is not as this program made it: " + e.changes[0].String()
	if more := len(e.changes) - 1; more > 0 {
		problem += ", and " + safetext.Number(int64(more)) + " more"
	}
	return problem
}

func (e *schemaError) advice() string {
	const findOut, makeAgain, restore = "find out who changed it", "\nto make it again as it was, run: deletecall history rebuild", "restore a backup: " + history.RestoreCommand
	switch {
	case e.isRebuildable():
		return findOut + makeAgain
	case e.holdsEvents():
		return findOut + ", and " + restore
	}
	return findOut + makeAgain + "\nif that can't be done, " + restore
}

// isRebuildable reports whether all of it can be made again, whatever it is now.
func (e *schemaError) isRebuildable() bool {
	return !slices.ContainsFunc(e.changes, schemaChange.isOurs)
}

func (e *schemaError) holdsEvents() bool {
	return slices.ContainsFunc(e.changes, schemaChange.holdsEvents)
}

// checkSchema returns a *[schemaError] where tables, indexes and triggers are not those that the migrations
// make. A trigger of somebody else could change what is recorded while it is recorded, or drop it, and
// everything would seem to have gone well.
func checkSchema(ctx context.Context, from queryer) error {
	found, err := schemaOf(ctx, from)
	if err != nil || digestOf(found) == schemaDigest {
		return err
	}
	changes, err := schemaChanges(ctx, from)
	if err == nil && len(changes) > 0 {
		err = &schemaError{changes}
	}
	return err
}

// schemaFindings is each change as a sentence.
func schemaFindings(ctx context.Context, db *sql.DB, _ string) (findings []string, err error) {
	changes, err := schemaChanges(ctx, db)
	for _, change := range changes {
		findings = append(findings, hint.Capital(change.String())+".")
	}
	return findings, err
}

// restoreSchema removes what was added or changed, and makes again what is missing then. The events were found to
// match by then, so a table of somebody else has none of them. Where a table that holds them was changed, it is a
// *[schemaError].
func restoreSchema(ctx context.Context, tx changer) error {
	changes, err := schemaChanges(ctx, tx)
	if err != nil {
		return err
	}
	if found := (&schemaError{changes}); found.holdsEvents() {
		return found
	}
	for _, change := range changes {
		if err := change.drop(ctx, tx); err != nil {
			return err
		}
	}
	if changes, err = schemaChanges(ctx, tx); err != nil { // what was on a table went with it
		return err
	}
	for _, change := range changes {
		if _, err := tx.ExecContext(ctx, change.wanted); err != nil {
			return err
		}
	}
	return nil
}

func (c schemaChange) drop(ctx context.Context, tx changer) error {
	kind, name, _ := strings.Cut(c.name, " ")
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`DROP %s IF EXISTS "%s"`, kind, strings.ReplaceAll(name, `"`, `""`)))
	return err
}

// schemaChanges compares with what the migrations make up to the version of a history: tables first, then in the order of the names.
func schemaChanges(ctx context.Context, from queryer) (changes []schemaChange, err error) {
	wanted, err := modelSchema(ctx, from)
	if err != nil {
		return nil, err
	}
	found, err := schemaOf(ctx, from)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(wanted)
	maps.Copy(all, found)
	var others []schemaChange
	for _, name := range slices.Sorted(maps.Keys(all)) {
		switch change := (schemaChange{name, wanted[name], found[name]}); {
		case change.wanted == change.found:
		case change.isTable():
			changes = append(changes, change)
		default:
			others = append(others, change)
		}
	}
	return append(changes, others...), nil
}

// modelSchema is what the migrations make up to the version of a history.
func modelSchema(ctx context.Context, from queryer) (map[string]string, error) {
	version, err := schemaVersion(ctx, from)
	if err != nil {
		return nil, err
	}
	model, err := sql.Open(driver.Name, ":memory:")
	if err != nil {
		return nil, err
	}
	defer model.Close()
	model.SetMaxOpenConns(1) // each connection has a memory of its own
	for _, file := range migrationFiles()[:version-firstSchema+1] {
		script, err := migrations.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if _, err := model.ExecContext(ctx, string(script)); err != nil {
			return nil, err
		}
	}
	return schemaOf(ctx, model)
}

// schemaOf is the SQL of each table, index, trigger and view, by its kind and name.
func schemaOf(ctx context.Context, from queryer) (map[string]string, error) {
	schema := map[string]string{}
	for definition, err := range each(ctx, from, func(rows *sql.Rows) (pair [2]string, err error) {
		err = rows.Scan(&pair[0], &pair[1])
		return pair, err
	}, `SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'`) {
		if err != nil {
			return nil, err
		}
		schema[definition[0]] = definition[1]
	}
	return schema, nil
}

func digestOf(schema map[string]string) string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(schema)) {
		fmt.Fprintf(hash, "%s\x00%s\x00", name, schema[name])
	}
	return hex.EncodeToString(hash.Sum(nil))
}
