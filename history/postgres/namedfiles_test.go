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
	pipe, endless := strangeFiles(t)
	for setting := range fileSettings {
		for path, want := range map[string]string{pipe: "it is not a regular file", endless: "it is too large"} {
			mustRefuseFile(t, "?"+setting+"="+path, setting+" "+path+": "+want)
		}
	}
}

func TestNorIsOneThatTheEnvironmentNames(t *testing.T) {
	pipe, _ := strangeFiles(t)
	for setting, place := range fileSettings {
		t.Run(place.variable, func(t *testing.T) {
			t.Setenv(place.variable, pipe)
			mustRefuseFile(t, "", setting+" "+pipe)
		})
		t.Run(place.atHome, func(t *testing.T) {
			home := t.TempDir()
			t.Setenv("HOME", home)
			named := filepath.Join(home, place.atHome)
			if err := errors.Join(os.MkdirAll(filepath.Dir(named), 0o700), os.Symlink(pipe, named)); err != nil {
				t.Fatal(err)
			}
			mustRefuseFile(t, "", setting+" "+named)
		})
	}
}

func TestNorIsOneThatAServiceNames(t *testing.T) {
	pipe, _ := strangeFiles(t)
	services := filepath.Join(t.TempDir(), "services")
	content := "[other]\npassfile=/nowhere\n[audit]\n# of the company\nsslrootcert = " + pipe + "\n"
	if err := os.WriteFile(services, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRefuseFile(t, "?service=audit&servicefile="+services, "sslrootcert "+pipe)
	t.Setenv("PGSERVICEFILE", services)
	t.Setenv("PGSERVICE", "audit")
	mustRefuseFile(t, "", "sslrootcert "+pipe)
}

// strangeFiles are a pipe that nobody writes to, and a file that is too long.
func strangeFiles(t *testing.T) (pipe, endless string) {
	t.Helper()
	pipe, endless = filepath.Join(t.TempDir(), "pipe"), filepath.Join(t.TempDir(), "endless")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.WriteFile(endless, nil, 0o600), os.Truncate(endless, maxNamedFile+1)); err != nil {
		t.Fatal(err)
	}
	return pipe, endless
}

func mustRefuseFile(t *testing.T, end, want string) {
	t.Helper()
	s, err := connect(t.Context(), "postgres://ann@db.example/audit"+end, nil, nil)
	if s.pool != nil {
		s.pool.Close()
	}
	var failed *deletion.HistoryError
	if !errors.As(err, &failed) || !strings.Contains(failed.Problem, want) || failed.Advice == "" {
		t.Errorf("%s: %v, want %s", end, err, want)
	}
}
