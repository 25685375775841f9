package deletion

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"deletecall/secret"
)

// stage plays sender, recorder and finder, and writes down in which order the
// workflow turned to them.
type stage struct {
	mu     sync.Mutex
	script []string

	notReady       error
	noIntent       error
	noOutcome      error
	noSending      error
	target         TargetHistory
	standing       Standing
	addedMeanwhile []Hold // after the review
	send           func(ctx context.Context) Outcome
	intentMade     Intent
	outcomeMade    Outcome
	settled        Settlement
	refusal        TargetRefusal
	refuse         func(ctx context.Context) error
	after          After
	outcomePanic   bool
}

func (s *stage) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, line)
}

func (s *stage) Preview(Request) Preview { return Preview{Method: POST} }
func (s *stage) Prepare(context.Context, Request) (Sending, error) {
	s.note("prepare")
	return sendingOf{s}, s.noSending
}

type sendingOf struct{ *stage }

func (s sendingOf) Preview() Preview    { return Preview{Method: POST, Endpoint: "prepared"} }
func (s sendingOf) APIKey() secret.Text { return secret.New("74c8eea0-50c6-40b2-9f3e-252ed501c3c8") }
func (s sendingOf) Send(ctx context.Context) Outcome {
	s.note("send")
	if s.send != nil {
		return s.send(ctx)
	}
	return Outcome{Kind: Accepted, Cause: CauseAnswered}
}

func (s *stage) Ready(context.Context) ([]string, error) { return nil, s.notReady }
func (s *stage) Fingerprint(key secret.Text) (string, error) {
	return fmt.Sprintf("fingerprint of %d characters", len(key.Reveal())), nil
}
func (s *stage) Standing(context.Context, Guards) (Standing, error) { return s.standing, nil }
func (s *stage) RecordGuardRefusal(_ context.Context, intent Intent, outcome Outcome) (Record, error) {
	s.note("refused")
	intent.Number = 7
	return Record{Intent: intent, Outcome: outcome}, nil
}
func (s *stage) RecordIntent(_ context.Context, intent Intent, guards Guards) (Intent, error) {
	standing := s.standing
	standing.Holds = append(standing.Holds, s.addedMeanwhile...)
	if outcome, refused := guards.Judge(standing); refused {
		record, _ := s.RecordGuardRefusal(context.Background(), intent, outcome)
		return intent, &RefusedError{record}
	}
	s.note("intent")
	intent.Number = 7
	s.intentMade = intent
	return intent, s.noIntent
}
func (s *stage) RecordOutcome(_ context.Context, _ Intent, outcome Outcome) error {
	s.note("outcome " + string(outcome.Kind))
	if s.outcomePanic {
		panic("the history broke")
	}
	s.outcomeMade = outcome
	return s.noOutcome
}
func (s *stage) RecordSettlement(_ context.Context, _ int64, settlement Settlement) error {
	s.note("settlement")
	s.settled = settlement
	return nil
}
func (s *stage) RecordTargetRefusal(ctx context.Context, refusal TargetRefusal) error {
	s.note("refusal")
	s.refusal = refusal
	if s.refuse != nil {
		return s.refuse(ctx)
	}
	return nil
}
func (s *stage) RecordAfter(_ context.Context, _ int64, after After) error {
	s.note("after " + string(after.Finding))
	s.after = after
	return nil
}
func (s *stage) OnTarget(context.Context, Request) (TargetHistory, error) {
	return s.target, nil
}

var (
	budapest = time.FixedZone("CET", 3600)
	noon     = time.Date(2026, 11, 23, 12, 0, 0, 0, budapest)
)

func (s *stage) workflow() *Workflow {
	return NewWorkflow(Parts{
		Senders:  func(Server) (Sender, error) { return s, nil },
		Recorder: s,
		Operator: Operator{Name: "alice", Login: "alice", UID: "1000"},
		Version:  "test",
		Now:      func() time.Time { return noon },
		Zone:     budapest,
	})
}

