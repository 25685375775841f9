package privatefile_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"deletecall/privatefile"
)

func TestAFileIsReadWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int64]error{3: privatefile.ErrTooLong, 4: privatefile.ErrTooLong, 5: nil, 100: nil} {
		got, err := privatefile.Read(path, most)
		if !errors.Is(err, want) || err == nil && string(got) != "12345" {
			t.Errorf("at most %d: %q, %v", most, got, err)
		}
	}
}

func TestAStreamIsReadUpToTheMost(t *testing.T) {
	for most, want := range map[int64]error{4: privatefile.ErrTooLong, 5: nil} {
		if got, err := privatefile.ReadAll(strings.NewReader("12345"), most); !errors.Is(err, want) || err == nil && string(got) != "12345" {
			t.Errorf("at most %d: %q, %v", most, got, err)
		}
	}
	endless, err := os.Open("/dev/zero")
	if err != nil {
		t.Fatal(err)
	}
	defer endless.Close()
	if _, err := privatefile.ReadAll(endless, 1<<20); !errors.Is(err, privatefile.ErrTooLong) {
		t.Errorf("an endless stream: %v", err)
	}
}

// A sparse file is as large as it says without taking any space.
func TestOfAFileThatIsTooLargeNothingIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 1<<40); err != nil {
		t.Skip(err) // this file system has no sparse files
	}
	if _, err := privatefile.Read(path, 1<<30); !errors.Is(err, privatefile.ErrTooLong) {
		t.Errorf("%v", err)
	}
}

func TestWhatIsNoFileIsRefusedAndNotWaitedFor(t *testing.T) {
	pipe, socket := filepath.Join(t.TempDir(), "pipe"), filepath.Join(t.TempDir(), "socket")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, path := range []string{pipe, socket, "/dev/zero", "/dev/null", t.TempDir()} {
		if _, err := privatefile.Read(path, 10); !errors.Is(err, privatefile.ErrNotRegular) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
