package secret_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/secret"
)

func TestNoImageOfTheMemoryIsWritten(t *testing.T) {
	if err := secret.KeepOutOfCoreDumps(); err != nil {
		t.Fatal(err)
	}
	if dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || dumpable != 0 {
		t.Errorf("the process is dumpable: %d, %v", dumpable, err)
	}
}
