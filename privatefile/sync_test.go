package privatefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestOnlyAFileSystemWithoutSyncOfFoldersIsExcused(t *testing.T) {
	for number, want := range map[syscall.Errno]bool{
		syscall.EINVAL: true, syscall.ENOSYS: true, syscall.ENOTSUP: true,
		syscall.EIO: false, syscall.ENOSPC: false, syscall.EDQUOT: false, syscall.EROFS: false, syscall.EBADF: false, syscall.EACCES: false,
	} {
		if got := hasNoSync(&os.PathError{Op: "sync", Path: "/folder", Err: number}); got != want {
			t.Errorf("%v: %v", number, got)
		}
	}
	if hasNoSync(nil) {
		t.Error("a sync that succeeded")
	}
}

func TestAFolderThatIsNotThereCanNotBeSynced(t *testing.T) {
	if err := SyncName(filepath.Join(t.TempDir(), "missing", "file")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsAppendedIsThereAndTheFileClosed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	for range 2 {
		file, err := Open(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND)
		if err != nil {
			t.Fatal(err)
		}
		if err := Append(file, []byte("line\n")); err != nil {
			t.Error(err)
		}
		if err := file.Close(); !errors.Is(err, os.ErrClosed) {
			t.Errorf("%v", err)
		}
	}
	if got := content(t, path); got != "line\nline\n" {
		t.Errorf("%q", got)
	}
	file, err := Open("/dev/full", os.O_WRONLY)
	if !errors.Is(err, ErrNotRegular) {
		t.Errorf("%v, %v", file, err)
	}
}

func TestErrorsAreExplained(t *testing.T) {
	for _, number := range []syscall.Errno{syscall.ENOENT, syscall.EACCES, syscall.EPERM, syscall.ELOOP, syscall.ENOSPC, syscall.EDQUOT,
		syscall.EROFS, syscall.EMFILE, syscall.ENFILE, syscall.EIO} {
		wrapped := fmt.Errorf("at work: %w", &os.PathError{Op: "open", Path: "/a\x1b", Err: number})
		if problem, advice := Explain(wrapped); problem == "" || advice == "" {
			t.Errorf("%v: %q, %q", number, problem, advice)
		}
		if got := Cause(wrapped); got != number.Error() {
			t.Errorf("%v: %q", number, got)
		}
	}
	if problem, advice := Explain(errors.New("else")); problem != "" || advice != "" {
		t.Errorf("%q, %q", problem, advice)
	}
}
