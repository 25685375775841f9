package e2e

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"deletecall/simulator"
	"deletecall/testkit/pgserver"
)

// person is somebody with a machine of their own.
type person struct {
	t       *testing.T
	home    string
	environ []string
}

func (p person) run(args ...string) (code int, output string) {
	p.t.Helper()
	in := command(p.t, p.home, p.environ, args...)
	text, _ := in.CombinedOutput()
	return in.ProcessState.ExitCode(), string(text)
}

// expect runs a command, and wants its exit code and words of its output.
func (p person) expect(code int, words string, args ...string) {
	p.t.Helper()
	if got, output := p.run(args...); got != code || !strings.Contains(output, words) {
		p.t.Errorf("%v: %d, want %d with %q:\n%s", args, got, code, words, output)
	}
}

// shared is an empty database, and how its addresses are made for roles.
func shared(t *testing.T) (owner string, as func(role string) string) {
	t.Helper()
	owner = pgserver.Start(t)
	return owner, func(role string) string {
		parsed, err := url.Parse(owner)
		if err != nil {
			t.Fatal(err)
		}
		parsed.User = url.User(role)
		return parsed.String()
	}
}

// team makes a history in such a database. on is somebody with a role there, and a machine of their own.
func team(t *testing.T, environ []string) (owner string, on func(role string) person) {
	t.Helper()
	owner, as := shared(t)
	on = func(role string) person {
		return person{t, t.TempDir(), slices.Concat(environ, []string{"DELETECALL_HISTORY=" + as(role)})}
	}
	on("owner").expect(0, "GRANT deletecall_writer TO", "history", "init")
	return owner, on
}

func administrate(t *testing.T, address, statement string) {
	t.Helper()
	connection, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.Background())
	if _, err := connection.Exec(context.Background(), statement); err != nil {
		t.Fatal(statement, err)
	}
}

func TestOneHistoryOnAServerForManyConsoles(t *testing.T) {
	owner, as := shared(t)
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	on := func(address string, environ ...string) person {
		return person{t, t.TempDir(), append(append(system.environ(), "DELETECALL_HISTORY="+address), environ...)}
	}
	on(as("owner")).expect(9, "history init", "history", "list")
	on(as("owner")).expect(0, "GRANT deletecall_writer TO", "history", "init")
	administrate(t, owner, `CREATE ROLE with_password; CREATE ROLE alice LOGIN PASSWORD 'al1ce-p%ss' IN ROLE deletecall_writer, with_password;
		CREATE ROLE bob LOGIN IN ROLE deletecall_writer; CREATE ROLE auditor LOGIN IN ROLE deletecall_reader`)

	alice, bob := on(as("alice"), "DELETECALL_HISTORY_PASSWORD=al1ce-p%ss"), on(as("bob"))
	alice.expect(0, "Record 1", "send", "--native-id", "TRS26140192", "--reason", "GDPR-1", "--yes")
	bob.expect(0, "this was a dry run", "send", "--native-id", "TRS26140192", "--dry-run")
	bob.expect(0, "TRS26140192", "history", "list", "GDPR")
	bob.expect(3, "Record 2", "send", "--native-id", "TRS26140192", "--yes")
	alice.expect(0, "2 of 2 records", "history", "list")
	alice.expect(0, "Whoever administers the server of this history could have forged all of this", "history", "verify")
	bob.expect(0, "no rights but those of a console", "doctor")
	administrate(t, owner, `GRANT REFERENCES ON deletecall.event TO bob`)
	bob.expect(0, "The role bob has REFERENCES on the table event.", "doctor")
	administrate(t, owner, `REVOKE REFERENCES ON deletecall.event FROM bob; ALTER ROLE bob SET session_replication_role = replica`)
	if _, output := bob.run("doctor"); strings.Count(output, "can't use the history") != 1 {
		t.Errorf("one problem is not said once:\n%s", output)
	}
	administrate(t, owner, `ALTER ROLE bob RESET ALL`)
	owning := on(as("owner"))
	owning.expect(1, "The role owner is a superuser.", "doctor")
	owning.expect(8, "CREATE ROLE alice LOGIN IN ROLE deletecall_writer", "send", "--native-id", "TRS26140192", "--yes")

	auditor := on(as("auditor"))
	auditor.expect(0, "GDPR-1", "history", "show", "1")
	auditor.expect(8, "GRANT deletecall_writer", "send", "--native-id", "TRS26140192", "--yes")
	if sent := system.sent(); sent != 2 {
		t.Errorf("%d requests were sent, want 2", sent)
	}
	nobodySaw(t, alice, "al1ce-p%ss")
}

