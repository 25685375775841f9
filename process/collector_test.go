package process

import (
	"runtime/debug"
	"testing"
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

func TestAConsoleCollectsItsGarbageMoreOften(t *testing.T) {
	former := debug.SetGCPercent(usual)
	defer debug.SetGCPercent(former)
	undo := CollectMoreOften()
	if now := debug.SetGCPercent(consoleGarbage); now != consoleGarbage {
		t.Errorf("%d percent may pile up", now)
	}
	undo()
	if now := debug.SetGCPercent(usual); now != usual {
		t.Errorf("%d percent may pile up afterwards", now)
	}
}
