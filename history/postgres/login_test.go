package postgres

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/secret"
)

const rightPassword = "Ri9ht-p%ss w&rd"

// withPassword is a history, and the address of a console that has to give the password.
func withPassword(t *testing.T) (console string) {
	t.Helper()
	owner, _ := newHistory(t)
	administrate(t, owner, `CREATE ROLE with_password; CREATE ROLE asked LOGIN PASSWORD '`+rightPassword+`' IN ROLE with_password, deletecall_writer`)
	t.Cleanup(func() { administrate(t, owner, `DROP ROLE asked, with_password`) })
	return as(t, owner, "asked")
}

func TestThePasswordIsAskedForAtEveryConnection(t *testing.T) {
	console := withPassword(t)
	asked := 0
	s := mustOpen(t, console, Options{Password: func(context.Context) (secret.Text, error) { asked++; return secret.New(rightPassword), nil }})
	before := asked
	s.pool.Reset()
	if _, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{}); err != nil || asked == before {
		t.Errorf("asked %d times, then %d: %v", before, asked, err)
	}
}

// As psql does, which ignores such a file.
func TestAFileOfPasswordsThatOthersCanReadIsRefused(t *testing.T) {
	console := withPassword(t)
	file := filepath.Join(t.TempDir(), "pgpass")
	t.Setenv("PGPASSFILE", file)
	if err := os.WriteFile(file, []byte("*:*:*:asked:"+rightPassword+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	asked := func(context.Context) (secret.Text, error) { return secret.New(rightPassword), nil }
	for _, c := range []struct {
		mode     os.FileMode
		variable string
		password Password
		refused  bool
	}{{0o600, "", nil, false}, {0o640, "", nil, true}, {0o604, "", nil, true}, {0o644, "", asked, false}, {0o644, rightPassword, nil, false}} {
		t.Setenv("PGPASSWORD", c.variable)
		if err := os.Chmod(file, c.mode); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), console, Options{Folder: t.TempDir(), Password: c.password})
		var failed *deletion.HistoryError
		if errors.As(err, &failed) != c.refused || c.refused && (failed.Path != file || !strings.Contains(failed.Advice, "chmod 600 ")) {
			t.Errorf("%o, %q: %v", c.mode, c.variable, err)
		}
		if err == nil {
			s.Close()
		}
	}
}

func TestALoginThatFailsSaysWhyWithoutThePassword(t *testing.T) {
	console := withPassword(t)
	notThere := &deletion.HistoryError{Op: openOp, Problem: "no password", Advice: "write one"}
	for name, password := range map[string]Password{
		"wrong":     func(context.Context) (secret.Text, error) { return secret.New("wr0ng-one"), nil },
		"none":      func(context.Context) (secret.Text, error) { return secret.Text{}, nil },
		"can't get": func(context.Context) (secret.Text, error) { return secret.Text{}, notThere },
	} {
		_, err := Open(t.Context(), console, Options{Folder: t.TempDir(), Password: password})
		var failed *deletion.HistoryError
		if !errors.As(err, &failed) || strings.Contains(err.Error(), "wr0ng-one") {
			t.Errorf("%s: %v", name, err)
		} else if (name == "can't get") != (failed == notThere) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPasswordInAURLIsRefusedAndNotShown(t *testing.T) {
	for _, address := range []string{
		"postgres://ann:s3cret@db.example/audit", "postgres://ann@db.example/audit?password=s3cret",
		"postgres://ann@db.example/audit?sslpassword=s3cret", "postgres://ann:s3cret@db example/audit", "postgres://ann:s3cret%zz@db.example/audit",
	} {
		_, err := Open(t.Context(), address, Options{Folder: t.TempDir()})
		var failed *deletion.HistoryError
		if !errors.As(err, &failed) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", address, err)
		}
		if _, err := Init(t.Context(), address, InitOptions{}); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: init: %v", address, err)
		}
	}
}

func TestOnlyAVerifiedServerIsTrusted(t *testing.T) {
	for address, verified := range map[string]bool{
		"postgres://ann@db.example/audit":                               true,
		"postgres://ann@db.example/audit?sslmode=verify-full":           true,
		"postgres://ann@db.example/audit?sslmode=verify-ca":             false,
		"postgres://ann@db.example/audit?sslmode=require":               false,
		"postgres://ann@db.example/audit?sslmode=prefer":                false,
		"postgres://ann@db.example/audit?sslmode=disable":               false,
		"postgres://ann@/audit?host=/run/postgresql":                    true,
		"postgres://ann@/audit?host=/run/pg,db.example":                 true,
		"postgres://ann@/audit?host=db.example,/run/pg":                 true,
		"postgres://ann@one.example,two.example/audit":                  true,
		"postgres://ann@db.example/audit?sslmode=":                      true,
		"postgres://ann@/audit?host=/run/pg,db.example&sslmode=disable": false,
	} {
		s, err := connect(t.Context(), address, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.pool.Close()
		if s.isUnverified == verified {
			t.Errorf("%s: verified %v", address, !s.isUnverified)
		}
	}
	t.Setenv("PGSSLMODE", "disable") // of another program
	t.Setenv("PGHOST", "db.example")
	for _, address := range []string{"postgres://ann@db.example/audit", "postgres:///audit", "postgres:///", "postgres://", "postgres://?connect_timeout=3"} {
		s, err := connect(t.Context(), address, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.pool.Close()
		if s.isUnverified {
			t.Errorf("%s: PGSSLMODE decides", address)
		}
	}
}

// Two servers of one machine may differ in their port alone.
func TestANameTellsServersApartAndHoldsNoPassword(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://alice:secret@db.example.com:5433/audit":            "postgres://alice@db.example.com:5433/audit",
		"postgres://alice@/audit?host=/run/postgresql&password=secret": "postgres://alice@[/run/postgresql]/audit",
		"postgres://alice@/audit?host=/run/postgresql&port=5433":       "postgres://alice@[/run/postgresql]:5433/audit",
		"postgres://alice:se cret@%zz/audit":                           "postgres://…",
	} {
		if got := Masked(address); got != want {
			t.Errorf("%s is called %s, want %s", address, got, want)
		}
	}
}
