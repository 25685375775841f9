package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"deletecall/query"
)

// alone is how many records a copy of the file alone shows.
func alone(t *testing.T, path string) int64 {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "alone.db")
	outside(t, `cp "$1" "`+copied+`"`, path)
	store, err := Open(context.Background(), copied, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	_, total, err := store.Count(context.Background(), query.Query{})
	if err != nil {
		t.Fatal(err)
	}
	return total
}

func TestWhenAProcessEndsTheFileAloneIsTheWholeHistory(t *testing.T) {
	for name, end := range map[string]func(*Store){
		"at the end of a command": (*Store).Leave,
		"when it is closed":       func(s *Store) { _ = s.Close() },
		"in a console":            (*Store).Fold,
	} {
		path := newPath(t)
		console := openStore(t, path) // another process that stays
		for _, identifier := range []string{"1", "2", "3"} {
			store := openStore(t, path)
			if err := store.RecordOutcome(context.Background(), mustIntent(t, store, identifier), accepted()); err != nil {
				t.Fatal(err)
			}
			end(store)
		}
		if records := alone(t, path); records != 3 {
			t.Errorf("%s: the file alone has %d records", name, records)
		}
		mustRecord(t, console, 3)
		if intent := mustIntent(t, console, "4"); intent.Number != 4 {
			t.Errorf("%s: the console goes on with %d", name, intent.Number)
		}
	}
}

func TestTheNextStartFoldsWhatAKilledProcessLeft(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	mustIntent(t, store, "8856")
	left := killed(t, path)
	if records := alone(t, left); records != 0 {
		t.Fatalf("the file alone has %d records already: the test proves nothing", records)
	}
	openStore(t, left)
	if records := alone(t, left); records != 1 {
		t.Errorf("after the next start the file alone has %d records", records)
	}
}

func TestANewHistoryShowsWhatItIsWithoutItsLog(t *testing.T) {
	path := newPath(t)
	openStore(t, path)
	if records := alone(t, path); records != 0 {
		t.Errorf("%d records", records)
	}
}

func TestADamagedLogIsNotFolded(t *testing.T) {
	for name, script := range garbageInTheLog {
		path := newPath(t)
		store := openStore(t, path)
		fillAndCheckpoint(t, store)
		mustIntent(t, store, "8856")
		outside(t, script, path)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		store.Leave()
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%s: it was written into the database, %v", name, err)
		}
	}
}

func TestWhoReadsForLongDoesNotKeepAProcessFromEnding(t *testing.T) {
	path := newPath(t)
	store, reader := openStore(t, path), openStore(t, path)
	mustIntent(t, store, "8855")
	tx, err := reader.reader.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if found, err := anyEvent(context.Background(), tx); err != nil || !found {
		t.Fatal(err)
	}
	mustIntent(t, store, "8856")
	store.Leave() // it is not folded to the end, and nothing is lost by that
	mustRecord(t, openStore(t, killed(t, path)), 2)
}
