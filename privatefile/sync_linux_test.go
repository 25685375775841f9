package privatefile

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// A drop box: whoever writes there may not list it, and so can't open it to sync it.
func TestInAFolderThatCanNotBeReadAFileIsWrittenDurably(t *testing.T) {
	parent := t.TempDir()
	folder := filepath.Join(parent, "dropbox")
	if err := errors.Join(os.Chmod(filepath.Dir(parent), 0o711), os.Mkdir(folder, 0o300)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	done := make(chan struct{})
	go func() { // with a thread of its own
		defer close(done)
		writeAsNobody(t, folder)
	}()
	<-done
}

// writeAsNobody leaves its thread without the rights of root. The thread ends with
// the goroutine, since it is never unlocked.
func writeAsNobody(t *testing.T, folder string) {
	const nobody = 65534
	if os.Getuid() == 0 {
		runtime.LockOSThread()
		if err := errors.Join(os.Chown(folder, nobody, nobody), unix.Setfsuid(nobody)); err != nil {
			t.Error(err)
			return
		}
	}
	if _, err := os.Open(folder); !os.IsPermission(err) {
		t.Errorf("the folder can be read: %v", err)
	}
	path := filepath.Join(folder, "file")
	if err := WriteBytes(path, New, []byte("whole")); err != nil {
		t.Error(err)
	}
	if err := WriteBytes(path, Replace, []byte("again")); err != nil || content(t, path) != "again" {
		t.Error(err)
	}
}
