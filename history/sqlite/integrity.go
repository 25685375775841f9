package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"deletecall/history/proof"
	"deletecall/history/sqlite/driver"
	"deletecall/safetext"
)

// Findings returns what does not fit around the events: rules of the database
// that were changed or dropped, lists that don't follow from the events, indexes
// that don't fit their tables, a search index that doesn't fit, and names and keys that are not those of this
// history. Each is a sentence that is safe to show.
func (s *Store) Findings(ctx context.Context) ([]string, error) {
	var findings []string
	var failed error
	for _, look := range []func(context.Context) ([]string, error){
		s.schemaFindings, s.nameFindings, s.signerFindings, s.listFindings, s.indexFindings, s.SearchFindings,
	} {
		found, err := look(ctx)
		findings, failed = append(findings, found...), errors.Join(failed, err)
	}
	return findings, s.problem("verify the history", failed)
}

// schemaFindings compares tables, indexes and triggers with those that the
// migrations make up to the version of this history.
func (s *Store) schemaFindings(ctx context.Context) ([]string, error) {
	version, err := schemaVersion(ctx, s.reader)
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
	wanted, err := schemaOf(ctx, model)
	if err != nil {
		return nil, err
	}
	found, err := schemaOf(ctx, s.reader)
	if err != nil {
		return nil, err
	}
	return compareSchemas(wanted, found), nil
}

func compareSchemas(wanted, found map[string]string) []string {
	var findings []string
	for name, definition := range wanted {
		switch actual, ok := found[name]; {
		case !ok:
			findings = append(findings, fmt.Sprintf("The %s was dropped from the database.", name))
		case actual != definition:
			findings = append(findings, fmt.Sprintf("The %s of the database was changed.", name))
		}
	}
	for name := range found {
		if _, ok := wanted[name]; !ok {
			findings = append(findings, fmt.Sprintf("The %s was added to the database.", safetext.Bounded(name, 80)))
		}
	}
	slices.Sort(findings)
	return findings
}

func schemaOf(ctx context.Context, db rowsQueryer) (map[string]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	schema := map[string]string{}
	for rows.Next() {
		var name, definition string
		if err := rows.Scan(&name, &definition); err != nil {
			return nil, err
		}
		schema[name] = definition
	}
	return schema, rows.Err()
}

// nameFindings compares the history's own name with the one that its checkpoints
// were signed for.
func (s *Store) nameFindings(ctx context.Context) ([]string, error) {
	var findings []string
	var names, others int64
	if err := s.reader.QueryRowContext(ctx, `SELECT count(*), count(nullif(name, 'fingerprint key')) FROM meta`).Scan(&names, &others); err != nil {
		return nil, err
	}
	if others > 0 {
		findings = append(findings, fmt.Sprintf("The table meta holds %d entries that this program did not write.", others))
	}
	origin, err := proof.Origin(s.ID())
	if err != nil {
		return nil, err
	}
	keys, err := publicKeys(ctx, s.reader)
	for _, key := range keys {
		if name, _, _ := strings.Cut(key, "+"); name != origin {
			findings = append(findings, fmt.Sprintf("This is the history %s by its table meta, but a public key in it belongs to %s.",
				origin, safetext.Bounded(name, 100)))
		}
	}
	return findings, err
}

// signerFindings tells of keys that signed nothing here, and of checkpoints that
// are filed under another size than their own.
func (s *Store) signerFindings(ctx context.Context) ([]string, error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	var findings listOfFindings
	keys, err := publicKeys(ctx, tx)
	if err != nil {
		return nil, err
	}
	none := len(keys) == 0
	for kept, err := range keptCheckpoints(ctx, tx) {
		if err != nil {
			return nil, err
		}
		if none {
			return []string{"The history keeps checkpoints, but no public key to check them with."}, nil
		}
		if size, ok := proof.ClaimedSize(kept.note); ok && size != kept.size {
			findings.add(fmt.Sprintf("A checkpoint over %d events is filed as one over %d.", size, kept.size))
		}
		keys = slices.DeleteFunc(keys, func(key string) bool {
			_, err := proof.OpenCheckpoint(kept.note, key)
			return err == nil
		})
	}
	for _, key := range keys {
		findings.add(fmt.Sprintf("The public key %s is named as one of this history, but signed none of its checkpoints.", safetext.Bounded(key, 150)))
	}
	return findings.sentences(), nil
}

// indexFindings lets SQLite compare all indexes with their tables
// (sqlite.org/pragma.html, "integrity_check").
func (s *Store) indexFindings(ctx context.Context) ([]string, error) {
	rows, err := s.reader.QueryContext(ctx, fmt.Sprintf(`PRAGMA integrity_check(%d)`, mostFindings))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var findings []string
	for rows.Next() {
		var found string
		if err := rows.Scan(&found); err != nil {
			return nil, err
		}
		if found != "ok" {
			findings = append(findings, fmt.Sprintf("SQLite finds the database damaged: %s.", safetext.Bounded(found, 200)))
		}
	}
	return findings, rows.Err()
}
