// Package testkit holds what the tests of several packages share.
package testkit

import (
	"cmp"
	"maps"
	"slices"
	"testing"
)

// oneIn is which part of a sweep's cases runs with -short.
const oneIn = 7

// Some are the cases of a sweep: all of them, or one in seven with -short, which is how `make race` runs tests. The race
// detector makes a case take six times as long and looks for faults of another kind; `make unit` runs all cases without it.
func Some[T any](cases []T) []T {
	if !testing.Short() {
		return cases
	}
	var some []T
	for i := 0; i < len(cases); i += oneIn {
		some = append(some, cases[i])
	}
	return some
}

// SomeBelow is [Some] for the numbers from 0 up to, but not including, a limit: the places of a file's bytes.
func SomeBelow(limit int) []int {
	all := make([]int, limit)
	for i := range all {
		all[i] = i
	}
	return Some(all)
}

// SomeOf is [Some] for a table with names.
func SomeOf[K cmp.Ordered, V any](cases map[K]V) map[K]V {
	some := map[K]V{}
	for _, name := range Some(slices.Sorted(maps.Keys(cases))) {
		some[name] = cases[name]
	}
	return some
}
