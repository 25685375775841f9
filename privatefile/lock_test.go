package privatefile

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestALockIsWaitedForOnlyUntilTheContextEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	open := func() *os.File {
		file, err := Open(path, os.O_CREATE|os.O_RDWR)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = file.Close() })
		return file
	}
	first, second := open(), open()
	if err := Lock(first, Exclusive); err != nil {
		t.Fatal(err)
	}
	if err := TryLock(second, Shared); !errors.Is(err, ErrLocked) {
		t.Errorf("%v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := LockUntil(ended, second); !errors.Is(err, ErrLocked) {
		t.Errorf("%v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := LockUntil(t.Context(), second); err != nil {
		t.Errorf("%v", err)
	}
}
