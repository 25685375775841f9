package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
)

// What is put in the place of a lock file must not block the history for good.
func TestWhatIsNoLockFileMeansThatItIsGone(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"a directory":     func(path string) error { return os.Mkdir(path, 0o700) },
		"a pipe":          func(path string) error { return unix.Mkfifo(path, 0o600) },
		"a symbolic link": func(path string) error { return os.Symlink(path, path) },
	} {
		t.Run(name, func(t *testing.T) {
			path := newPath(t)
			sending := openStore(t, path)
			mustIntent(t, sending, "8856")
			locks, err := filepath.Glob(path + "-instances/*")
			if err != nil || len(locks) != 1 {
				t.Fatalf("%q, %v", locks, err)
			}
			lock := locks[0]
			die(sending)
			if err := errors.Join(os.RemoveAll(lock), put(lock)); err != nil {
				t.Fatal(err)
			}
			if record := mustRecord(t, openStore(t, path), 1); record.Outcome.Cause != deletion.CauseInterrupted {
				t.Errorf("it is %+v", record.Outcome)
			}
		})
	}
}
