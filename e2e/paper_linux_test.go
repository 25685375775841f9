package e2e

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestAPaperOnAFullDiskIsNotWritten(t *testing.T) {
	home, s := office(t, nil)
	disk := filepath.Join(home, "disk")
	makeFolder(t, disk)
	if err := unix.Mount("tmpfs", disk, "tmpfs", 0, "size=8k"); err != nil {
		t.Skipf("no disk can be mounted: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	s.exportsTo("disk/view.csv")
	s.expect("No file was written.", "no space left on device")
	s.keys(esc)
	s.quit(0)
	mustLeaveNothing(t, disk)
}
