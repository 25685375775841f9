package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"deletecall/history/verify"
	"deletecall/safetext"
)

// Findings returns what does not fit around the events and the list: rules of the database
// that were changed or dropped, indexes that don't fit their tables, a search index that
// doesn't fit, and names and keys that are not those of this history. Each is a sentence that
// is safe to show. It looks at all of this at once: each look keeps one processor busy.
func (s *Store) Findings(ctx context.Context) ([]string, error) {
	looks := []func(context.Context, *sql.DB, string) ([]string, error){schemaFindings, metaFindings, derivedFindings, indexFindings}
	found, failed := make([][]string, len(looks)+1), make([]error, len(looks)+1)
	var running sync.WaitGroup
	for i, look := range looks {
		running.Go(func() { found[i], failed[i] = look(ctx, s.reader, s.origin()) })
	}
	found[len(looks)], failed[len(looks)] = s.SearchFindings(ctx)
	running.Wait()
	return slices.Concat(found...), s.problem("verify the history", errors.Join(failed...))
}

// CheckTree is [verify.Verifier.CheckTree], and finds indexes and triggers that were dropped or added.
func (s *Store) CheckTree(ctx context.Context) error {
	if err := s.Verifier.CheckTree(ctx); err != nil {
		return err
	}
	return s.problem("use the history", checkSchema(ctx, s.reader))
}

func metaFindings(ctx context.Context, db *sql.DB, _ string) ([]string, error) {
	others, err := one[int64](ctx, db, `SELECT count(*) FROM meta WHERE name NOT IN ('fingerprint key', 'origin', 'moved to')`)
	if others > 0 {
		return []string{"The table meta has " + safetext.Count(others, "entry", "entries") + " that this program did not write."}, nil
	}
	return nil, err
}

// derivedFindings are those about checkpoints, keys and late outcomes.
func derivedFindings(ctx context.Context, db *sql.DB, origin string) (findings []string, err error) {
	err = snapshot(ctx, db, func(tx *sql.Tx) error {
		found, failed := verify.Findings(ctx, logReader{tx}, origin)
		strays, err := strayFindings(ctx, tx)
		findings = append(found, strays...)
		return errors.Join(failed, err)
	})
	return findings, err
}

func strayFindings(ctx context.Context, from queryer) ([]string, error) {
	strays, err := one[int64](ctx, from, `SELECT count(*) FROM late WHERE number NOT IN (SELECT number FROM record)`)
	if strays > 0 {
		return []string{"The table late lists records that do not exist: " + safetext.Number(strays) + "."}, err
	}
	return nil, err
}

// indexCache is how much is kept in memory while all indexes are compared with their tables,
// in KiB: an index in another order than its table is read in all places again and again.
const indexCache = 64 << 10

// indexFindings lets SQLite compare all indexes with their tables
// (sqlite.org/pragma.html, "integrity_check").
func indexFindings(ctx context.Context, db *sql.DB, _ string) (findings []string, err error) {
	connection, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	usual, err := one[int64](ctx, connection, `PRAGMA cache_size`)
	if err == nil {
		_, err = connection.ExecContext(ctx, fmt.Sprintf(`PRAGMA cache_size = -%d`, indexCache))
	}
	if err != nil {
		return nil, err
	}
	defer func() { // the connection goes back to the others
		_, failed := connection.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA cache_size = %d; PRAGMA shrink_memory`, usual))
		err = errors.Join(err, failed)
	}()
	findings, err = all(each(ctx, connection, scanText, fmt.Sprintf(`PRAGMA integrity_check(%d)`, mostFindings)))
	if len(findings) == 1 && findings[0] == "ok" {
		return nil, err
	}
	for i, found := range findings {
		findings[i] = fmt.Sprintf("SQLite reports a damaged database: %s.", safetext.Bounded(strings.ReplaceAll(found, "\n", ": "), 200))
	}
	return findings, err
}

// mostFindings bounds how many SQLite reports.
const mostFindings = 20
