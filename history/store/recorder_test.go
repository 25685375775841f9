package store

import (
	"context"
	"errors"
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
			-time.Hour: pastLimit, 0: pastLimit, 5 * time.Second: 5*time.Second + pastLimit, time.Minute: outcomeTime,
		} {
			var intent deletion.Intent
			intent.Deadline = time.Now().Add(left + deletion.RecordingTime)
			if got := recorder.patience(intent); got != want {
				t.Errorf("%s before the limit it waits for %s, expected %s", left, got, want)
			}
		}
	})
}

// held is a log that others hold for ever.
type held struct{ Log }

func (held) ID() string                              { return "held" }
func (held) Trust() error                            { return nil }
func (held) Patience(context.Context, time.Duration) {}
func (held) Update(context.Context, Work, func(Tx) error) error {
	return &BusyError{errors.New("others hold it")}
}

// slowly puts outcomes aside on a busy disk.
type slowly struct{ Aside }

func (slowly) PutAside([]byte) error { time.Sleep(600 * time.Millisecond); return nil }
func (slowly) SideFile() string      { return "outcomes.side" }

type noProcesses struct{ Processes }

func (noProcesses) Release(string) {}

func TestAnOutcomeThatCameAtTheLimitIsAsideBeforeItIsReportedAsNotConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		recorder := NewRecorder(held{}, noProcesses{}, slowly{}, time.Now)
		began := time.Now()
		err := recorder.RecordOutcome(t.Context(), deletion.Intent{Number: 1, Deadline: began.Add(deletion.RecordingTime)}, deletion.Outcome{})
		var aside *deletion.OutcomeNotRecordedError
		if took := time.Since(began); !errors.As(err, &aside) || aside.SideFile == "" || took >= deletion.OutcomeTime {
			t.Errorf("after %s, and nobody waits longer than %s: %v", took, deletion.OutcomeTime, err)
		}
	})
}

// FuzzSideFile looks for lines of the side file that are taken over and are not an
// outcome.
func FuzzSideFile(f *testing.F) {
	f.Fuzz(func(t *testing.T, line []byte) {
		_, event, err := decodeAside(line)
		if err == nil && (event.Kind != history.OutcomeKind || event.Outcome == nil) {
			t.Errorf("%q is taken for an outcome: %+v", line, event)
		}
	})
}
