package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

func median[T time.Duration | int64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// p99 is the value that one in a hundred exceeds; of few values, the largest.
func p99[T time.Duration | int64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)*99/100]
}

// report prints two series and the ratio of their medians.
func report(what string, ours, other []time.Duration, against string) {
	a, b := median(ours), median(other)
	fmt.Printf("%-34s %8.2f ms   %-18s %8.2f ms   ratio %.2f\n", what, milliseconds(a), against, milliseconds(b), float64(a)/float64(b))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func build(output, pkg string) error {
	command := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", output, pkg)
	command.Stderr = os.Stderr
	return command.Run()
}
