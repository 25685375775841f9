package deletion

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// stalled is a history whose disk does not answer: the named step waits until the
// test lets it go.
type stalled struct {
	*stage
	step   string
	letGo  chan struct{}
	signed int
}

func (s *stalled) at(step string) {
	if s.step == step {
		<-s.letGo
	}
}

func (s *stalled) Ready(ctx context.Context) ([]string, error) {
	s.at("ready")
	return s.stage.Ready(ctx)
}

func (s *stalled) RecordIntent(ctx context.Context, intent Intent, guards Guards) (Intent, error) {
	s.at("intent")
	return s.stage.RecordIntent(ctx, intent, guards)
}

func (s *stalled) RecordOutcome(ctx context.Context, intent Intent, outcome Outcome) error {
	s.at("outcome")
	return s.stage.RecordOutcome(ctx, intent, outcome)
}

func (s *stalled) Sign(context.Context) (string, error) {
	s.at("sign")
	s.signed++
	return "2:B1K3bh92", nil
}

// whileStalled executes a deletion while a step of the history does not answer, and
// returns how long that took on the bubble's clock.
func whileStalled(t *testing.T, step string, check func(s *stalled, record Record, err error, took time.Duration)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stalled{stage: &stage{}, step: step, letGo: make(chan struct{})}
		workflow := s.workflow()
		workflow.parts.Recorder, workflow.parts.Signer = s, s
		reviewed, began := review(t, workflow, lastOf8856(t)), time.Now()
		record, err := workflow.Execute(t.Context(), reviewed)
		took := time.Since(began)
		if err := workflow.Drain(t.Context()); err != nil {
			t.Errorf("something is still under way: %v", err)
		}
		close(s.letGo)
		synctest.Wait()
		check(s, record, err, took)
	})
}

func TestAnIntentThatIsNotRecordedInTimeIsNotSentEvenWhenItIsRecordedLater(t *testing.T) {
	whileStalled(t, "intent", func(s *stalled, _ Record, err error, took time.Duration) {
		var history *HistoryError
		if !errors.As(err, &history) || took != intentTime {
			t.Errorf("after %s: %v", took, err)
		}
		if want := []string{"prepare", "intent", "outcome not_sent"}; !slices.Equal(s.script, want) {
			t.Errorf("the workflow did %v, want %v", s.script, want)
		}
	})
}

func TestAHistoryThatIsNotReadyInTimeIsNotWaitedForAndNothingIsSent(t *testing.T) {
	for limit, want := range map[time.Duration]time.Duration{3 * time.Second: 3 * time.Second, DefaultTimeLimit: intentTime} {
		synctest.Test(t, func(t *testing.T) {
			s := &stalled{stage: &stage{}, step: "ready", letGo: make(chan struct{})}
			workflow := s.workflow()
			workflow.parts.Recorder = s
			request, began := lastOf8856(t), time.Now()
			request.Server.TimeLimit = limit
			_, err := workflow.Review(t.Context(), request)
			var history *HistoryError
			if took := time.Since(began); !errors.As(err, &history) || took != want {
				t.Errorf("after %s: %v", took, err)
			}
			close(s.letGo)
			synctest.Wait()
			if len(s.script) > 0 {
				t.Errorf("the workflow did %v", s.script)
			}
		})
	}
}

func TestAnIntentIsNotWaitedForWhenThePersonHasGoneAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stalled{stage: &stage{}, step: "intent", letGo: make(chan struct{})}
		workflow := s.workflow()
		workflow.parts.Recorder = s
		ctx, interrupt := context.WithCancel(t.Context())
		reviewed, began := review(t, workflow, lastOf8856(t)), time.Now()
		interrupt()
		_, err := workflow.Execute(ctx, reviewed)
		if took := time.Since(began); !errors.Is(err, context.Canceled) || took != interruptedTime {
			t.Errorf("after %s: %v", took, err)
		}
		close(s.letGo)
		synctest.Wait()
		if want := []string{"prepare", "intent", "outcome not_sent"}; !slices.Equal(s.script, want) {
			t.Errorf("the workflow did %v, want %v", s.script, want)
		}
	})
}

func TestAnOutcomeThatIsNotRecordedInTimeIsTold(t *testing.T) {
	whileStalled(t, "outcome", func(s *stalled, record Record, err error, took time.Duration) {
		var notRecorded *OutcomeNotRecordedError
		if !errors.As(err, &notRecorded) || record.Outcome.Kind != Accepted || took >= DefaultTimeLimit+2*time.Second {
			t.Errorf("after %s: %s, %v", took, record.Outcome.Kind, err)
		}
		if text := fmt.Sprint(err); !strings.Contains(text, "was not confirmed as written in time") || strings.Contains(text, "anywhere") {
			t.Errorf("it may be written, and it is said that %s", text)
		}
		if s.signed > 0 {
			t.Error("it was signed")
		}
	})
}

func TestNobodyWaitsForASignature(t *testing.T) {
	whileStalled(t, "sign", func(s *stalled, record Record, err error, took time.Duration) {
		var late *SignatureLateError
		if err != nil || record.Outcome.Kind != Accepted || !errors.As(record.Signature.Err, &late) || took != signTime {
			t.Errorf("after %s: %s, %v, %v", took, record.Outcome.Kind, err, record.Signature.Err)
		}
		if s.signed != 1 {
			t.Errorf("it was signed %d times", s.signed)
		}
	})
}
