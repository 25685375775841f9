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

// Ended before its last step, it would leave a history that takes deletions in no place.
func TestASignalDoesNotEndAMoveThatWasDecided(t *testing.T) {
	server := pgserver.Start(t)
	run, file := restoring(t)
	if err := run(Program{Err: io.Discard}, "history", "copy", file, server); err != nil {
		t.Fatal(err)
	}
	var ending func(os.Signal)
	said := &onText{text: "what was there before is kept as"}
	said.act = func() {
		if ending == nil {
			t.Fatal("a signal would end the process here")
		}
		ending(os.Interrupt)
	}
	p := Program{Err: said, OnEnding: func(act func(os.Signal)) func() { ending = act; return func() {} }}
	if err := run(p, "history", "copy", server, file); err != nil || said.act != nil {
		t.Errorf("it ended with %v", err)
	}
	if err := run(Program{Err: io.Discard}, "history", "checkpoint"); err != nil {
		t.Error("the history does not go on:", err)
	}
}
