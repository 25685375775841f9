package privatefile

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

func TestTheNamesInAFolderAreReadUpToTheMost(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"b", "a", "c"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := Names(folder, 3); err != nil || !slices.Equal(names, []string{"a", "b", "c"}) {
		t.Errorf("%v, %v", names, err)
	}
	if names, err := Names(folder, 2); !errors.Is(err, ErrTooLong) || len(names) != 2 {
		t.Errorf("more than the most: %v, %v", names, err)
	}
	if names, err := Names(t.TempDir(), 2); err != nil || len(names) != 0 {
		t.Errorf("an empty folder: %v, %v", names, err)
	}
}

func TestAPipeInThePlaceOfAFolderIsNotWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if names, err := Names(pipe, 2); !errors.Is(err, syscall.ENOTDIR) {
		t.Errorf("%v, %v", names, err)
	}
}
