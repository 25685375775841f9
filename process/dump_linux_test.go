package process

import (
	"testing"

	"golang.org/x/sys/unix"
)

func TestTheProcessIsNotDumped(t *testing.T) {
	dumpable := func() int {
		is, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	before := dumpable()
	defer func() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, uintptr(before), 0, 0, 0) }()
	ForbidDumps()
	if dumpable() != 0 {
		t.Error("a core dump would hold the key")
	}
}
