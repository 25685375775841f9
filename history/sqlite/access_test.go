package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"deletecall/deletion"
)

// besideIt makes all the files that can lie beside a history.
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
		"-witness":   "can be read or written by others",
		"-outcomes":  "can be read or written by others",
		"-reserve":   "can be read or written by others",
		"-instances": "is a folder that others can write",
		"/..":        "is a folder that others can write",
	} {
		store, path := besideIt(t)
		spoiled := filepath.Clean(path + name)
		chmod(t, spoiled, 0o777)
		_, err := store.RecordIntent(context.Background(), intentFor("8856"))
		wantHistoryError(t, name, err, problem)
		_, err = store.Ready(context.Background())
		wantHistoryError(t, name+", Ready", err, problem)
		chmod(t, spoiled, 0o700)
		mustIntent(t, store, "8856")
	}
}

func TestFilesOfAnotherUserAreRefused(t *testing.T) {
	us := os.Geteuid()
	for owner, allowed := range map[int]bool{us: true, 0: true, us + 1: us+1 == 0, 65534: us == 65534} {
		err := checkOwner("/history.db", fileLook{owner: owner})
		if (err == nil) != allowed {
			t.Errorf("we are %d: owner %d: %v", us, owner, err)
		}
		if err != nil {
			wantHistoryError(t, fmt.Sprint(owner), err, fmt.Sprintf("belongs to another user (uid %d)", owner))
		}
	}
}

func TestThroughSudoTheHistoryMayBeThatOfWhoCalledIt(t *testing.T) {
	t.Setenv("SUDO_UID", "65534")
	err := checkOwner("/history.db", fileLook{owner: 65534})
	if isRoot := os.Geteuid() == 0; (err == nil) != isRoot && os.Geteuid() != 65534 {
		t.Errorf("root: %v; %v", isRoot, err)
	}
	if err := checkOwner("/history.db", fileLook{owner: 65533}); err == nil && os.Geteuid() != 65533 {
		t.Error("a third one's history is taken for that of who called sudo")
	}
}

func TestOwnersAreLookedAtBeforeEachIntent(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	for _, name := range []string{"", "-wal", "-shm", "-witness", "-outcomes", "-reserve", "-instances", "/.."} {
		store, path := besideIt(t)
		if err := os.Chown(filepath.Clean(path+name), 65534, -1); err != nil {
			t.Fatal(err)
		}
		_, err := store.RecordIntent(context.Background(), intentFor("8856"))
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
	_, total, err := read.Count(context.Background(), deletion.Query{})
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
	for _, name := range []string{"-witness", "-outcomes"} {
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
	_, err := store.RecordIntent(context.Background(), intentFor("8857"))
	wantHistoryError(t, "link", err, "was replaced by another file")
}

func TestTheFilesOfAHistoryAreItsOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db") // nothing is there yet
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path+"-wal", link); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"", "-wal", "-shm", "-witness", "-outcomes", "-reserve", "-instances", "-instances/x", "-search", "-search-wal"} {
		if !BelongsTo(path, path+other) {
			t.Errorf("%q is not its own", other)
		}
	}
	filled(t, path)
	write(t, path+"-wal", "")
	if !BelongsTo(path, link) {
		t.Error("a link to a file of it is not its own")
	}
	for _, other := range []string{"-log", ".log", "-walk"} {
		if BelongsTo(path, path+other) {
			t.Errorf("%q is its own", other)
		}
	}
}

func TestTheFilesOfAHistoryAreItsOwnByEveryName(t *testing.T) {
	home := t.TempDir()
	folder := filepath.Join(home, "data")
	path := filepath.Join(folder, "history.db")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, path, "")
	write(t, path+"-search-wal", "")
	link := func(to, name string) string {
		t.Helper()
		from := filepath.Join(home, name)
		if err := os.Symlink(to, from); err != nil {
			t.Fatal(err)
		}
		return from
	}
	hard := filepath.Join(home, "hard")
	if err := os.Link(path+"-search-wal", hard); err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]string{
		"in a folder that is a link":        {path, link(folder, "folder") + "/history.db-witness"},
		"by a link to a file that is there": {path, link(path+"-search-wal", "wal")},
		"by a link to one that is not":      {path, link(path+"-outcomes", "outcomes")},
		"by a link to a link":               {path, link(link("data/history.db-reserve", "reserve"), "again")},
		"by a second name":                  {path, hard},
		"of a history by another name":      {link(path, "other.db"), path + "-wal"},
		"a history that is not there yet":   {filepath.Join(home, "new.db"), link(filepath.Join(home, "new.db"), "new")},
	} {
		if !BelongsTo(pair[0], pair[1]) {
			t.Errorf("%s: %s is not its own", name, pair[1])
		}
	}
}
