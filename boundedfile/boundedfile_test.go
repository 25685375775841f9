package boundedfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"deletecall/boundedfile"
)

func TestAFileIsReadUpToOneByteMoreThanTheMost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]string{3: "1234", 5: "12345", 100: "12345"} {
		if got, err := boundedfile.Read(path, most); string(got) != want || err != nil {
			t.Errorf("at most %d: %q, %v", most, got, err)
		}
	}
}

func TestWhatIsNoFileIsRefusedAndNotWaitedFor(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, "/dev/zero", t.TempDir()} {
		if _, err := boundedfile.Read(path, 10); !errors.Is(err, boundedfile.ErrNotRegular) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
