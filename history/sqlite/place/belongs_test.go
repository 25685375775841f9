package place

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheFilesOfAHistoryAreItsOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db") // nothing is there yet
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path+"-wal", link); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"", "-wal", "-shm", "-marker", "-outcomes", "-reserve", "-instances", "-instances/x", "-search", "-search-wal"} {
		if !BelongsTo(path, path+other) {
			t.Errorf("%q is not its own", other)
		}
	}
	write(t, path, "")
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
		"in a folder that is a link":        {path, link(folder, "folder") + "/history.db-marker"},
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
