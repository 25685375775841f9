package sidefile

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"deletecall/privatefile"
)

// What can't take an outcome is refused before a deletion needs it.
func TestWhatIsNotAFileIsRefusedAlthoughItIsEmpty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "side")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	take := func(content []byte) (bool, error) {
		t.Errorf("taken: %q", content)
		return true, nil
	}
	if err := Take(path, time.Minute, take); !errors.Is(err, privatefile.ErrNotRegular) {
		t.Errorf("a pipe: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := Take(path, time.Minute, take); err != nil {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Take(path, time.Minute, take); err != nil || len(Warnings(path)) > 0 {
		t.Errorf("an empty file: %v, %q", err, Warnings(path))
	}
}
