package sqlite

import (
	"context"
	"errors"
	"strings"
	"testing"

	"deletecall/deletion"
)

func TestASchemaFromBeforeTheFirstReleaseIsRefused(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	mustIntent(t, store, "8856")
	if _, err := store.writer.Exec(`PRAGMA user_version = 10`); err != nil {
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