// Of two people on two machines who delete the same call at once, one is refused and learns who
// is sending, where, and since when.
func TestTwoPeopleWhoDeleteTheSameCallAtOnce(t *testing.T) {
	server := startHeldServer(t)
	owner, on := team(t, server.environ())
	administrate(t, owner, `CREATE ROLE first LOGIN IN ROLE deletecall_writer; CREATE ROLE second LOGIN IN ROLE deletecall_writer`)
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	people := []person{on("first"), on("second")}
	type result struct {
		code   int
		output string
	}
	results := make(chan result, len(people))
	for _, p := range people {
		go func() {
			code, output := p.run("send", "--call-id", "4711", "--yes")
			results <- result{code, output}
		}()
	}
	server.waitForRequest(t)
	refused := <-results // while the other one waits for its answer
	if refused.code != 5 || !strings.Contains(refused.output, "has been deleting this since") || !strings.Contains(refused.output, " on "+host+" (record 1)") {
		t.Errorf("%d: %s", refused.code, refused.output)
	}
	server.answer <- struct{}{}
	if sent := <-results; sent.code != 0 {
		t.Errorf("%d: %s", sent.code, sent.output)
	}
	people[0].expect(0, "1 of 1 record", "history", "list")
}

// A second history would contradict the first one: this machine could not send through the server any more.
func TestABackupDoesNotBecomeASecondHistoryWhileTheServerHasIt(t *testing.T) {
	owner, on := team(t, startSystem(t, simulator.Config{Tries: 1, Sleep: 1}).environ())
	administrate(t, owner, `CREATE ROLE restorer LOGIN IN ROLE deletecall_writer; CREATE ROLE looker LOGIN IN ROLE deletecall_reader`)
	restorer, looker := on("restorer"), on("looker")
	backup, restored := filepath.Join(t.TempDir(), "backup.db"), filepath.Join(t.TempDir(), "restored.db")
	restorer.expect(3, "Record 1", "send", "--call-id", "4711", "--yes")
	restorer.expect(0, "1 record", "history", "backup", backup)
	restorer.expect(3, "Record 2", "send", "--call-id", "4712", "--yes")
	for _, p := range []person{restorer, looker} {
		p.expect(1, "is the history that this is a copy of, and it is intact", "history", "restore", backup, "--history", restored)
	}
	restorer.expect(3, "Record 3", "send", "--call-id", "4713", "--yes")
	administrate(t, owner, `DROP SCHEMA deletecall CASCADE`)
	restorer.expect(0, "is now the history", "history", "restore", backup, "--history", restored)
}

// nobodySaw looks for a secret in what the commands of a person left in their home.
func nobodySaw(t *testing.T, p person, text string) {
	t.Helper()
	_ = filepath.WalkDir(p.home, func(path string, entry os.DirEntry, err error) error {
		if content, wrong := os.ReadFile(path); err == nil && wrong == nil && strings.Contains(string(content), text) {
			t.Error("it is in", path)
		}
		return nil
	})
}

func TestWithoutItsServerNothingIsSentOrPretended(t *testing.T) {
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	missing := "postgres://alice@/audit?host=" + url.QueryEscape(t.TempDir())
	alice := person{t, t.TempDir(), append(system.environ(), "DELETECALL_HISTORY="+missing)}
	alice.expect(8, "can't be reached", "send", "--native-id", "TRS26140192", "--yes")
	alice.expect(9, "can't be reached", "history", "list")
	alice.expect(2, `history restore "x.db" --history restored.db`, "history", "restore", "x.db")
	alice.expect(0, "postgres://alice@[", "config", "paths")
	if sent := system.sent(); sent != 0 {
		t.Errorf("%d requests were sent", sent)
	}
	const withPassword = "postgres://alice:s3cret@db.example/audit"
	for _, args := range [][]string{{"history", "list", "--history", withPassword}, {"history", "init", "--history", withPassword}} {
		if code, output := alice.run(args...); code != 2 || strings.Contains(output, "s3cret") || !strings.Contains(output, "has a password in its URL") {
			t.Errorf("%d: %s", code, output)
		}
	}
	file := person{t, t.TempDir(), system.environ()}
	file.expect(2, "the first deletion makes", "history", "init")
}
