// Command picture draws the README's picture: it runs the built console in a
// pseudo-terminal, does a deletion as a person would, and writes what then stands
// on the screen as an SVG.
//
//	make picture
package main

import (
	"fmt"
	"os"
	"os/exec"

	"deletecall/e2e/terminal"
)

const width, height = 100, 28

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

func run() error {
	console, err := terminal.Start(exec.Command("bin/deletecall", "--demo"), width, height)
	if err != nil {
		return err
	}
	defer console.Close()
	if err := console.WaitFor("Extension", "quit"); err != nil {
		return err
	}
	if err := console.Write("8856\t\tGDPR-2211 erasure request"); err != nil {
		return err
	}
	if err := console.WaitFor("erasure request", "extension=8856"); err != nil {
		return err
	}
	return os.WriteFile("docs/console.svg", drawSVG(console.Emulator), 0o644)
}
