// Command bench measures the built program as a whole, each figure in turn with
// the thing it is compared to, so that a drifting machine moves both. It
// prints medians and ratios; it judges nothing.
//
//	make bench
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// rounds is how often each side of a comparison runs. The median of thirty is
// steady to a few percent on a quiet machine.
const rounds = 30

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	folder, err := os.MkdirTemp("", "deletecall-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	console, err := filepath.Abs("bin/deletecall")
	if err != nil {
		return err
	}
	yardstick := filepath.Join(folder, "yardstick")
	if err := build(yardstick, "./bench/yardstick"); err != nil {
		return err
	}
	for _, measure := range []func(console, yardstick, folder string) error{
		measurePackageInit, measureFirstForm, measureKeys, measureSend,
	} {
		if err := measure(console, yardstick, folder); err != nil {
			return err
		}
	}
	return nil
}
