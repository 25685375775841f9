package e2e

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"deletecall/history"
	"deletecall/history/postgres"
	"deletecall/history/sqlite"
	"deletecall/history/store"
	"deletecall/simulator"
)

// A history that everything has happened to goes to a server and back. It is the same one: what
// was proved before verifies after, and only one of the places takes deletions.
func TestAHistoryMovesToAServerAndBack(t *testing.T) {
	owner, as := shared(t)
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	alice := person{t, t.TempDir(), system.environ()}
	at := func(place string, args ...string) []string { return append(args, "--history", place) }
	file, server, back := filepath.Join(alice.home, "audit.db"), as("owner"), filepath.Join(alice.home, "back.db")
	alice.expect(0, "Record 1", at(file, "send", "--native-id", "TRS26140192", "--reason", "GDPR-1", "--yes")...)
	alice.expect(3, "Record 2", at(file, "send", "--native-id", "TRS26140192", "--reason", "GDPR-2", "--yes")...)
	alice.expect(0, "", at(file, "hold", "add", "--extension", "8811", "--owner", "Legal", "--tag", "77", "--reason", "court order")...)
	alice.expect(0, "", at(file, "history", "expire", "GDPR-2", "--data", "identifier", "--yes")...)
	proof, checkpoint := filepath.Join(alice.home, "proof.json"), filepath.Join(alice.home, "checkpoint")
	alice.expect(0, "", at(file, "history", "prove", "1", "--out", proof)...)
	alice.expect(0, "", at(file, "history", "checkpoint", "--out", checkpoint)...)
	_, public := alice.run(at(file, "history", "checkpoint", "--public-key")...)
	key := filepath.Join(alice.home, "history.key")
	if err := os.WriteFile(key, []byte(public), 0o600); err != nil {
		t.Fatal(err)
	}

	alice.expect(0, "has a history now", at(server, "history", "init")...)
	alice.expect(2, "a file and a server", "history", "copy", file, back)
	alice.expect(0, "Good: the history is at", "history", "copy", file, server)

	alice.expect(8, "was moved to postgres://", at(file, "send", "--native-id", "TRS26140193", "--yes")...)
	alice.expect(0, "GDPR-1", at(file, "history", "list")...)
	alice.expect(1, "is only read, since the history was moved to", "history", "copy", file, "postgres://elsewhere@/audit?host=/nowhere")
	administrate(t, owner, `CREATE ROLE mover LOGIN IN ROLE deletecall_writer`)
	onServer := as("mover")
	alice.expect(0, "Good:", at(onServer, "history", "verify", "--checkpoint", checkpoint)...)
	alice.expect(0, "Good:", "history", "check-proof", proof, "--key", key)
	alice.expect(0, "move", at(onServer, "history", "log")...)
	alice.expect(0, "8811", at(onServer, "hold", "list")...)
	alice.expect(3, "Record 3", at(onServer, "send", "--native-id", "TRS26140193", "--yes")...)
	saved := filepath.Join(alice.home, "saved.db")
	alice.expect(0, "to restore it elsewhere", at(onServer, "history", "backup", saved)...)
	alice.expect(0, "Good:", at(saved, "history", "verify", "--checkpoint", checkpoint)...)
	alice.expect(1, "moved by a member of deletecall_owner", "history", "copy", onServer, back)
	if _, err := os.Stat(back); err == nil {
		t.Error("a console copied what it may not move")
	}
	alice.expect(3, "Record 4", at(onServer, "send", "--native-id", "TRS26140194", "--yes")...)

	alice.expect(0, "Good: the history is at", "history", "copy", server, back)
	alice.expect(0, "Good: the history was moved to", "history", "copy", server, back)
	alice.expect(1, "has a history already", "history", "copy", file, server)
	alice.expect(8, "was moved to", at(onServer, "send", "--native-id", "TRS26140195", "--yes")...)
	alice.expect(0, "Good:", at(onServer, "history", "verify", "--checkpoint", checkpoint)...)
	alice.expect(0, "Good:", at(back, "history", "verify", "--checkpoint", checkpoint)...)
	alice.expect(3, "Record 5", at(back, "send", "--native-id", "TRS26140195", "--yes")...)
	alice.expect(0, "5 of 5 records", at(back, "history", "list")...)
}

// Where a move is interrupted before its end, the history is in one place, and the same command
// brings it to its end.
func TestAMoveThatIsInterruptedLeavesOneHistory(t *testing.T) {
	for role, isDecided := range map[string]bool{"before_the_decision": false, "after_the_decision": true} {
		t.Run(role, func(t *testing.T) {
			owner, as := shared(t)
			system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			alice := person{t, t.TempDir(), system.environ()}
			file, server := filepath.Join(alice.home, "audit.db"), as("owner")
			alice.expect(0, "Record 1", "send", "--native-id", "TRS26140192", "--yes", "--history", file)

			died := errors.New("the process died")
			move(t, alice, file, server, func() error {
				if isDecided {
					return nil
				}
				return died
			})
			administrate(t, owner, `CREATE ROLE `+role+` LOGIN IN ROLE deletecall_writer`)
			alice.expect(8, "is a copy that was not finished", "send", "--native-id", "TRS26140193", "--yes", "--history", as(role))
			if isDecided {
				alice.expect(8, "was moved to", "send", "--native-id", "TRS26140193", "--yes", "--history", file)
			} else {
				alice.expect(3, "Record 2", "send", "--native-id", "TRS26140193", "--yes", "--history", file)
			}
			alice.expect(0, "Good: the history is at", "history", "copy", file, server)
			alice.expect(0, "Good:", "history", "verify", "--history", as(role))
			alice.expect(0, "Good: the history was moved to", "history", "copy", file, server) // as after an end that could not say so
			alice.expect(3, "Record", "send", "--native-id", "TRS26140194", "--yes", "--history", as(role))
		})
	}
}

// move moves a history as the command does, up to before its end.
func move(t *testing.T, of person, file, server string, decided func() error) {
	t.Helper()
	memory := filepath.Join(of.home, ".config", "deletecall", "histories")
	from, err := sqlite.Open(t.Context(), file, sqlite.Options{Memory: memory})
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	act := history.Act{What: history.MoveAct, To: postgres.Masked(server), At: time.Now()}
	err = from.Move(t.Context(), act, func(whole store.Snapshot) error {
		_, err := postgres.Receive(context.Background(), server, postgres.Options{Folder: memory}, from.Identity(), whole, func(int64, int64) {})
		return errors.Join(err, decided())
	})
	if want := decided(); (err == nil) != (want == nil) {
		t.Fatal(err)
	}
}
