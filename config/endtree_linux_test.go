package config

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestACommandThatIsStoppedLeavesNobodyBehind(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		// A child of a child has the pipe, until it is ended or says that it was not.
		_, err := runCommand(ctx, []string{"sh", "-c", `(echo begun; sleep 20; echo "still there") > "$0" & wait`, pipe}, 100)
		ended <- err
	}()
	file, err := os.Open(pipe)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	from := bufio.NewReader(file)
	if line, err := from.ReadString('\n'); line != "begun\n" {
		t.Fatalf("it says %q, %v", line, err)
	}
	stop()
	if err := <-ended; err == nil || err.Error() != "sh was stopped before it ended" {
		t.Errorf("it ended with %v", err)
	}
	if rest, err := io.ReadAll(from); len(rest) > 0 || err != nil {
		t.Errorf("a child went on: %q, %v", rest, err)
	}
}
