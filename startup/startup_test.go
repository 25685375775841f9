package startup

import (
	"os"
	"syscall"
	"testing"
)

// Go's runtime would end this test with the stacks of its goroutines.
func TestQuittingIsCaughtBeforeMainBegins(t *testing.T) {
	if err := syscall.Kill(os.Getpid(), syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	if received := <-Quit; received != syscall.SIGQUIT {
		t.Error(received)
	}
}

func TestWhatLibrariesWouldFollowIsThereOnceTheyAreInitialised(t *testing.T) {
	if path, isSet := os.LookupEnv("PATH"); isSet {
		t.Errorf("while packages are initialised, PATH is %q", path)
	}
	Restore()
	if os.Getenv("PATH") == "" {
		t.Error("PATH did not come back")
	}
}
