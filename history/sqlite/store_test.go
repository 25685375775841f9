package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/query"
	"deletecall/secret"
)

const endpoint = "https://verba.example.com/verba/api"

var begin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func newPath(t testing.TB) string { return filepath.Join(t.TempDir(), "data", "history.db") }

// patient is for stores that wait for each other: on a busy machine that takes long.
var patient = Options{BusyTime: time.Minute}

func openStore(t testing.TB, path string) *Store {
	t.Helper()
	return openWith(t, path, Options{BusyTime: 200 * time.Millisecond})
}

func openWith(t testing.TB, path string, options Options) *Store {
	t.Helper()
	store, err := Open(context.Background(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func intentFor(identifier string) deletion.Intent {
	return deletion.Intent{
		ID: "id of " + identifier, IdentifierType: deletion.Extension, Identifier: identifier, Status: deletion.Last,
		Server: "production", Endpoint: endpoint, Method: deletion.POST, ResponseType: deletion.XML,
		Operator: deletion.Operator{Name: "Alice"}, Reason: "GDPR", Confirmed: begin, Deadline: begin.Add(2 * time.Minute),
	}
}

func accepted() deletion.Outcome {
	zero := 0
	return deletion.Outcome{Kind: deletion.Accepted, Cause: deletion.CauseAnswered, Answered: begin.Add(time.Second),
		Attempt: deletion.Attempt{Started: begin, Duration: time.Second, HTTPStatus: 200, Code: &zero,
			Answer: deletion.Answer{Body: []byte("<VerbaApi/>"), Text: "<VerbaApi/>", Length: 11}}}
}

func mustIntent(t testing.TB, store *Store, identifier string) deletion.Intent {
	t.Helper()
	intent, err := store.RecordIntent(context.Background(), intentFor(identifier), deletion.Guards{})
	if err != nil {
		t.Fatal(err)
	}
	return intent
}

func mustRecord(t testing.TB, store *Store, number int64) deletion.Record {
	t.Helper()
	record, err := store.Record(context.Background(), number)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// die lets a store's process end as kill -9 does: the system frees its lock,
// nothing is cleaned up.
func die(store *Store) {
	store.place.Processes.Die()
	_ = store.reader.Close()
	if store.writer != nil { // it could only be read
		_ = store.writer.Close()
	}
}

func TestARecordIsThereAfterARestart(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	intent := mustIntent(t, store, "8856")
	if intent.Number != 1 {
		t.Errorf("the first number is %d", intent.Number)
	}
	if record := mustRecord(t, store, 1); record.Outcome.Kind != deletion.Pending {
		t.Errorf("before the outcome it is %s", record.Outcome.Kind)
	}
	if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	record := mustRecord(t, openStore(t, path), 1)
	if record.Outcome.Kind != deletion.Accepted || string(record.Outcome.Answer.Body) != "<VerbaApi/>" ||
		record.Intent.Identifier != "8856" || !record.Intent.Confirmed.Equal(begin) {
		t.Errorf("%+v", record)
	}
	if left, _ := filepath.Glob(path + "-instances/*"); len(left) != 0 {
		t.Errorf("lock files are left: %v", left)
	}
}

func TestEveryFileIsForItsOwnerOnly(t *testing.T) {
	path := newPath(t)
	mustIntent(t, openStore(t, path), "8856")
	err := filepath.WalkDir(filepath.Dir(path), func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %s", name, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDurabilityIsReadBack(t *testing.T) {
	store := openStore(t, newPath(t))
	var mode string
	var synchronous int
	if err := store.writer.QueryRow(`PRAGMA journal_mode`).Scan(&mode); err != nil {
		t.Fatal(err)
	}
	if err := store.writer.QueryRow(`PRAGMA synchronous`).Scan(&synchronous); err != nil {
		t.Fatal(err)
	}
	if mode != "wal" || synchronous != 2 {
		t.Errorf("journal mode %s, synchronous %d", mode, synchronous)
	}
	if _, err := store.writer.Exec(`PRAGMA synchronous = NORMAL`); err != nil {
		t.Fatal(err)
	}
	if err := store.writer.makeDurable(context.Background()); err == nil {
		t.Error("a store that would lose intents is taken for durable")
	}
}

func TestTheDatabaseItselfRefusesToForget(t *testing.T) {
	store := openStore(t, newPath(t))
	intent := mustIntent(t, store, "8856")
	if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`UPDATE event SET data = x'00'`, `DELETE FROM event`, `DELETE FROM event WHERE seq = 2`,
		`INSERT OR REPLACE INTO event (seq, number, kind, data) VALUES (1, 1, 'intent', x'00')`,
		`REPLACE INTO event (seq, number, kind, data) VALUES (2, 1, 'outcome', x'00')`,
		`INSERT INTO event (seq, number, kind, data) VALUES (9, 1, 'outcome', x'00')`,
	} {
		if _, err := store.writer.Exec(statement); err == nil || !strings.Contains(err.Error(), "only grows") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestTheSameTargetIsRefusedWhileItIsOpen(t *testing.T) {
	path := newPath(t)
	first, second := openStore(t, path), openStore(t, path)
	open := mustIntent(t, first, "8856")

	again := intentFor("8856")
	again.ID, again.Status = "another", deletion.Ongoing
	var busy *deletion.TargetBusyError
	if _, err := second.RecordIntent(context.Background(), again, deletion.Guards{}); !errors.As(err, &busy) || busy.By != "Alice" || busy.Number != 1 {
		t.Errorf("%v", err)
	}
	if other := mustIntent(t, second, "8857"); other.Number != 2 {
		t.Errorf("another target has number %d", other.Number)
	}
	if err := first.RecordOutcome(context.Background(), open, accepted()); err != nil {
		t.Fatal(err)
	}
	if _, err := second.RecordIntent(context.Background(), again, deletion.Guards{}); err != nil {
		t.Errorf("after the outcome: %v", err)
	}
}

func TestAnIntentOfALivingProcessIsLeftAlone(t *testing.T) {
	path := newPath(t)
	mustIntent(t, openStore(t, path), "8856")
	if record := mustRecord(t, openStore(t, path), 1); record.Outcome.Kind != deletion.Pending {
		t.Errorf("another start made of it %s", record.Outcome.Kind)
	}
}

func TestAnIntentOfADeadProcessIsInterruptedOnce(t *testing.T) {
	path := newPath(t)
	dead := openStore(t, path)
	intent := mustIntent(t, dead, "8856")
	die(dead)
	first, second := openStore(t, path), openStore(t, path)
	for range 2 {
		if _, err := second.Ready(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	record := mustRecord(t, first, 1)
	if record.Outcome.Kind != deletion.Unknown || record.Outcome.Cause != deletion.CauseInterrupted {
		t.Errorf("%+v", record.Outcome)
	}
	if records, count, err := first.Unsettled(context.Background(), 10); err != nil || count != 1 || len(records) != 1 {
		t.Errorf("%d unsettled, %v", count, err)
	}
	var events int
	if err := first.writer.QueryRow(`SELECT count(*) FROM event WHERE kind = 'interruption'`).Scan(&events); err != nil || events != 1 {
		t.Errorf("%d interruptions, %v", events, err)
	}
	if err := first.RecordOutcome(context.Background(), intent, accepted()); err != nil {
		t.Fatal(err)
	}
	if record := mustRecord(t, second, 1); record.Outcome.Kind != deletion.Accepted {
		t.Errorf("an outcome that arrived after all is %s", record.Outcome.Kind)
	}
}

func TestOnAnotherMachineADeadlineThatCanBeBelievedDecides(t *testing.T) {
	longest := deletion.MaxTimeLimit + deletion.RecordingTime
	for name, test := range map[string]struct {
		confirmed time.Time
		deadline  time.Time
		now       time.Time
		want      deletion.OutcomeKind
	}{
		"before it":                     {begin, begin.Add(2 * time.Minute), begin.Add(2*time.Minute - time.Second), deletion.Pending},
		"after it":                      {begin, begin.Add(2 * time.Minute), begin.Add(2*time.Minute + time.Second), deletion.Unknown},
		"a year ahead, while it may be": {begin, begin.AddDate(1, 0, 0), begin.Add(longest - time.Second), deletion.Pending},
		"a year ahead, later":           {begin, begin.AddDate(1, 0, 0), begin.Add(longest + time.Second), deletion.Unknown},
		"confirmed a year ahead":        {begin.AddDate(1, 0, 0), begin.AddDate(1, 0, 0).Add(time.Minute), begin, deletion.Unknown},
		"a clock that is a bit behind":  {begin.Add(time.Minute), begin.Add(2 * time.Minute), begin, deletion.Pending},
	} {
		path := newPath(t)
		elsewhere := openStore(t, path)
		if _, err := elsewhere.Ready(context.Background()); err != nil { // it makes the marker
			t.Fatal(err)
		}
		intent := intentFor("8856")
		intent.Confirmed, intent.Deadline = test.confirmed, test.deadline
		if _, err := elsewhere.AppendIntent(context.Background(), intent, history.Owner{Machine: "elsewhere"}, 0); err != nil {
			t.Fatal(err)
		}
		_ = elsewhere.Close()
		store, err := Open(context.Background(), path, Options{Now: func() time.Time { return test.now }})
		if err != nil {
			t.Fatal(err)
		}
		if record := mustRecord(t, store, 1); record.Outcome.Kind != test.want {
			t.Errorf("%s: it is %s", name, record.Outcome.Kind)
		}
		_ = store.Close()
	}
}

func TestAnUnknownOutcomeIsSettledOnce(t *testing.T) {
	store := openStore(t, newPath(t))
	intent := mustIntent(t, store, "8856")
	settlement := deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked", Operator: deletion.Operator{Name: "bob"}, Settled: begin}
	var unsettled *deletion.NotUnsettledError
	if err := store.RecordSettlement(context.Background(), 1, settlement); !errors.As(err, &unsettled) {
		t.Errorf("a pending one is settled: %v", err)
	}
	if err := store.RecordOutcome(context.Background(), intent, deletion.Outcome{Kind: deletion.Unknown, Cause: deletion.CauseTime}); err != nil {
		t.Fatal(err)
	}
	if err := store.RecordSettlement(context.Background(), 1, settlement); err != nil {
		t.Fatal(err)
	}
	record := mustRecord(t, store, 1)
	if record.Outcome.Kind != deletion.Unknown || record.Settlement == nil || record.Settlement.Finding != deletion.FoundDeleted {
		t.Errorf("%+v", record)
	}
	if err := store.RecordSettlement(context.Background(), 1, settlement); !errors.As(err, &unsettled) || unsettled.By != "bob" {
		t.Errorf("settled twice: %v", err)
	}
	var missing *deletion.NoRecordError
	if err := store.RecordSettlement(context.Background(), 99, settlement); !errors.As(err, &missing) {
		t.Errorf("%v", err)
	}
}

func TestTheFingerprintIsTheHistorysOwn(t *testing.T) {
	path := newPath(t)
	key := secret.New("74c8eea0-50c6-40b2-9f3e-252ed501c3c8")
	first, _ := openStore(t, path).Fingerprint(key)
	again, _ := openStore(t, path).Fingerprint(key)
	other, _ := openStore(t, newPath(t)).Fingerprint(key)
	if first == "" || first != again || first == other {
		t.Errorf("%q, again %q, in another history %q", first, again, other)
	}
}

func TestAnyNameOfAFileWorks(t *testing.T) {
	for _, name := range []string{"with blank.db", "100%.db", "a?b.db", "a#b.db", "árvíztűrő ☎.db", "a&mode=ro.db", "%2e.db"} {
		path := filepath.Join(t.TempDir(), name)
		mustIntent(t, openStore(t, path), "8856")
		if _, err := os.Stat(path + "-wal"); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestAHistoryThatCannotBeUsedIsNamedWithWhatToDo(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, path string){
		"is not a history of deletecall": func(t *testing.T, path string) {
			write(t, path, strings.Repeat("this is not a database ", 50))
		},
		"is a database of another program": func(t *testing.T, path string) {
			db, _ := sql.Open("sqlite3", path)
			defer db.Close()
			if _, err := db.Exec(`CREATE TABLE theirs (x)`); err != nil {
				t.Fatal(err)
			}
			chmod(t, path, 0o600)
		},
		"has schema version 99": func(t *testing.T, path string) {
			store := openStore(t, path)
			if _, err := store.writer.Exec(`PRAGMA user_version = 99`); err != nil {
				t.Fatal(err)
			}
			_ = store.Close()
		},
		"can be read or written by others": func(t *testing.T, path string) { write(t, path, ""); chmod(t, path, 0o644) },
		"is a folder that others can write": func(t *testing.T, path string) {
			chmod(t, filepath.Dir(path), 0o777)
			t.Cleanup(func() { chmod(t, filepath.Dir(path), 0o700) })
		},
		"is not a file": func(t *testing.T, path string) {
			if err := os.Symlink("/dev/null", path); err != nil {
				t.Fatal(err)
			}
		},
	} {
		path := newPath(t)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		spoil(t, path)
		store, err := Open(context.Background(), path, Options{BusyTime: time.Millisecond})
		if err == nil {
			_ = store.Close()
		}
		var failure *deletion.HistoryError
		if !errors.As(err, &failure) || failure.Problem[:min(len(failure.Problem), len(name))] != name || failure.Advice == "" {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestAHistoryThatVanishesWhileItIsOpenTakesNoIntent(t *testing.T) {
	for name, vanish := range map[string]func(path string) error{
		"removed": os.Remove,
		"moved":   func(path string) error { return os.Rename(path, path+".old") },
		"replaced": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, nil, 0o600))
		},
		"linked": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.Symlink(path+".old", path))
		},
	} {
		path := newPath(t)
		store := openStore(t, path)
		if err := vanish(path); err != nil {
			t.Fatal(err)
		}
		var failure *deletion.HistoryError
		if _, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{}); !errors.As(err, &failure) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestALockedHistoryIsSaidToBeLocked(t *testing.T) {
	path := newPath(t)
	first, second := openStore(t, path), openStore(t, path)
	tx, err := first.writer.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	var failure *deletion.HistoryError
	if _, err := second.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{}); !errors.As(err, &failure) || !strings.Contains(failure.Problem, "locked") {
		t.Errorf("%v", err)
	}
}

func TestAnOutcomeThatTheDatabaseCannotTakeIsPutAsideAndImported(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	intent := mustIntent(t, store, "8856")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	var notRecorded *deletion.OutcomeNotRecordedError
	if err := store.RecordOutcome(context.Background(), intent, accepted()); !errors.As(err, &notRecorded) || notRecorded.SideFile == "" {
		t.Fatalf("%v", err)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		again := openStore(t, path)
		if record := mustRecord(t, again, 1); record.Outcome.Kind != deletion.Accepted || string(record.Outcome.Answer.Body) != "<VerbaApi/>" {
			t.Errorf("%+v", record.Outcome)
		}
		var outcomes int
		if err := again.writer.QueryRow(`SELECT count(*) FROM event WHERE kind = 'outcome'`).Scan(&outcomes); err != nil || outcomes != 1 {
			t.Errorf("%d outcomes, %v", outcomes, err)
		}
	}
	if info, err := os.Stat(path + "-outcomes"); err != nil || info.Size() != 0 {
		t.Errorf("the side file still holds something: %v, %v", info, err)
	}
}

func TestALineThatCannotBeReadStaysInTheSideFile(t *testing.T) {
	path := newPath(t)
	_ = openStore(t, path).Close()
	write(t, path+"-outcomes", "{\"event\":{\"v\":1,\"ki")
	_ = openStore(t, path).Close()
	if content, err := os.ReadFile(path + "-outcomes"); err != nil || !strings.Contains(string(content), `"ki`) {
		t.Errorf("%q, %v", content, err)
	}
}

func TestPagesFollowOneAnotherInBothDirections(t *testing.T) {
	store := openStore(t, newPath(t))
	for i := range 10 {
		mustIntent(t, store, fmt.Sprint(8000+i))
	}
	find := func(request query.PageRequest) string {
		page, err := store.Find(context.Background(), query.Query{}, request)
		if err != nil {
			t.Fatal(err)
		}
		var numbers []string
		for _, record := range page.Records {
			numbers = append(numbers, fmt.Sprint(record.Intent.Number))
		}
		return fmt.Sprintf("%s previous:%v next:%v", strings.Join(numbers, " "), page.Previous, page.Next)
	}
	reversed := query.Order{Reversed: true}
	for want, request := range map[string]query.PageRequest{
		"10 9 8 7 previous:false next:true":              {Limit: 4},
		"6 5 4 3 previous:true next:true":                {Limit: 4, After: 7},
		"7 6 5 4 previous:true next:true":                {Limit: 4, From: 7},
		"2 1 previous:true next:false":                   {Limit: 4, After: 3},
		"8 7 6 5 previous:true next:true":                {Limit: 4, Before: 4},
		"10 9 8 previous:false next:true":                {Limit: 4, Before: 7},
		"4 3 2 1 previous:true next:false":               {Limit: 4, Last: true},
		"10 9 8 7 6 5 4 3 2 1 previous:false next:false": {Limit: 10},
		"1 2 3 4 previous:false next:true":               {Limit: 4, Order: reversed},
		"8 9 10 previous:true next:false":                {Limit: 4, Order: reversed, After: 7},
		"6 7 8 9 previous:true next:true":                {Limit: 4, Order: reversed, From: 6},
		"3 4 5 6 previous:true next:true":                {Limit: 4, Order: reversed, Before: 7},
		"7 8 9 10 previous:true next:false":              {Limit: 4, Order: reversed, Last: true},
	} {
		if got := find(request); got != want {
			t.Errorf("%+v: %s, want %s", request, got, want)
		}
	}
}

func TestARecordThatWasDamagedDoesNotHideTheOthers(t *testing.T) {
	store := openStore(t, newPath(t))
	mustIntent(t, store, "8856")
	mustIntent(t, store, "8857")
	for _, statement := range []string{`DROP TRIGGER event_is_never_changed`, `UPDATE event SET data = x'00' WHERE number = 1`} {
		if _, err := store.writer.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	page, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 10})
	if err != nil || len(page.Records) != 2 || page.Records[0].Intent.Identifier != "8857" || page.Records[1].Outcome.Kind != deletion.Unknown {
		t.Errorf("%+v, %v", page, err)
	}
	if _, err := store.Record(context.Background(), 1); err == nil {
		t.Error("the damaged record is shown as if it were whole")
	}
	_, err = store.Ready(context.Background())
	wantHistoryError(t, "nothing more is sent", err, "is damaged: record 1: ")
}

func TestAnInterruptionIsNothingToWarnOf(t *testing.T) {
	store := openWith(t, newPath(t), Options{})
	mustIntent(t, store, "8856")
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	if warnings := store.Warnings(ctx, nil); len(warnings) > 0 {
		t.Errorf("it warns: %q", warnings)
	}
}
