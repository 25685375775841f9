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
