package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/export"
	knowing "deletecall/history/sqlite/forger"
	"deletecall/history/sqlite/place"
)

func quietly(int64, int64) {}

// emptyFile is what a copy is written into.
func emptyFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func openCopied(t *testing.T, path string) *Store {
	t.Helper()
	store, err := Open(context.Background(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func TestABackupIsTheHistoryOfOneMomentWhileOthersRecord(t *testing.T) {
	store, _, checkpoints := signed(t)
	store.backupStep = 1
	others := openStore(t, store.place.Path())
	size, root, err := store.TreeHead(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	recorded := 0
	path := emptyFile(t)
	copied, err := store.Backup(context.Background(), path, func(done, total int64) {
		if done < total && recorded < 10 {
			recorded++
			mustIntent(t, others, "90"+string(rune('a'+recorded)))
		}
	})
	if err != nil || copied.Events != size || copied.Root != root || copied.Records != 30 {
		t.Fatalf("%+v, %v", copied, err)
	}
	if recorded < 10 {
		t.Fatalf("only %d records came while the copy was made; the test proves little", recorded)
	}
	backup := openCopied(t, path)
	if findings := verified(t, backup, checkpoints...); len(findings) > 0 {
		t.Errorf("found %q", findings)
	}
	if now, nowRoot, err := backup.TreeHead(context.Background()); err != nil || now != size || nowRoot != root || backup.ID() != store.ID() {
		t.Errorf("the backup ends with %d %s, the history did with %d %s; %v", now, nowRoot, size, root, err)
	}
	expectNothingElse(t, path)
}

// expectNothingElse wants the copy to be one file of its owner.
func expectNothingElse(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the copy lies %v, %v", entries, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestACancelledBackupLeavesNothing(t *testing.T) {
	store, _, _ := signed(t)
	store.backupStep = 1
	path := filepath.Join(t.TempDir(), "copy.db")
	ctx, cancel := context.WithCancel(context.Background())
	err := export.MakeFile(ctx, path, false, func(temp string) error {
		_, err := store.Backup(ctx, temp, func(done, _ int64) {
			if done == 3 {
				cancel()
			}
		})
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
	// The history goes on as if nothing had been.
	mustIntent(t, store, "9000")
}

func TestACopyNeverTakesThePlaceOfAFileUnasked(t *testing.T) {
	store, _, _ := signed(t)
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	backup := func(temp string) error {
		_, err := store.Backup(context.Background(), temp, quietly)
		return err
	}
	if err := export.MakeFile(context.Background(), path, false, backup); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "mine" {
		t.Errorf("%q, %v", content, err)
	}
	if err := export.MakeFile(context.Background(), path, true, backup); err != nil {
		t.Fatal(err)
	}
	if findings := verified(t, openCopied(t, path)); len(findings) > 0 {
		t.Errorf("found %q", findings)
	}
}

func TestLookingAtACopyChangesNothingInIt(t *testing.T) {
	store := openStore(t, newPath(t))
	mustIntent(t, store, "8856") // its deadline is over, and nobody holds its lock where the copy lies
	path := emptyFile(t)
	if copied, err := store.Backup(context.Background(), path, quietly); err != nil || copied.Open != 1 {
		t.Fatalf("%+v, %v", copied, err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	backup, err := Open(context.Background(), path, Options{ReadOnly: true, Now: func() time.Time { return begin.Add(time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	if record := mustRecord(t, backup, 1); record.Outcome.Kind != deletion.Pending {
		t.Errorf("the open record became %s", record.Outcome.Kind)
	}
	if _, err := backup.RecordIntent(context.Background(), intentFor("1"), deletion.Guards{}); err == nil {
		t.Error("it took a record")
	}
	if warnings := strings.Join(backup.Warnings(context.Background(), nil), " "); strings.Contains(warnings, "read only") {
		t.Errorf("it warns of what was asked for: %s", warnings)
	}
	if err := backup.Close(); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("the file was changed, %v", err)
	}
	expectNothingElse(t, path)
	if _, err := Open(context.Background(), path+"x", Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing one: %v", err)
	}
}

func TestABackupCanTakeThePlaceOfTheHistory(t *testing.T) {
	store, _, _ := signed(t)
	path := emptyFile(t)
	if _, err := store.Backup(context.Background(), path, quietly); err != nil {
		t.Fatal(err)
	}
	wantHistoryError(t, "not restored", ready(path, Options{}), "is a backup, which is only read")
	place := newPath(t)
	restore(t, path, place, Options{})
	if intent := mustIntent(t, openStore(t, place), "9000"); intent.Number != 31 {
		t.Errorf("the next record has number %d", intent.Number)
	}
}

func TestAHistoryKnowsItsOwnFiles(t *testing.T) {
	store, _, _ := signed(t)
	path := emptyFile(t)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(store.place.Path(), link); err != nil {
		t.Fatal(err)
	}
	for _, own := range []string{store.place.Path(), store.place.WAL(), store.place.Path() + "-marker", link} {
		if !store.Owns(own) {
			t.Errorf("%s is its own", own)
		}
	}
	if store.Owns(path) || store.Owns(path+"x") {
		t.Error("it takes another file for its own")
	}
	if !place.IsInUse(store.place.Path(), "") || place.IsInUse(path, "") {
		t.Error("what is in use was taken for a copy")
	}
}

// tamper changes a copy around the product.
func tamper(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open(knowing.Driver, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

func TestTamperingWithACopyIsFound(t *testing.T) {
	const edit = `DROP TRIGGER event_is_never_changed; UPDATE event SET data = CAST(replace(CAST(canonical(data) AS TEXT), 'last', 'next') AS BLOB) WHERE number = 3;
		CREATE TRIGGER event_is_never_changed BEFORE UPDATE OF seq, number, kind, data ON event
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END`
	const list = `UPDATE record SET operator = 'mallory' WHERE number = 3`
	for name, write := range map[string]func(*Store, string) error{
		"backup": func(s *Store, path string) error {
			_, err := s.Backup(context.Background(), path, quietly)
			return err
		},
		"archive": func(s *Store, path string) error {
			size, err := archiveEnd(t, s, begin.Add(time.Hour))
			if err == nil {
				_, err = archived(context.Background(), s, path, size, quietly)
			}
			return err
		},
	} {
		for what, statements := range map[string]string{"an edited event": edit, "a changed list": list} {
			t.Run(what+" of a "+name, func(t *testing.T) {
				store, _, checkpoints := signed(t)
				path := emptyFile(t)
				if err := write(store, path); err != nil {
					t.Fatal(err)
				}
				tamper(t, path, statements)
				if findings := verified(t, openCopied(t, path), checkpoints[0]); len(findings) == 0 {
					t.Error("nothing was found")
				}
			})
		}
	}
}
