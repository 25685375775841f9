package deletion

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// recordOf8856 is a record of the target of [lastOf8856].
func recordOf8856(kind OutcomeKind) Record {
	return Record{Intent: Intent{Number: 5, IdentifierType: Extension, Identifier: "8856", Operator: Operator{Name: "bob"}, Confirmed: noon},
		Outcome: Outcome{Kind: kind}}
}

func TestARefusalIsWrittenDown(t *testing.T) {
	pending := recordOf8856(Pending)
	busy := TargetHistory{Pending: &pending}
	unsettled := TargetHistory{Unknown: []Record{recordOf8856(Unknown)}}
	again := lastOf8856(t)
	again.Again = 4
	for name, test := range map[string]struct {
		target  TargetHistory
		request Request
		ground  string
	}{
		"in progress":      {busy, lastOf8856(t), "record 5 is in progress"},
		"unsettled":        {unsettled, again, "the outcome of record 5 is unknown and not settled"},
		"nothing to again": {TargetHistory{}, again, "record 4, named with --again, is not an unknown outcome of this target"},
	} {
		s := &stage{target: test.target}
		if _, err := s.workflow().Review(t.Context(), test.request); err == nil {
			t.Errorf("%s: not refused", name)
		}
		want := TargetRefusal{test.request, Operator{Name: "alice", Login: "alice", UID: "1000"}, noon, test.ground}
		if s.refusal != want || !slices.Equal(s.script, []string{"refusal"}) {
			t.Errorf("%s: wrote down %+v, and did %v", name, s.refusal, s.script)
		}
	}
}

// The confirmation asks for the record's number; without a person only --again gives it.
func TestAReviewThatWasNotGivenARecordIsRefusedWhenItIsExecuted(t *testing.T) {
	s := &stage{target: TargetHistory{Unknown: []Record{recordOf8856(Unknown)}}}
	workflow := s.workflow()
	reviewed := review(t, workflow, lastOf8856(t))
	if s.refusal.Ground != "" {
		t.Errorf("a review that can go on was written down: %+v", s.refusal)
	}
	var refused *UnsettledTargetError
	if _, err := workflow.Execute(t.Context(), reviewed); !errors.As(err, &refused) || s.refusal.Ground == "" {
		t.Errorf("%v, and wrote down %+v", err, s.refusal)
	}
	s.noIntent = &TargetBusyError{Number: 6}
	if _, err := workflow.Execute(t.Context(), reviewed.Naming(5)); err == nil || s.refusal.Ground != "record 6 is in progress" {
		t.Errorf("%v, and wrote down %+v", err, s.refusal)
	}
}

func TestWhatFailsIsNoRefusal(t *testing.T) {
	for _, failure := range []error{&HistoryError{Problem: "is full"}, &CredentialsError{Server: "production"}} {
		s := &stage{noSending: failure}
		if _, err := s.workflow().Review(t.Context(), lastOf8856(t)); err == nil || s.refusal.Ground != "" {
			t.Errorf("%v, and wrote down %+v", err, s.refusal)
		}
	}
}

// Nothing that happens while a refusal is written down changes it, or holds it back.
func TestARefusalDoesNotWaitForTheHistory(t *testing.T) {
	for name, refuse := range map[string]func(context.Context) error{
		"fails":           func(context.Context) error { return errors.New("disk I/O error") },
		"panics":          func(context.Context) error { panic("the history broke") },
		"is locked":       func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		"does not answer": func(context.Context) error { time.Sleep(time.Hour); return nil },
	} {
		synctest.Test(t, func(t *testing.T) {
			pending := recordOf8856(Pending)
			s := &stage{target: TargetHistory{Pending: &pending}, refuse: refuse}
			begin := time.Now()
			_, err := s.workflow().Review(t.Context(), lastOf8856(t))
			var busy *TargetBusyError
			if took := time.Since(begin); !errors.As(err, &busy) || took > refusalTime {
				t.Errorf("a history that %s: %v after %s", name, err, took)
			}
			time.Sleep(time.Hour) // until it answers
		})
	}
}
