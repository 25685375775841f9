package process

import (
	"runtime/debug"
	"testing"
)

func TestOfSeveralThatCollectLessOftenTheLastPutsTheSettingBack(t *testing.T) {
	const usual = 120
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
