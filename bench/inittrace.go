package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

type trace struct {
	total    float64 // milliseconds
	packages int
	slowest  string
}

// initTrace returns the median run of what the Go runtime itself reports of
// package initialisation (GODEBUG=inittrace=1).
func initTrace(program, folder string) (trace, error) {
	var runs []trace
	for range rounds {
		run, err := initTraceOnce(program, folder)
		if err != nil {
			return trace{}, err
		}
		runs = append(runs, run)
	}
	slices.SortFunc(runs, func(a, b trace) int {
		if a.total < b.total {
			return -1
		}
		return 1
	})
	return runs[len(runs)/2], nil
}

func initTraceOnce(program, folder string) (trace, error) {
	command := exec.Command(program, "version")
	command.Env = append(command.Environ(), "GODEBUG=inittrace=1", "HOME="+folder)
	var messages bytes.Buffer
	command.Stderr = &messages
	if err := command.Run(); err != nil {
		return trace{}, err
	}
	var sum trace
	slowest := 0.0
	for lines := bufio.NewScanner(&messages); lines.Scan(); {
		// init internal/bytealg @0.008 ms, 0 ms clock, 0 bytes, 0 allocs
		name, rest, found := strings.Cut(strings.TrimPrefix(lines.Text(), "init "), " @")
		if !found {
			continue
		}
		var at, clock float64
		if _, err := fmt.Sscanf(rest, "%f ms, %f ms clock", &at, &clock); err != nil {
			return trace{}, fmt.Errorf("can't read the runtime's line %q: %w", lines.Text(), err)
		}
		sum.total += clock
		sum.packages++
		if clock > slowest {
			slowest, sum.slowest = clock, name
		}
	}
	return sum, nil
}
