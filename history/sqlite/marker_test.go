package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"deletecall/deletion"
)

// filled makes a history with three records and closes it.
func filled(t *testing.T, path string) {
	t.Helper()
	store := openStore(t, path)
	fillAndCheckpoint(t, store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAHistoryThatHadRecordsIsNotTakenForANewOne(t *testing.T) {
	for _, test := range []struct{ script, problem string }{
		{`rm "$1"`, "is missing, although it had records"},
		{`: > "$1"`, "is empty, although it had records"},
		{`rm "$1"; : > "$1"; chmod 600 "$1"; echo damaged > "$1-marker"`, "is empty, although it had records"},
	} {
		path := newPath(t)
		filled(t, path)
		outside(t, test.script+`; echo precious > "$1-wal"`, path)
		_, err := Open(context.Background(), path, Options{})
		wantHistoryError(t, test.script, err, test.problem)
		if content, err := os.ReadFile(path + "-wal"); string(content) != "precious\n" {
			t.Errorf("%s: what was left in the -wal became %q, %v", test.script, content, err)
		}
		outside(t, `rm "$1-marker"`, path)
		if intent := mustIntent(t, openStore(t, path), "8856"); intent.Number != 1 {
			t.Errorf("%s: begun again on purpose, the first number is %d", test.script, intent.Number)
		}
	}
}

func TestAnEmptyDatabaseInThePlaceOfAHistoryIsRefused(t *testing.T) {
	path, empty := newPath(t), newPath(t)
	filled(t, path)
	store := openStore(t, empty)
	for _, statement := range []string{`PRAGMA writable_schema = ON`, `DELETE FROM sqlite_schema`, `PRAGMA user_version = 0`, `PRAGMA application_id = 0`} {
		if _, err := store.writer.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	_ = store.Close()
	if err := os.Rename(empty, path); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), path, Options{})
	wantHistoryError(t, "no tables", err, "is empty, although it had records")
}

func TestAnOlderCopyCanBeReadAndTakesNoIntent(t *testing.T) {
	path := newPath(t)
	filled(t, path)
	outside(t, `cp "$1" "$1-copy"`, path)
	store := openStore(t, path)
	mustIntent(t, store, "8856")
	_ = store.RecordOutcome(context.Background(), intentOf(t, store, 4), accepted())
	_ = store.Close()
	outside(t, `mv "$1-copy" "$1"`, path)

	store = openStore(t, path)
	mustRecord(t, store, 3)
	_, err := store.Ready(context.Background())
	wantHistoryError(t, "Ready", err, "ends with record 3, although it had record 4")
	_, err = store.RecordIntent(context.Background(), intentFor("8857"), deletion.Guards{})
	wantHistoryError(t, "RecordIntent", err, "ends with record 3, although it had record 4")
	restore(t, path, path, Options{})
	if intent := mustIntent(t, openStore(t, path), "8857"); intent.Number != 4 {
		t.Errorf("gone on with on purpose, its next number is %d", intent.Number)
	}
}

func TestAnotherHistoryInItsPlaceTakesNoIntent(t *testing.T) {
	path, other := newPath(t), newPath(t)
	filled(t, path)
	filled(t, other)
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	store := openStore(t, path)
	_, err := store.Ready(context.Background())
	wantHistoryError(t, "Ready", err, "is not the history that was here before")
	_, err = store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
	wantHistoryError(t, "RecordIntent", err, "is not the history that was here before")
}

func TestADamagedMarkerIsSaid(t *testing.T) {
	path := newPath(t)
	filled(t, path)
	for _, content := range []string{"", "garbage", "history x had records up to number 12\n"} {
		write(t, path+"-marker", content)
		_, err := openStore(t, path).Ready(context.Background())
		wantHistoryError(t, content, err, "is damaged")
	}
}

// Whoever puts something else in the place of a marker makes it forget as much as whoever damages it.
func TestSomethingElseInThePlaceOfAMarkerIsSaid(t *testing.T) {
	for what, put := range map[string]string{
		"a pipe": `mkfifo "$1"`, "a folder": `mkdir "$1"`, "a device": `ln -s /dev/zero "$1"`, "a link to nothing": `ln -s nowhere "$1"`,
	} {
		for _, elsewhere := range []bool{false, true} {
			path, options := remembered(t)
			marker := path + "-marker"
			if elsewhere {
				files, err := filepath.Glob(filepath.Join(options.Memory, "*"))
				if err != nil || len(files) != 1 {
					t.Fatal(files, err)
				}
				marker = files[0]
			}
			outside(t, `rm "$1" && `+put, marker)
			wantHistoryError(t, what, ready(path, options), "is damaged; it shows whether records are missing")
			restore(t, path, path, options) // as the message says
			if err := ready(path, options); err != nil {
				t.Errorf("%s, restored: %v", what, err)
			}
		}
	}
}

func TestAHistoryThatWasMovedWithItsMarkerGoesOn(t *testing.T) {
	path, moved := newPath(t), newPath(t)
	filled(t, path)
	_ = openStore(t, moved).Close()
	if err := errors.Join(os.Rename(path, moved), os.Rename(path+"-marker", moved+"-marker")); err != nil {
		t.Fatal(err)
	}
	store := openStore(t, moved)
	mustIntent(t, store, "8856")
	if id, highest, ok := marked(moved); !ok || id != store.ID() || highest != 4 || !store.place.IsHome() {
		t.Errorf("%s, %d, %v", id, highest, ok)
	}
}
