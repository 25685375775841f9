package store

import (
	"testing"
	"testing/synctest"
	"time"

	"deletecall/deletion"
	"deletecall/history"
)

func TestAnOutcomeThatCameAtTheLimitDoesNotWaitLongForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // its clock stands still
		recorder := NewRecorder(nil, nil, nil, time.Now)
		for left, want := range map[time.Duration]time.Duration{
			-time.Hour: behindLimit, 0: behindLimit, 5 * time.Second: 5*time.Second + behindLimit, time.Minute: outcomeTime,
		} {
			var intent deletion.Intent
			intent.Deadline = time.Now().Add(left + deletion.RecordingTime)
			if got := recorder.patience(intent); got != want {
				t.Errorf("%s before the limit it waits for %s, expected %s", left, got, want)
			}
		}
	})
}

// FuzzSideFile looks for lines of the side file that are taken over and are not an
// outcome.
func FuzzSideFile(f *testing.F) {
	f.Fuzz(func(t *testing.T, line []byte) {
		event, err := decodeAside(line)
		if err == nil && (event.Kind != history.OutcomeKind || event.Outcome == nil) {
			t.Errorf("%q is taken for an outcome: %+v", line, event)
		}
	})
}
