package sqlite

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"deletecall/deletion"
)

func TestASchemaFromBeforeTheFirstReleaseIsRefused(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	mustIntent(t, store, "8856")
	if _, err := store.writer.Exec(`PRAGMA user_version = 5`); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, options := range []Options{{}, {ReadOnly: true}} {
		_, err := Open(context.Background(), path, options)
		var failure *deletion.HistoryError
		if !errors.As(err, &failure) || !strings.Contains(failure.Problem, "from before the first release") || failure.Advice == "" {
			t.Errorf("read only %v: %v", options.ReadOnly, err)
		}
	}
}

// The schema before the first migration that changes one, with its list.
func TestAHistoryOfAnEarlierSchemaIsBroughtUpToDate(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	mustEnd(t, store, "sip:Alice@example.com", 0, unknown())
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	script, err := migrations.ReadFile(migrationFiles()[0])
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`(?s)CREATE (TABLE record \(|INDEX record_).*?;\n`).FindAllString(string(script), -1)
	forge(t, path, func(f forger) {
		f.do(`CREATE TEMP TABLE kept AS SELECT * FROM record; DROP TABLE record; ` + strings.Join(list, "") +
			`INSERT INTO record (target, ` + columnNames + `) SELECT 1, ` + columnNames + ` FROM kept; PRAGMA user_version = 6`)
	})
	for _, options := range []Options{{ReadOnly: true}, {}} {
		opened, err := Open(t.Context(), path, options)
		if err != nil {
			t.Fatal(err)
		}
		if findings, err := opened.Findings(t.Context()); err != nil || len(findings) != 0 {
			t.Errorf("only read %v: %q, %v", options.ReadOnly, findings, err)
		}
		mustRecord(t, opened, 1)
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	}
	var unsettled *deletion.UnsettledTargetError
	if _, err := openStore(t, path).RecordIntent(t.Context(), intentFor("sip:alice@example.com")); !errors.As(err, &unsettled) {
		t.Errorf("the target is found no more: %v", err)
	}
}
