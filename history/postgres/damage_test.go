package postgres

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/history/store"
	"deletecall/query"
	"deletecall/testkit"
	"deletecall/testkit/pgserver"
)

// A page of the events is garbage on the server's disk: whoever asks learns that the history is
// damaged, as of a file, and nothing is sent any more.
func TestADamagedPageIsDamageOfTheHistory(t *testing.T) {
	testkit.Alone(t)
	server := pgserver.Own(t)
	address := makeHistory(t, server.URL())
	s := mustOpen(t, address, Options{})
	mustDelete(t, s, "1")

	file := filePath(t, server, "deletecall.event")
	server.Stop()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	copy(content, bytes.Repeat([]byte{0xa5}, 24)) // the header of the first page
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	mustStart(t, server)

	_, err = s.Find(t.Context(), query.Query{}, query.PageRequest{Limit: 10})
	expectDamage(t, err)
	expectDamage(t, s.Damage())
	_, err = s.Ready(t.Context())
	expectDamage(t, err)
}

func expectDamage(t *testing.T, err error) {
	t.Helper()
	if !store.IsDamage(err) {
		t.Errorf("%v; want damage", err)
	}
	expectProblem(t, err, "is damaged: invalid page")
}

// filePath is the file of a table, with all that the table has.
func filePath(t *testing.T, server *pgserver.Server, table string) (path string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.Background())
	if _, err := connection.Exec(t.Context(), `CHECKPOINT`); err != nil {
		t.Fatal(err)
	}
	if err := connection.QueryRow(t.Context(), `SELECT pg_relation_filepath($1)`, table).Scan(&path); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(server.Data(), path)
}
