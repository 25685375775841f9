package place

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/privatefile"
)

// SQLite would wait for a pipe in the place of a journal, too.
func TestNothingNextToTheSearchIndexIsWaitedFor(t *testing.T) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		p := &Place{path: filepath.Join(t.TempDir(), "history.db")}
		pipe := p.Search() + suffix
		if err := unix.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := p.CheckSearch(); !errors.Is(err, privatefile.ErrNotRegular) {
			t.Errorf("%q: %v", suffix, err)
		}
		if err := p.RemoveSearch(); err != nil {
			t.Errorf("%q: %v", suffix, err)
		}
		if _, err := os.Lstat(pipe); err == nil {
			t.Errorf("%q is still there", suffix)
		}
	}
}
