package inorder_test

import (
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"deletecall/history/inorder"
)

func numbers(count int, read *atomic.Int64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range count {
			read.Add(1)
			if !yield(i) {
				return
			}
		}
	}
}

func TestResultsKeepTheOrderOfTheInputsHoweverLongEachTakes(t *testing.T) {
	// Each input but the last of its pair ends only after the next one has.
	const count = 100
	ended := make([]chan struct{}, count)
	for i := range ended {
		ended[i] = make(chan struct{})
	}
	var read atomic.Int64
	results := slices.Collect(inorder.Map(numbers(count, &read), func(i int) int {
		if i%2 == 0 {
			<-ended[i+1]
		}
		close(ended[i])
		return i * i
	}))
	for i := range count {
		if len(results) != count || results[i] != i*i {
			t.Fatalf("%v", results)
		}
	}
}

func TestNoMoreIsReadAheadThanThereAreProcessors(t *testing.T) {
	var read atomic.Int64
	taken := int64(0)
	for range inorder.Map(numbers(1000, &read), func(i int) int { return i }) {
		taken++
		// One more waits to be handed over, and one is read while it does.
		if ahead := read.Load() - taken; ahead > int64(runtime.GOMAXPROCS(0))+2 {
			t.Fatalf("%d are read ahead", ahead)
		}
	}
}

func TestWhoLeavesEarlyLeavesNothingRunning(t *testing.T) {
	var read, running atomic.Int64
	for i := range inorder.Map(numbers(1_000_000, &read), func(i int) int {
		running.Add(1)
		defer running.Add(-1)
		return i
	}) {
		if i == 10 {
			break
		}
	}
	before := read.Load()
	if before == 1_000_000 {
		t.Error("all inputs were read")
	}
	if running.Load() != 0 {
		t.Errorf("%d are still at work", running.Load())
	}
	for range 1000 {
		runtime.Gosched()
	}
	if after := read.Load(); after != before {
		t.Errorf("%d inputs were read, and then %d", before, after)
	}
}

func TestWithoutInputsNothingHappens(t *testing.T) {
	var read atomic.Int64
	for range inorder.Map(numbers(0, &read), func(i int) int { t.Error("it worked"); return i }) {
		t.Error("there was a result")
	}
}
