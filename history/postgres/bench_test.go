package postgres

import (
	"testing"

	"github.com/google/uuid"

	"deletecall/deletion"
)

// A deletion as the history sees it: whether it is ready, the intent, the outcome.
func BenchmarkDeletion(b *testing.B) {
	_, console := newHistory(b)
	s, err := Open(b.Context(), console, Options{Folder: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		if _, err := s.Ready(b.Context()); err != nil {
			b.Fatal(err)
		}
		intent, err := s.RecordIntent(b.Context(), intentOn(uuid.NewString()), deletion.Guards{})
		if err == nil {
			err = s.RecordOutcome(b.Context(), intent, acceptedOutcome())
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
