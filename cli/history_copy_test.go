package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/testkit/pgserver"
)

// A signal before the move is decided leaves the history where it was, and nothing beside it.
func TestASignalEndsAMoveBeforeItIsDecided(t *testing.T) {
	server := pgserver.Start(t)
	run, file := restoring(t)
	back := filepath.Join(filepath.Dir(file), "back.db")
	interrupted := Program{Err: io.Discard, OnEnding: func(act func(os.Signal)) func() { act(os.Interrupt); return func() {} }}
	for _, way := range [][]string{{file, server}, {server, back}} {
		move := append([]string{"history", "copy"}, way...)
		if err := run(interrupted, move...); ExitCode(err) != ExitInterrupted || !strings.Contains(err.Error(), "nothing was moved") {
			t.Errorf("%q ended with %v", way, err)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".deletecall-*")); len(left) > 0 {
			t.Errorf("it left %q", left)
		}
		if err := run(Program{Err: io.Discard}, move...); err != nil {
			t.Errorf("%q again: %v", way, err)
		}
	}
}
