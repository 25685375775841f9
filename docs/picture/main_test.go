package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The tour can be taken in the console as it is: each scene waits for what its keys are to show.
func TestTheTourCanBeTaken(t *testing.T) {
	program, folder := filepath.Join(t.TempDir(), "deletecall"), t.TempDir()
	if output, err := exec.Command("go", "build", "-o", program, "deletecall").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	if err := tour(program, folder, dark); err != nil {
		t.Fatal(err)
	}
	for _, scene := range scenes {
		if drawn, err := os.Stat(filepath.Join(folder, scene.name+"-dark.svg")); err != nil || drawn.Size() == 0 {
			t.Errorf("%s: %v", scene.name, err)
		}
	}
}
