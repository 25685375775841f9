package sqlite

import (
	"context"
	"testing"

	"deletecall/deletion"
)

// earlierVersion leaves a history as the first version of the schema had it.
func earlierVersion(t *testing.T) (path string) {
	t.Helper()
	path = newPath(t)
	store := openStore(t, path)
	for _, identifier := range []string{"8857", "8856"} {
		recorded := mustIntent(t, store, identifier)
		if err := store.RecordOutcome(context.Background(), recorded, accepted()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.writer.Exec(`DROP INDEX record_by_operator; DROP INDEX record_by_outcome;
		DROP INDEX record_by_identifier; DROP INDEX record_by_server; PRAGMA user_version = 1`); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func expectSorted(t *testing.T, store *Store) {
	t.Helper()
	page, err := store.Find(context.Background(), deletion.Query{},
		deletion.PageRequest{Limit: 10, Order: deletion.Order{By: deletion.OrderByIdentifier}})
	if err != nil || len(page.Records) != 2 || page.Records[0].Intent.Identifier != "8856" {
		t.Errorf("sorted by identifier: %+v, %v", page, err)
	}
	if findings, err := store.Findings(context.Background()); err != nil || len(findings) > 0 {
		t.Errorf("it is found fault with: %q, %v", findings, err)
	}
}

func TestAnEarlierSchemaIsBroughtUpToDate(t *testing.T) {
	store := openStore(t, earlierVersion(t))
	expectSorted(t, store)
	if version, err := schemaVersion(context.Background(), store.writer); err != nil || version != len(migrationFiles()) {
		t.Errorf("schema version %d, %v", version, err)
	}
	mustIntent(t, store, "8858")
}

func TestAnEarlierSchemaThatCanOnlyBeReadIsReadAsItIs(t *testing.T) {
	store := openCopied(t, earlierVersion(t))
	expectSorted(t, store)
	if version, err := schemaVersion(context.Background(), store.reader); err != nil || version != 1 {
		t.Errorf("schema version %d, %v", version, err)
	}
}
