package postgres

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/testkit"
	"deletecall/testkit/pgserver"
)

// makeHistory makes a history in a database of a server, and returns its address for a console.
func makeHistory(t *testing.T, owner string) (address string) {
	t.Helper()
	if _, err := Init(t.Context(), owner, InitOptions{}); err != nil {
		t.Fatal(err)
	}
	administrate(t, owner, `CREATE ROLE console LOGIN IN ROLE deletecall_writer`)
	return as(t, owner, "console")
}

func mustStart(t *testing.T, server *pgserver.Server) {
	t.Helper()
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
}

// mustDelete records a deletion whose server accepts it.
func mustDelete(t *testing.T, s *Store, identifier string) {
	t.Helper()
	_, err := s.Ready(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	intent, err := s.RecordIntent(t.Context(), intentOn(identifier), deletion.Guards{})
	if err == nil {
		err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// expectProblem wants an error that says what is wrong.
func expectProblem(t *testing.T, err error, words string) {
	t.Helper()
	var problem *deletion.HistoryError
	if !errors.As(err, &problem) || !strings.Contains(problem.Problem, words) {
		t.Errorf("%v; want %q", err, words)
	}
}

// A console goes on when its server does, without being started again; and what it could not
// record meanwhile it records then.
func TestAServerThatIsRestartedOrReplaced(t *testing.T) {
	testkit.Alone(t)
	server := pgserver.Own(t)
	address := makeHistory(t, server.URL())
	s := mustOpen(t, address, Options{})
	mustDelete(t, s, "1")
	server.Stop()
	mustStart(t, server)
	mustDelete(t, s, "2")

	intent, err := s.RecordIntent(t.Context(), intentOn("3"), deletion.Guards{})
	if err != nil {
		t.Fatal(err)
	}
	server.Stop()
	var aside *deletion.OutcomeNotRecordedError
	if err := s.RecordOutcome(t.Context(), intent, acceptedOutcome()); !errors.As(err, &aside) || aside.SideFile == "" {
		t.Errorf("an outcome without a server: %v", err)
	}
	if _, err := s.RecordIntent(t.Context(), intentOn("4"), deletion.Guards{}); err == nil {
		t.Error("an intent is recorded without a server")
	} else {
		expectProblem(t, err, "can't be reached")
	}
	if _, err := s.Find(t.Context(), query.Query{}, query.PageRequest{Limit: 10}); err == nil {
		t.Error("a list is shown without a server")
	}
	older := filepath.Join(t.TempDir(), "older")
	copyData(t, server.Data(), older)
	mustStart(t, server)
	mustDelete(t, s, "4")
	if kind := state(t, s, 3); kind != deletion.Accepted {
		t.Errorf("the outcome that was put aside is %q", kind)
	}
	expectWhole(t, s)

	// A replica takes over that lacks the last commits.
	server.Stop()
	if err := os.RemoveAll(server.Data()); err != nil {
		t.Fatal(err)
	}
	copyData(t, older, server.Data())
	mustStart(t, server)
	_, err = s.RecordIntent(t.Context(), intentOn("5"), deletion.Guards{})
	expectProblem(t, err, "ends with record 3, and record 4 was there")
	after := mustOpen(t, address, Options{Folder: filepath.Dir(s.local.marker())})
	if !errors.Is(after.Unwritable(), store.ErrDistrusted) {
		t.Errorf("opened again: %v", after.Unwritable())
	}
}

// copyData copies a server's folder, with its owner.
func copyData(t *testing.T, from, to string) {
	t.Helper()
	if said, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
}
