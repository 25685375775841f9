// Command bench measures the built program as a whole, each figure in turn with
// the thing it is compared to, so that a drifting machine moves both. It
// prints medians and ratios; it judges nothing.
//
//	make bench
//
// Arguments choose groups of figures: init, form, keys, send, lookups, history,
// postgres, postgres-large.
//
// BENCH_RECORDS is how many records the history has in which is searched, and
// BENCH_HISTORY names one that exists already; it is copied, not changed. BENCH_POSTGRES is the
// address of one on a server, at which postgres-large only looks.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
)

// rounds is how often each side of a comparison runs. The median of thirty is
// steady to a few percent on a quiet machine.
const rounds = 30

func main() {
	if os.Getenv(deletes) != "" {
		if err := deleteInALoop(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
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
	defer removeWhenInterrupted(folder)()
	console, err := filepath.Abs("bin/deletecall")
	if err != nil {
		return err
	}
	yardstick := filepath.Join(folder, "yardstick")
	if err := build(yardstick, "./bench/yardstick"); err != nil {
		return err
	}
	for _, group := range []struct {
		name    string
		measure func(console, yardstick, folder string) error
	}{
		{"init", measurePackageInit}, {"form", measureFirstForm}, {"keys", measureKeys}, {"send", measureSend}, {"lookups", measureLookUps}, {"history", measureHistory}, {"postgres", measurePostgres}, {"postgres-large", measureLargePostgres},
	} {
		if len(os.Args) > 1 && !slices.Contains(os.Args[1:], group.name) {
			continue
		}
		if err := group.measure(console, yardstick, folder); err != nil {
			return err
		}
	}
	return nil
}

// removeWhenInterrupted does not leave gigabytes behind after ctrl+c.
func removeWhenInterrupted(folder string) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, interrupted := <-signals; interrupted {
			_ = os.RemoveAll(folder)
			os.Exit(130)
		}
	}()
	return func() {
		signal.Stop(signals)
		close(signals)
	}
}
