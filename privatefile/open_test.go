package privatefile

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A pipe in the place of /proc/kmsg, which not everybody may read: a file that looks
// regular and has nothing to read yet.
func TestAReadThatWouldWaitFails(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := openUnwaited(pipe, os.O_RDWR) // it is its own writer
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.SetReadDeadline(time.Time{}); !errors.Is(err, os.ErrNoDeadline) {
		t.Fatalf("package os would wait for the file: %v", err)
	}
	if _, err := file.Read(make([]byte, 1)); !errors.Is(err, ErrWaits) {
		t.Errorf("%v", err)
	}
	if _, err := ReadAll(file, 10); !errors.Is(err, ErrNotRegular) {
		t.Errorf("%v", err)
	}
}
