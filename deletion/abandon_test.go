package deletion

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// Another process holds the history, or its disk does not answer.
func TestAbandoningEndsTheWaitForAnIntentAndNothingIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stalled{stage: &stage{}, step: "intent", letGo: make(chan struct{})}
		workflow := s.workflow()
		workflow.parts.Recorder = s
		reviewed, began, ended := review(t, workflow, lastOf8856(t)), time.Now(), make(chan error, 1)
		go func() {
			_, err := workflow.Execute(t.Context(), reviewed)
			ended <- err
		}()
		synctest.Wait()
		if goOn := workflow.Abandon(); len(goOn) != 0 {
			t.Errorf("go on: %+v", goOn)
		}
		var draining *DrainingError
		err := <-ended
		if took := time.Since(began); !errors.As(err, &draining) || took != interruptedTime { // of virtual time
			t.Errorf("after %s: %v", took, err)
		}
		// Told however soon it ended after the abandoning: nobody may be left without a word on it.
		if told := workflow.Ended(); len(told) != 1 || told[0].Record.Intent.Identifier != "8856" || !errors.As(told[0].Err, &draining) {
			t.Errorf("told: %+v", told)
		}
		close(s.letGo)
		synctest.Wait()
		if want := []string{"prepare", "intent", "outcome not_sent"}; !slices.Equal(s.script, want) {
			t.Errorf("the workflow did %v, want %v", s.script, want)
		}
	})
}
