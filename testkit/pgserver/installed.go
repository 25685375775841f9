package pgserver

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

const (
	// oldest is the oldest major version that deletecall supports.
	oldest = 14
	// Variable names the folder of the programs of another PostgreSQL than the newest one
	// that is installed.
	Variable = "DELETECALL_TEST_POSTGRESQL"
)

// NotInstalledError says that this machine has no PostgreSQL.
type NotInstalledError struct{}

func (*NotInstalledError) Error() string {
	return fmt.Sprintf("PostgreSQL %d or newer is not installed; on Debian: apt-get install postgresql", oldest)
}

// installed is the folder of the newest version's programs: of Debian's package, or of what
// is found in PATH.
func installed() (string, error) {
	if given := os.Getenv(Variable); given != "" {
		return given, nil
	}
	best, newest := "", oldest-1
	servers, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	for _, server := range servers {
		bin := filepath.Dir(server)
		if version, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin))); version > newest {
			best, newest = bin, version
		}
	}
	if best != "" {
		return best, nil
	}
	if found, err := exec.LookPath("initdb"); err == nil {
		if found, err = filepath.EvalSymlinks(found); err == nil {
			return filepath.Dir(found), nil
		}
	}
	return "", &NotInstalledError{}
}
