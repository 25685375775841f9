package postgres

import (
	"errors"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
)

func TestAHistoryThatIsRememberedAndGoneIsNotToBeMadeAgain(t *testing.T) {
	owner, console := newHistory(t)
	options := Options{Folder: t.TempDir()}
	s := mustOpen(t, console, options)
	if _, err := s.local.testify("its ID"); err != nil {
		t.Fatal(err)
	}
	marker := s.local.marker()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	administrate(t, owner, `DROP SCHEMA deletecall CASCADE`)
	var failed *deletion.HistoryError
	_, err := Open(t.Context(), console, options)
	if !errors.As(err, &failed) || !errors.Is(err, history.ErrLost) || !strings.Contains(failed.Advice, marker) || strings.Contains(failed.Advice, makeOne) {
		t.Errorf("%v", err)
	}
	if _, err := Open(t.Context(), console, Options{Folder: t.TempDir()}); !errors.As(err, &failed) || errors.Is(err, history.ErrLost) || failed.Advice != makeOne {
		t.Errorf("on a machine that remembers none: %v", err)
	}
}
