package deletion

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// RecordingTime is granted, on top of the request's own limit, to recording
// its outcome before another process may call the intent interrupted.
const RecordingTime = 30 * time.Second

// Parts are what a [Workflow] is built from.
type Parts struct {
	Servers  []Server // in the order in which they are offered; the first is the default
	Senders  func(Server) (Sender, error)
	Recorder Recorder
	Finder   Finder
	Sealer   Sealer // nothing is signed when nil
	Operator Operator
	Version  string
	Now      func() time.Time
	Log      *slog.Logger // of the program's own work; nothing is logged when nil
}

// Workflow is the only way to a DeleteCall: review, intent, send, outcome. It
// may be used by several goroutines.
type Workflow struct {
	parts Parts

	mu       sync.Mutex
	draining bool
	inFlight map[string]Intent
	ended    []Ended
	idle     sync.WaitGroup
}

// Ended is what [Workflow.Execute] returned of a deletion.
type Ended struct {
	Record Record
	Err    error
}

// NewWorkflow returns a workflow over the given parts.
func NewWorkflow(parts Parts) *Workflow {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	return &Workflow{parts: parts, inFlight: map[string]Intent{}}
}

// Servers returns the servers that can be chosen, the default first.
func (w *Workflow) Servers() []Server { return w.parts.Servers }

// Operator returns the person on whose behalf the workflow acts.
func (w *Workflow) Operator() Operator { return w.parts.Operator }

// Finder returns the history to read.
func (w *Workflow) Finder() Finder { return w.parts.Finder }

// Ready returns no error when an intent could be recorded now, and what soon may
// hinder it.
func (w *Workflow) Ready(ctx context.Context) (warnings []string, err error) {
	return w.parts.Recorder.Ready(ctx)
}

// Preview shows a request that may still be incomplete, secrets masked. It
// does no I/O.
func (w *Workflow) Preview(request Request) (Preview, error) {
	sender, err := w.parts.Senders(request.Server)
	if err != nil {
		return Preview{}, err
	}
	return sender.Preview(request), nil
}

// Prepare shows a request with the credentials that it would carry, masked.
// Nothing is sent and nothing is recorded.
func (w *Workflow) Prepare(ctx context.Context, request Request) (Preview, error) {
	sender, err := w.parts.Senders(request.Server)
	if err != nil {
		return Preview{}, err
	}
	sending, err := sender.Prepare(ctx, request)
	if err != nil {
		return Preview{}, err
	}
	return sending.Preview(), nil
}

// Review is what a person is shown before they confirm, bound to the very
// request that will be sent if they do. It is good for one [Workflow.Execute].
type Review struct {
	Request  Request
	Preview  Preview
	Warnings []string // in plain sentences, cleaned

	sending *oneSending
}

// oneSending lets a prepared request go once, however often its review is copied.
type oneSending struct {
	once     sync.Once
	sending  Sending
	recorded chan Intent // buffered: nobody has to listen
	answered chan struct{}
}

func (s *oneSending) take() (sending Sending, ok bool) {
	s.once.Do(func() { sending, ok = s.sending, true })
	return sending, ok
}

// Recorded delivers the intent as soon as it is durable and its request is about to
// be sent. Until then nothing was sent; where the intent can't be recorded, nothing
// ever comes.
func (r Review) Recorded() <-chan Intent {
	if r.sending == nil {
		return nil
	}
	return r.sending.recorded
}

// Answered is closed as soon as the outcome is known, and before it is recorded.
func (r Review) Answered() <-chan struct{} {
	if r.sending == nil {
		return nil
	}
	return r.sending.answered
}

// ErrReviewUsed says that a review was already executed.
var ErrReviewUsed = errors.New("this review was already executed; nothing more was sent")

// Review prepares a request for a person's confirmation: it obtains the
// credentials, makes sure that an intent could be recorded, and gathers what the
// person should know first. Nothing is sent.
func (w *Workflow) Review(ctx context.Context, request Request) (Review, error) {
	warnings, err := w.parts.Recorder.Ready(ctx)
	if err != nil {
		return Review{}, err
	}
	sender, err := w.parts.Senders(request.Server)
	if err != nil {
		return Review{}, err
	}
	sending, err := sender.Prepare(ctx, request)
	if err != nil {
		return Review{}, err
	}
	more, err := w.warnings(ctx, request)
	if err != nil {
		return Review{}, err
	}
	return Review{
		Request:  request,
		Preview:  sending.Preview(),
		Warnings: append(more, warnings...),
		sending:  &oneSending{sending: sending, recorded: make(chan Intent, 1), answered: make(chan struct{})},
	}, nil
}

// Execute carries out a confirmed review: the intent is made durable, the
// request is sent at most once, the outcome is made durable. From the moment the
// intent is recorded nothing aborts it, least of all the end of ctx.
//
// The record tells the outcome whenever there is one, also beside an
// *[OutcomeNotRecordedError]. With any other error nothing was sent. It returns two
// seconds after the request's own limit at the latest, whatever the disk does.
func (w *Workflow) Execute(ctx context.Context, review Review) (Record, error) {
	if err := w.begin(); err != nil {
		return Record{}, err
	}
	defer w.idle.Done()
	record, err := w.execute(ctx, review)
	w.end(Ended{record, err})
	return record, err
}

