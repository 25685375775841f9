package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/query"
)

// besideIt makes all the files that can be next to a history.
func besideIt(t *testing.T) (store *Store, path string) {
	path = newPath(t)
	store = openStore(t, path)
	fillAndCheckpoint(t, store)
	write(t, path+"-outcomes", "")
	return store, path
}

func TestModesAreLookedAtBeforeEachIntent(t *testing.T) {
	for name, problem := range map[string]string{
		"":           "can be read or written by others",
		"-wal":       "can be read or written by others",
		"-shm":       "can be read or written by others",
		"-marker":    "can be read or written by others",
		"-outcomes":  "can be read or written by others",
		"-reserve":   "can be read or written by others",
		"-instances": "is a folder that others can write",
		"/..":        "is a folder that others can write",
	} {
		store, path := besideIt(t)
		spoiled := filepath.Clean(path + name)
		chmod(t, spoiled, 0o777)
		_, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
		wantHistoryError(t, name, err, problem)
		_, err = store.Ready(context.Background())
		wantHistoryError(t, name+", Ready", err, problem)
		chmod(t, spoiled, 0o700)
		mustIntent(t, store, "8856")
	}
}

// A link has a mode of its own, which chmod does not change: it changes that of what the link leads to.
// What is wrong ends the command; it hides nothing of what was recorded.
func TestAHistoryThatOthersCanReadIsReadAndRecordsNothing(t *testing.T) {
	for name, mode := range map[string]os.FileMode{"": 0o644, "/..": 0o777} {
		path := newPath(t)
		store := openStore(t, path)
		fillAndCheckpoint(t, store)
		whole := listed(t, store)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		exposed := filepath.Clean(path + name)
		chmod(t, exposed, mode)
		store = openStore(t, path)
		if !errors.Is(store.Unwritable(), history.ErrUnguarded) {
			t.Errorf("%q: it can't be written because of %v", name, store.Unwritable())
		}
		if read := listed(t, store); len(read) == 0 || len(read) != len(whole) {
			t.Errorf("%q: it reads %d of %d records", name, len(read), len(whole))
		}
		if warnings := store.Warnings(t.Context(), nil); len(warnings) != 1 {
			t.Errorf("%q: it warns of %q", name, warnings)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		// SQLite would give it the same mode, so the chmod that is advised would not be enough.
		for _, made := range []string{path + "-wal", path + "-shm"} {
			if _, err := os.Lstat(made); err == nil {
				t.Errorf("%q: reading made %s", name, made)
			}
		}
		chmod(t, exposed, mode&0o700)
		if store = openStore(t, path); store.Unwritable() != nil {
			t.Errorf("%q: after the chmod that is advised it can't be written because of %v", name, store.Unwritable())
		}
	}
}

func TestSomethingElseInThePlaceOfAFileIsSaid(t *testing.T) {
	for what, put := range map[string]string{"a pipe": `mkfifo "$1"`, "a folder": `mkdir "$1"`, "a link": `ln -s /dev/zero "$1"`, "a file": `: > "$1"`} {
		for _, name := range []string{"-wal", "-shm", "-reserve", "-instances", "-outcomes"} {
			if what == "a file" && name != "-instances" || what == "a folder" && name == "-instances" {
				continue
			}
			path := newPath(t)
			filled(t, path)
			outside(t, `rm -rf "$1" && `+put, path+name)
			wantHistoryError(t, what+" as "+name, ready(path, Options{}), "is not what this program made there")
			mustRecord(t, openStore(t, path), 3)
			outside(t, `rm -rf "$1"`, path+name)
			if err := ready(path, Options{}); err != nil {
				t.Errorf("%s as %s was moved away: %v", what, name, err)
			}
		}
	}
}

func TestOwnersAreLookedAtBeforeEachIntent(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	for _, name := range []string{"", "-wal", "-shm", "-marker", "-outcomes", "-reserve", "-instances", "/.."} {
		store, path := besideIt(t)
		if err := os.Chown(filepath.Clean(path+name), 65534, -1); err != nil {
			t.Fatal(err)
		}
		_, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
		wantHistoryError(t, name, err, "belongs to another user (uid 65534)")

		later := openStore(t, path)
		mustRecord(t, later, 3)
		_, err = later.Ready(context.Background())
		wantHistoryError(t, name+", started later", err, "belongs to another user (uid 65534)")
	}
}

func TestALogOfAnotherUserIsNotRead(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	path := newPath(t)
	filled(t, path)
	planted := copyOfHistory(t, path)
	restore(t, planted, planted, Options{})
	store := openStore(t, planted) // its -wal has a record that the history does not have
	mustIntent(t, store, "stranger")
	outside(t, `cp "$1-wal" "`+path+`-wal"; chown 65534 "`+path+`-wal"`, planted)
	_ = store.Close()
	read := openStore(t, path)
	_, total, err := read.Count(context.Background(), query.Query{})
	if err != nil || total != 3 {
		t.Errorf("%d records, %v", total, err)
	}
	_, err = read.Ready(context.Background())
	wantHistoryError(t, "a planted -wal", err, "belongs to another user")
}

func TestWhatLiesBesideALinkIsLookedAtToo(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	path := newPath(t)
	filled(t, path)
	for _, name := range []string{"-marker", "-outcomes"} {
		link := filepath.Join(t.TempDir(), "link.db")
		if err := os.Symlink(path, link); err != nil {
			t.Fatal(err)
		}
		write(t, link+name, "")
		if err := os.Chown(link+name, 65534, -1); err != nil {
			t.Fatal(err)
		}
		_, err := openStore(t, link).Ready(context.Background())
		wantHistoryError(t, name, err, "belongs to another user")
	}
}

func TestTheFileThatCannotBeWrittenIsNamed(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everything")
	}
	for name, mode := range map[string]os.FileMode{"": 0o400, "-wal": 0o400, "-shm": 0o400, "/..": 0o500} {
		_, path := besideIt(t)
		at := filepath.Clean(path + name)
		if err := os.Chmod(at, mode); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(at, 0o700) })
		_, err := openStore(t, path).Ready(context.Background())
		var failure *deletion.HistoryError
		if !isFor(err, &failure) || failure.Path != at {
			t.Errorf("%s: %v", at, err)
		}
	}
}

func TestANameThatLeadsElsewhereNowTakesNoIntent(t *testing.T) {
	path, other := newPath(t), newPath(t)
	filled(t, path)
	filled(t, other)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	store := openStore(t, link)
	mustIntent(t, store, "8856")
	outside(t, `ln -sfn "`+other+`" "$1"`, link)
	_, err := store.RecordIntent(context.Background(), intentFor("8857"), deletion.Guards{})
	wantHistoryError(t, "link", err, "was replaced by another file")
}
