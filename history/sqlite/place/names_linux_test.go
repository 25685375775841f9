package place

import "testing"

func TestNamesOfAFileAreLookedForFromTheMountPointOn(t *testing.T) {
	for folder, want := range map[string]string{"/": "/", "/proc": "/proc", "/proc/sys/kernel": "/proc"} {
		if got := mountPoint(folder); got != want {
			t.Errorf("%s: %s", folder, got)
		}
	}
}
