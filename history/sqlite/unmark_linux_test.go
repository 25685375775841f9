package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// One that is left by a process that was killed keeps everybody from using the history.
func TestACopyBecomesAHistoryWithoutARollbackJournal(t *testing.T) {
	path, options := remembered(t)
	store, backup := openWith(t, path, options), emptyFile(t)
	if _, err := store.Backup(t.Context(), backup, quietly); err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(t.TempDir(), "to.db")
	received := moveInto(t, store, moved, t.TempDir())
	received.End()
	_ = store.Close()
	outside(t, `rm -rf "$1"*`, path)
	if err := os.Rename(backup, path); err != nil {
		t.Fatal(err)
	}
	for name, becomes := range map[string]struct {
		path string
		by   func() error
	}{
		"a move":             {moved, func() error { return received.Finish(context.Background()) }},
		"a restore in place": {path, func() error { restore(t, path, path, options); return nil }},
	} {
		t.Run(name, func(t *testing.T) {
			watch, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
			if err != nil {
				t.Fatal(err)
			}
			seen := os.NewFile(uintptr(watch), "inotify")
			defer seen.Close()
			if _, err := unix.InotifyAddWatch(watch, filepath.Dir(becomes.path), unix.IN_CREATE); err != nil {
				t.Fatal(err)
			}
			if err := becomes.by(); err != nil {
				t.Fatal(err)
			}
			openStore(t, becomes.path).Fold() // the first start, which would give it its log
			names := make([]byte, 1<<16)
			count, err := unix.Read(watch, names)
			if made := string(names[:max(0, count)]); err != nil || strings.Contains(made, filepath.Base(becomes.path)+"-journal") {
				t.Errorf("made %q, %v", made, err)
			}
		})
	}
}
