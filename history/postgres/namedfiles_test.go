package postgres

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"deletecall/deletion"
)

// Without the check, the library waits for the pipe, and this test with it.
func TestAFileThatAnAddressNamesIsNeitherWaitedForNorReadWithoutEnd(t *testing.T) {
	pipe, endless := filepath.Join(t.TempDir(), "pipe"), filepath.Join(t.TempDir(), "endless")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.WriteFile(endless, nil, 0o600), os.Truncate(endless, maxNamedFile+1)); err != nil {
		t.Fatal(err)
	}
	for _, setting := range fileSettings {
		for path, want := range map[string]string{pipe: "it is not a regular file", endless: "it is too large"} {
			s, err := connect(t.Context(), "postgres://ann@db.example/audit?"+setting+"="+path, nil, nil)
			if s.pool != nil {
				s.pool.Close()
			}
			var failed *deletion.HistoryError
			if !errors.As(err, &failed) || !strings.Contains(failed.Problem, setting+" "+path+": "+want) || failed.Advice == "" {
				t.Errorf("%s: %v", setting, err)
			}
		}
	}
}
