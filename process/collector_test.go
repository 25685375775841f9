package process

import (
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"
)

const usual = 120 // percent

func TestOfSeveralThatCollectLessOftenTheLastPutsTheSettingBack(t *testing.T) {
	former := debug.SetGCPercent(usual)
	defer debug.SetGCPercent(former)
	first := CollectLessOften()
	second := CollectLessOften()
	first()
	if now := debug.SetGCPercent(batchGarbage); now != batchGarbage {
		t.Errorf("%d while one is still at work", now)
	}
	second()
	if now := debug.SetGCPercent(usual); now != usual {
		t.Errorf("%d afterwards, want %d", now, usual)
	}
}

func TestAConsoleCollectsItsGarbageMoreOftenAfterAWhile(t *testing.T) {
	former := debug.SetGCPercent(usual)
	defer debug.SetGCPercent(former)
	now := func(want int, when string) {
		t.Helper()
		if is := debug.SetGCPercent(want); is != want {
			t.Errorf("%s, %d percent may pile up, want %d", when, is, want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		undo, early := CollectMoreOften(time.Second), CollectMoreOften(time.Hour)
		now(usual, "at first")
		time.Sleep(2 * time.Second)
		synctest.Wait()
		now(consoleGarbage, "after a while")
		undo()
		early()
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		now(usual, "afterwards")
	})
}

// Consoles and commands in one process end in any order.
func TestWhateverEndsFirstTheCollectorsSettingIsPutBack(t *testing.T) {
	former := debug.SetGCPercent(usual)
	defer debug.SetGCPercent(former)
	synctest.Test(t, func(t *testing.T) {
		begin := []func() (undo func()){
			func() func() { return CollectMoreOften(time.Second) },
			func() func() { return CollectMoreOften(time.Second) },
			CollectLessOften,
		}
		for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
			undo := make([]func(), len(begin))
			for i, one := range begin {
				undo[i] = one()
				time.Sleep(2 * time.Second)
				synctest.Wait()
			}
			batch := true
			for at, i := range order {
				undo[i]()
				batch = batch && i != 2
				want := consoleGarbage
				switch {
				case batch:
					want = batchGarbage
				case at == len(order)-1:
					want = usual
				}
				if is := debug.SetGCPercent(want); is != want {
					t.Errorf("ended in the order %v: %d percent after %d of them, want %d", order, is, at+1, want)
				}
			}
		}
	})
}