func lastOf8856(t *testing.T) Request {
	t.Helper()
	selector, err := NewSelector(Extension, "8856", "last")
	if err != nil {
		t.Fatal(err)
	}
	request, err := NewRequest(Server{
		Name: "production", Endpoint: "https://verba.example.com/verba/api",
		Method: POST, ResponseType: XML, TimeLimit: DefaultTimeLimit,
	}, selector, "GDPR-2211")
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func review(t *testing.T, workflow *Workflow, request Request) Review {
	t.Helper()
	review, err := workflow.Review(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return review
}

func TestADeletionIsIntentThenSendThenOutcome(t *testing.T) {
	s := &stage{}
	workflow := s.workflow()
	record, err := workflow.Execute(t.Context(), review(t, workflow, lastOf8856(t)))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"prepare", "intent", "send", "outcome accepted"}; !slices.Equal(s.script, want) {
		t.Errorf("the workflow did %v, want %v", s.script, want)
	}
	if record.Intent.Number != 7 || record.Outcome.Kind != Accepted {
		t.Errorf("record %+v", record)
	}
	intent := s.intentMade
	if intent.ID == "" || intent.Identifier != "8856" || intent.Status != Last || intent.Operator.Name != "alice" ||
		intent.Reason != "GDPR-2211" || intent.KeyFingerprint != "fingerprint of 36 characters" ||
		!intent.Confirmed.Equal(noon) || !intent.Deadline.After(noon.Add(DefaultTimeLimit)) {
		t.Errorf("intent %+v", intent)
	}
}

func TestNoIntentNoRequest(t *testing.T) {
	full := &HistoryError{Op: "record the intent", Path: "history.db", Problem: "is on a full disk"}
	tests := map[string]*stage{
		"the history is not ready":        {notReady: full},
		"the credentials can't be had":    {noSending: &CredentialsError{Server: "production"}},
		"the intent can't be recorded":    {noIntent: full},
		"the target is being deleted now": {noIntent: &TargetBusyError{By: "bob"}},
	}
	for name, s := range tests {
		t.Run(name, func(t *testing.T) {
			workflow := s.workflow()
			reviewed, err := workflow.Review(t.Context(), lastOf8856(t))
			if err == nil {
				_, err = workflow.Execute(t.Context(), reviewed)
			}
			if err == nil {
				t.Fatal("nobody was notified")
			}
			if slices.Contains(s.script, "send") {
				t.Errorf("a request was sent all the same: %v", s.script)
			}
		})
	}
}

func TestAReviewTellsWhenItsIntentIsDurable(t *testing.T) {
	s := &stage{}
	workflow := s.workflow()
	reviewed := review(t, workflow, lastOf8856(t))
	s.send = func(context.Context) Outcome {
		if len(reviewed.Recorded()) != 1 {
			t.Error("it is sent before it is said that the intent is durable")
		}
		return Outcome{Kind: Accepted}
	}
	if len(reviewed.Recorded()) != 0 {
		t.Error("it is said before anything is recorded")
	}
	select {
	case <-reviewed.Answered():
		t.Error("it is said to have ended before it has")
	default:
	}
	if _, err := workflow.Execute(t.Context(), reviewed); err != nil {
		t.Fatal(err)
	}
	<-reviewed.Answered()
	if intent := <-reviewed.Recorded(); intent.Number != 7 {
		t.Errorf("said of %+v", intent)
	}

	s = &stage{noIntent: errors.New("the disk is full")}
	workflow = s.workflow()
	reviewed = review(t, workflow, lastOf8856(t))
	if _, err := workflow.Execute(t.Context(), reviewed); err == nil || len(reviewed.Recorded()) != 0 {
		t.Errorf("said although nothing is recorded; %v", err)
	}
	if (Review{}).Recorded() != nil {
		t.Error("a review made by hand says something")
	}
}

func TestAReviewIsGoodForOneRequest(t *testing.T) {
	s := &stage{}
	workflow := s.workflow()
	reviewed := review(t, workflow, lastOf8856(t))
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { _, _ = workflow.Execute(t.Context(), reviewed) })
	}
	group.Wait()
	sent := 0
	for _, line := range s.script {
		if line == "send" {
			sent++
		}
	}
	if sent != 1 {
		t.Errorf("%d requests were sent for one review", sent)
	}
	if _, err := workflow.Execute(t.Context(), reviewed); !errors.Is(err, ErrReviewUsed) {
		t.Errorf("a used review gave %v", err)
	}
	if _, err := workflow.Execute(t.Context(), Review{Proposal: Proposal{Request: lastOf8856(t)}}); !errors.Is(err, ErrReviewUsed) {
		t.Errorf("a review made by hand gave %v", err)
	}
}

func TestTheEndOfTheCallerDoesNotEndARequestUnderWay(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &stage{}
	s.send = func(ctx context.Context) Outcome {
		cancel()
		if ctx.Err() != nil {
			return Outcome{Kind: Unknown, Cause: CauseInterrupted}
		}
		return Outcome{Kind: Accepted}
	}
	workflow := s.workflow()
	record, err := workflow.Execute(ctx, review(t, workflow, lastOf8856(t)))
	if err != nil || record.Outcome.Kind != Accepted || s.outcomeMade.Kind != Accepted {
		t.Errorf("outcome %v, error %v", record.Outcome.Kind, err)
	}
}

