package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
)

// FuzzSideFile looks for lines of the side file that are taken over and are not an
// outcome.
func FuzzSideFile(f *testing.F) {
	f.Fuzz(func(t *testing.T, line []byte) {
		event, err := decodeAside(line)
		if err == nil && (event.Kind != history.OutcomeKind || event.Outcome == nil) {
			t.Errorf("%q is taken for an outcome: %+v", line, event)
		}
	})
}

// FuzzWitness looks for witnesses that are believed and are not one of this history.
func FuzzWitness(f *testing.F) {
	path := filepath.Join(f.TempDir(), "history.db")
	store, err := Open(f.Context(), path, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = store.Close() })
	if _, err := store.Ready(f.Context()); err != nil { // it makes the witness
		f.Fatal(err)
	}
	own, err := os.ReadFile(store.place.witness())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own)
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(store.place.witness(), content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Ready(t.Context())
		var told *deletion.HistoryError
		if err != nil && !errors.As(err, &told) {
			t.Fatalf("an untyped error: %v", err)
		}
		if (err == nil) != (string(content) == string(own)) {
			t.Errorf("%q: %v", content, err)
		}
	})
}