func (w *Workflow) execute(ctx context.Context, review Review) (Record, error) {
	if review.sending == nil {
		return Record{}, ErrReviewUsed
	}
	sending, ok := review.sending.take()
	if !ok {
		return Record{}, ErrReviewUsed
	}

	intent, err := w.intent(review.Request, sending)
	if err != nil {
		return Record{}, err
	}
	if intent, err = w.recordIntent(ctx, intent); err != nil {
		w.parts.Log.Error("intent not recorded, nothing sent", "target", intent.Describe(), "error", err)
		return Record{}, err
	}
	w.track(intent)
	defer w.untrack(intent)
	review.sending.recorded <- intent
	log := w.parts.Log.With("record", intent.Number, "id", intent.ID)
	log.Info("intent recorded, sending", "target", intent.Describe(), "server", intent.Server, "operator", intent.Operator.Name)

	ctx = context.WithoutCancel(ctx)
	limit := time.Now().Add(review.Request.Server.TimeLimit)
	outcome := w.send(ctx, sending)
	close(review.sending.answered)
	record := Record{Intent: intent, Outcome: outcome}
	err = w.recordOutcome(ctx, intent, outcome, max(0, time.Until(limit))+outcomeTime)
	log.Info("outcome", "kind", outcome.Kind, "cause", outcome.Cause, "detail", outcome.Detail, "took", outcome.Duration)
	if err != nil {
		log.Error("outcome not recorded", "error", err)
		return record, err
	}
	record.Seal = w.seal(ctx, log)
	return record, nil
}

// send never panics: a fault of the program while a request is under way
// leaves an unknown outcome, not an open intent.
func (w *Workflow) send(ctx context.Context, sending Sending) (outcome Outcome) {
	started := w.parts.Now()
	defer func() {
		if fault := recover(); fault != nil {
			w.parts.Log.Error("the program failed while sending", "fault", fault)
			outcome = Outcome{
				Kind: Unknown, Cause: CauseFault,
				Detail:   "The program itself failed while the request was under way.",
				Attempt:  Attempt{Started: started, Duration: w.parts.Now().Sub(started)},
				Answered: w.parts.Now(),
			}
		}
	}()
	return sending.Send(ctx)
}

func (w *Workflow) intent(request Request, sending Sending) (Intent, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Intent{}, fmt.Errorf("can't make an ID for the intent, nothing was sent: %w", err)
	}
	fingerprint, err := w.parts.Recorder.Fingerprint(sending.APIKey())
	if err != nil {
		return Intent{}, err
	}
	now := w.parts.Now()
	return Intent{
		ID:             id.String(),
		IdentifierType: request.Selector.Type(),
		Identifier:     request.Selector.Identifier(),
		Status:         request.Selector.Status(),
		Server:         request.Server.Name,
		Endpoint:       request.Server.Endpoint,
		Method:         request.Server.Method,
		ResponseType:   request.Server.ResponseType,
		KeyFingerprint: fingerprint,
		Operator:       w.parts.Operator,
		Reason:         request.Reason,
		Version:        w.parts.Version,
		Confirmed:      now,
		Deadline:       now.Add(request.Server.TimeLimit + RecordingTime),
	}, nil
}

// Resolve settles the unknown outcome of a record with what a person found, and
// where and how they saw it. What is missing is a *[FieldError].
func (w *Workflow) Resolve(ctx context.Context, number int64, finding Finding, note string) error {
	note = strings.TrimSpace(note)
	if err := checkResolution(finding, note); err != nil {
		return err
	}
	w.parts.Log.Info("settling", "record", number, "finding", finding)
	return w.parts.Recorder.RecordResolution(ctx, number, Resolution{
		Finding: finding, Note: note, Operator: w.parts.Operator, Resolved: w.parts.Now(),
	})
}

// InFlight returns the intents whose outcome is not recorded yet, oldest first.
func (w *Workflow) InFlight() []Intent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return sortedByNumber(w.inFlight)
}

// Drain starts nothing new from now on and waits until the outcome of every
// deletion under way is recorded, or ctx ends. [Workflow.Ended] tells them.
func (w *Workflow) Drain(ctx context.Context) error {
	w.mu.Lock()
	w.draining = true
	w.mu.Unlock()
	idle := make(chan struct{})
	go func() { w.idle.Wait(); close(idle) }()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Ended returns what became of the deletions that were under way when the first
// [Workflow.Drain] began, in the order in which they ended. The history may not know:
// it may be what failed.
func (w *Workflow) Ended() []Ended {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.ended)
}

func (w *Workflow) end(ended Ended) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.draining {
		w.ended = append(w.ended, ended)
	}
}

func (w *Workflow) begin() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.draining {
		return &DrainingError{}
	}
	w.idle.Add(1)
	return nil
}

func (w *Workflow) track(intent Intent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inFlight[intent.ID] = intent
}

func (w *Workflow) untrack(intent Intent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.inFlight, intent.ID)
}
