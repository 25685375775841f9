package postgres

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/storetest"
)

// withAct is a history of three deletions, after an event that is of no record. It is signed, and
// this machine remembers that.
func withAct(t *testing.T) (owner string, s *Store) {
	t.Helper()
	owner, console := newHistory(t)
	s = mustOpen(t, console, Options{})
	if err := s.RecordAct(t.Context(), history.Act{What: history.BackupAct, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	for _, identifier := range []string{"1", "2", "3"} {
		if _, err := s.RecordIntent(t.Context(), intentOn(identifier), deletion.Guards{}); err != nil {
			t.Fatal(err)
		}
	}
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), s.Origin())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := s.Sign(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	s.ContinueFrom(func() []proof.Checkpoint { return []proof.Checkpoint{signed} })
	return owner, s
}

func TestWhatWasChangedIsFoundBeforeADeletion(t *testing.T) {
	const row = `INSERT INTO deletecall.record SELECT (jsonb_populate_record(r, '{"number": NUMBER}')).* FROM deletecall.record AS r WHERE number = 1`
	for statement, want := range map[string]string{
		`DELETE FROM deletecall.event WHERE seq = 1`:                                                        "event 1 is missing",
		`UPDATE deletecall.event SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) WHERE seq = 2`: "event 2 has a hash over the 2 events up to it that does not match theirs",
		strings.ReplaceAll(row, "NUMBER", "99"):                                                             "the list has a record 99 that has no event",
		strings.ReplaceAll(row, "NUMBER", "0"):                                                              "the list has a record 0 that has no event",
		`DELETE FROM deletecall.record WHERE number = 2`:                                                    "has a list that does not match its events: record 2 is missing from it",
		`INSERT INTO deletecall.public_key (number, key) VALUES (9, 'else/x+0a+b')`:                         "has a public key that is not its own",
	} {
		t.Run(want, func(t *testing.T) {
			owner, s := withAct(t)
			if _, err := s.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			forgery{t, owner}.do(statement)
			var failed *deletion.HistoryError
			if _, err := s.Ready(t.Context()); !errors.As(err, &failed) || !strings.Contains(failed.Problem, want) {
				t.Errorf("%v", err)
			}
		})
	}
}

// A console that stays open does not go on in a history that is another one by now.
func TestAHistoryThatBecameAnotherOneIsFoundUnderAnOpenConsole(t *testing.T) {
	for statement, want := range map[string]string{
		`UPDATE deletecall.meta SET value = 'x' WHERE name = 'fingerprint key'`: "is not the history that was opened",
		`UPDATE deletecall.meta SET value = 'x/y' WHERE name = 'origin'`:        "is not the history that was opened",
		`UPDATE deletecall.meta SET value = '2' WHERE name = 'schema version'`:  `has the schema version "2"`,
		`DELETE FROM deletecall.meta`:                                           `has the schema version ""`,
	} {
		owner, s := withAct(t)
		administrate(t, owner, statement)
		_, err := s.RecordIntent(t.Context(), intentOn("4"), deletion.Guards{})
		expectProblem(t, err, want)
	}
}

func TestPrivateDataOfNoEventIsFound(t *testing.T) {
	owner, s := withAct(t)
	forgery{t, owner}.do(`INSERT INTO deletecall.private (seq, fields) VALUES (0, 'x'), (99, 'x')`)
	want := []string{"The table private has something for event 0, which does not exist.", "The table private has something for event 99, which does not exist."}
	if findings, err := storetest.Findings(t.Context(), s); err != nil || !slices.Equal(findings, want) {
		t.Errorf("%q, %v", findings, err)
	}
}

func TestWhatIsNotOursInTheTableMetaIsFound(t *testing.T) {
	for statement, want := range map[string]string{
		`INSERT INTO deletecall.meta (name, value) VALUES ('mine', 'x')`:                     "The table meta has entries that this program did not write: 1.",
		`INSERT INTO deletecall.meta (name, value) VALUES ('unfinished', '')`:                "The table meta says that this is a copy that was not finished, and the last event is no move.",
		`INSERT INTO deletecall.meta (name, value) VALUES ('moved to', 'postgres://else/x')`: "The table meta says that the history was moved to postgres://else/x, and the last event does not.",
	} {
		t.Run(want, func(t *testing.T) {
			owner, s := withAct(t)
			administrate(t, owner, statement)
			if findings, err := storetest.Findings(t.Context(), s); err != nil || !slices.Equal(findings, []string{want}) {
				t.Errorf("%q, %v", findings, err)
			}
		})
	}
}