func TestAPanicWhileSendingIsAnUnknownOutcomeOnRecord(t *testing.T) {
	s := &stage{send: func(context.Context) Outcome { panic("broken sender") }}
	workflow := s.workflow()
	record, err := workflow.Execute(t.Context(), review(t, workflow, lastOf8856(t)))
	if err != nil || record.Outcome.Kind != Unknown || record.Outcome.Cause != CauseFault {
		t.Errorf("record %+v, error %v", record.Outcome, err)
	}
	if s.outcomeMade.Kind != Unknown {
		t.Error("the outcome is not on record")
	}
}

func TestAnOutcomeThatCannotBeRecordedIsStillTold(t *testing.T) {
	side := &OutcomeNotRecordedError{Number: 7, SideFile: "outcomes.side", Err: errors.New("disk full")}
	for name, s := range map[string]*stage{
		"the history refuses": {noOutcome: side},
		"the history panics":  {outcomePanic: true},
	} {
		t.Run(name, func(t *testing.T) {
			workflow := s.workflow()
			record, err := workflow.Execute(t.Context(), review(t, workflow, lastOf8856(t)))
			var notRecorded *OutcomeNotRecordedError
			if !errors.As(err, &notRecorded) || notRecorded.Number != 7 {
				t.Errorf("error %v", err)
			}
			if record.Outcome.Kind != Accepted {
				t.Errorf("the outcome is lost: %+v", record.Outcome)
			}
		})
	}
}

func TestAnOutcomeThatCouldNotBeWrittenAnywhereIsOneLine(t *testing.T) {
	err := &OutcomeNotRecordedError{Number: 7, Err: errors.Join(&HistoryError{Op: "record", Path: "it", Problem: "is full", Advice: "make room"}, errors.New("no side file"))}
	if text := err.Error(); !strings.Contains(text, "(can't record: it is full; then: no side file)") {
		t.Error(text)
	}
}

func TestDrainWaitsForOutcomesAndStartsNothingNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan struct{})
		s := &stage{send: func(context.Context) Outcome {
			<-answer
			return Outcome{Kind: Accepted}
		}}
		workflow := s.workflow()
		first, second := review(t, workflow, lastOf8856(t)), review(t, workflow, lastOf8856(t))
		go func() { _, _ = workflow.Execute(t.Context(), first) }()
		synctest.Wait()

		drained := make(chan error, 1)
		go func() { drained <- workflow.Drain(t.Context()) }()
		synctest.Wait()
		if len(drained) != 0 {
			t.Error("Drain returned while a request was under way")
		}
		var draining *DrainingError
		if _, err := workflow.Execute(t.Context(), second); !errors.As(err, &draining) {
			t.Errorf("a new deletion while draining: %v", err)
		}
		tooShort, cancel := context.WithCancel(t.Context())
		cancel()
		if err := workflow.Drain(tooShort); !errors.Is(err, context.Canceled) {
			t.Errorf("Drain outlived its context: %v", err)
		}

		close(answer)
		if err := <-drained; err != nil || s.outcomeMade.Kind != Accepted {
			t.Errorf("Drain returned %v with the outcome %q on record", err, s.outcomeMade.Kind)
		}
		if ended := workflow.Ended(); len(ended) != 1 || ended[0].Record.Intent.Number != 7 || ended[0].Record.Outcome.Kind != Accepted || ended[0].Err != nil {
			t.Errorf("of those in progress it says: %+v", ended)
		}
	})
}

func TestWhatEndedBeforeDrainingIsNotToldAgain(t *testing.T) {
	s := &stage{}
	workflow := s.workflow()
	if _, err := workflow.Execute(t.Context(), review(t, workflow, lastOf8856(t))); err != nil {
		t.Fatal(err)
	}
	if err := workflow.Drain(t.Context()); err != nil || len(workflow.Ended()) != 0 {
		t.Errorf("Drain returned %v, and reports %+v", err, workflow.Ended())
	}
}

func TestASettlementCarriesWhoAndWhen(t *testing.T) {
	s := &stage{}
	if err := s.workflow().Settle(t.Context(), 7, FoundDeleted, "looked\u00a0in\u202fVerba"); err != nil {
		t.Fatal(err)
	}
	if s.settled.Operator.Name != "alice" || !s.settled.Settled.Equal(noon) || s.settled.Finding != FoundDeleted || s.settled.Note != "looked in Verba" {
		t.Errorf("settlement %+v", s.settled)
	}
}
