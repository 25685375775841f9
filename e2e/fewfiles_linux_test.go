package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"deletecall/simulator"
)

// A process that may open no more files has found nothing out about the history.
func TestALimitOfOpenFilesSaysNothingOfTheHistory(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	if output, err := command(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--yes").CombinedOutput(); err != nil {
		t.Fatal(err, string(output))
	}
	limited := 0 // commands that met the limit while they verified
	for files := 9; files <= 40; files++ {
		for _, args := range [][]string{{"history", "verify"}, {"doctor"}, {"history", "export"}} {
			plain := command(t, home, nil, args...)
			shell := exec.Command("/bin/sh", append([]string{"-c", fmt.Sprintf(`ulimit -n %d; exec "$0" "$@"`, files), plain.Path}, args...)...)
			shell.Dir, shell.Env = plain.Dir, plain.Env
			said, _ := shell.CombinedOutput()
			if found := accusing.Find(said); found != nil {
				t.Errorf("%q with %d files says %q:\n%s", args, files, found, said)
			}
			limited += strings.Count(string(said), "no sign of a change")
		}
	}
	if limited == 0 {
		t.Error("no command met the limit while it verified")
	}
}

// A copy that is larger than files may be is no fault of the disk.
func TestALimitOfFileSizesIsNamed(t *testing.T) {
	home := t.TempDir()
	if output, err := command(t, home, nil, "simulate", "--fill", "1000", "--history", "history.db").CombinedOutput(); err != nil {
		t.Fatal(err, string(output))
	}
	plain := command(t, home, nil, "history", "backup", "backup.db", "--history", "history.db")
	shell := exec.Command("/bin/sh", append([]string{"-c", `ulimit -f 500; exec "$0" "$@"`, plain.Path}, plain.Args[1:]...)...)
	shell.Dir, shell.Env = plain.Dir, plain.Env
	if said, _ := shell.CombinedOutput(); shell.ProcessState.ExitCode() != 1 || !strings.Contains(string(said), "ulimit -f") {
		t.Errorf("it ended with %d:\n%s", shell.ProcessState.ExitCode(), said)
	}
}
