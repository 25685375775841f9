package privatefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestWhatIsPutAsideIsKeptUnderANameThatSaysWhen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	budapest := time.FixedZone("CET", 3600)
	aside, err := PutAside(path, time.Date(2026, 3, 1, 0, 30, 0, 0, budapest))
	if want := path + ".before-20260228T233000.000Z"; err != nil || aside != want || content(t, aside) != "kept" {
		t.Errorf("%q, want %q: %v", aside, want, err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it has the old name too: %v", err)
	}
	if aside, err := PutAside(path, time.Now()); aside != "" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not there: %q, %v", aside, err)
	}
}
