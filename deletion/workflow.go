package deletion

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
	LookUps  func(Server) (LookUps, error) // nobody can look up when nil
	Recorder Recorder
	Typing   Typing // nobody types credentials when nil
	Signer   Signer // nothing is signed when nil
	Operator Operator
	Version  string
	Now      func() time.Time
	Zone     *time.Location // in which people are shown times; UTC when nil
	Log      *slog.Logger   // of the program's own work; nothing is logged when nil
}

// Workflow is the only way to a DeleteCall: review, intent, send, outcome. It
// may be used by several goroutines.
type Workflow struct {
	parts Parts

	mu        sync.Mutex
	draining  bool
	abandoned bool
	inFlight  map[string]flight // by the ID of the intent
	ended     []Ended
	idle      sync.WaitGroup

	ending context.Context // is over once the workflow drains: for work that nobody then waits for
	end    context.CancelFunc
}

// NewWorkflow returns a workflow over the given parts.
func NewWorkflow(parts Parts) *Workflow {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	if parts.Zone == nil {
		parts.Zone = time.UTC
	}
	w := &Workflow{parts: parts, inFlight: map[string]flight{}}
	w.ending, w.end = context.WithCancel(context.Background())
	return w
}

// Servers returns the servers that can be chosen, the default first.
func (w *Workflow) Servers() []Server { return w.parts.Servers }

// Operator returns the person on whose behalf the workflow acts.
func (w *Workflow) Operator() Operator { return w.parts.Operator }

// Ready returns no error when an intent could be recorded now, and what soon may
// prevent it.
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

// Execute carries out a confirmed review, unless what would be sent is not what was
// shown ([ErrChangedRequest]): the intent is made durable, the request is sent at most once, the outcome is made durable. From the moment the
// intent is recorded the end of ctx does not abort it, and from the moment its request
// was handed to a connection nothing does: see [Workflow.Abandon].
//
// The record has the outcome whenever there is one, also beside an
// *[OutcomeNotRecordedError]. With any other error nothing was sent; the record holds what
// was to be deleted, where it came so far. It returns two
// seconds after the request's own limit at the latest, whatever the disk does.
func (w *Workflow) Execute(ctx context.Context, review Review) (Record, error) {
	if err := w.begin(); err != nil {
		return Record{}, err
	}
	defer w.idle.Done()
	record, err := w.execute(ctx, review)
	w.recordTargetRefusal(ctx, review.Request, err)
	w.keep(Ended{record, err})
	return record, err
}

func (w *Workflow) execute(ctx context.Context, review Review) (Record, error) {
	// By the clock on the wall: what is kept in memory may be too old after a machine has slept.
	if review.prepared != nil && w.forgotten(review.Request.Server) != "" {
		review.prepared.forget()
	}
	sending, err := review.take()
	if errors.Is(err, ErrReviewUsed) && review.prepared != nil && review.prepared.wasForgotten() {
		err = w.forgottenError(review.Request.Server)
	}
	if err != nil {
		return Record{}, err
	}
	prepared := review.prepared
	fingerprint, err := w.parts.Recorder.Fingerprint(sending.APIKey())
	if err != nil {
		return Record{}, err
	}
	intent, err := w.intent(review.Proposal, fingerprint)
	if err != nil {
		return Record{}, err
	}
	sendingContext := w.track(context.WithoutCancel(ctx), intent)
	defer w.untrack(intent)
	recording, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	context.AfterFunc(sendingContext, func() { stop(&DrainingError{}) }) // abandoned
	recorded, err := w.recordIntent(recording, intent, w.guards(prepared.proposal.Request, intent.Confirmed), beforehand(review.Request.Server))
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		w.parts.Log.Info("refused by a guard, nothing sent", "record", refused.Record.Intent.Number, "cause", refused.Record.Outcome.Cause)
		refused.Record.Signature = w.signature(context.WithoutCancel(ctx), w.parts.Log)
		return refused.Record, nil
	}
	if err != nil {
		w.parts.Log.Error("intent not recorded, nothing sent", "server", intent.Server, "error", err)
		return Record{Intent: intent}, w.local(err)
	}
	w.number(intent, recorded)
	intent = recorded
	ctx = context.WithoutCancel(ctx)
	prepared.recorded <- intent
	log := w.parts.Log.With("record", intent.Number, "id", intent.ID)
	// The record has what and who: a log keeps nothing that would have to be removed from it.
	log.Info("intent recorded, sending", "server", intent.Server)

	limit := time.Now().Add(review.Request.Server.TimeLimit)
	outcome := w.send(sendingContext, sending)
	close(prepared.answered)
	record := Record{Intent: intent, Outcome: outcome}
	err = w.recordOutcome(ctx, intent, outcome, max(0, time.Until(limit))+OutcomeTime)
	log.Info("outcome", "kind", outcome.Kind, "cause", outcome.Cause, "took", outcome.Duration)
	if err != nil {
		log.Error("outcome not recorded", "error", err)
		return record, err
	}
	record.Signature = w.signature(ctx, log)
	return record, nil
}

// take uses the review up: the sending is handed over once, and only for what was shown.
func (r Review) take() (Sending, error) {
	if r.prepared == nil {
		return nil, ErrReviewUsed
	}
	if err := r.Check(); err != nil {
		return nil, err
	}
	if err := r.prepared.check(r); err != nil {
		return nil, err
	}
	sending, ok := r.prepared.take()
	if !ok {
		return nil, ErrReviewUsed
	}
	return sending, nil
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
				Detail:   "The program itself failed while the request was in progress.",
				Attempt:  Attempt{Started: started, Duration: w.parts.Now().Sub(started)},
				Answered: w.parts.Now(),
			}
		}
	}()
	return sending.Send(ctx)
}

func (w *Workflow) intent(proposal Proposal, fingerprint string) (Intent, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Intent{}, fmt.Errorf("can't make an ID for the intent: %w", err)
	}
	now, request := w.parts.Now(), proposal.Request
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
		Operator:       proposal.Operator,
		Reason:         request.Reason,
		Again:          request.Again,
		Shown:          request.Shown,
		Pinned:         request.Pinned,
		Version:        w.parts.Version,
		Confirmed:      now,
		Deadline:       now.Add(request.Server.TimeLimit + RecordingTime),
	}, nil
}

// Settle settles the unknown outcome of a record with what a person found, and
// where and how they saw it. What is missing is a *[FieldError].
func (w *Workflow) Settle(ctx context.Context, number int64, finding Finding, note string) error {
	note = sentence(note)
	if err := checkSettlement(finding, note); err != nil {
		return err
	}
	w.parts.Log.Info("settling", "record", number, "finding", finding)
	return w.parts.Recorder.RecordSettlement(ctx, number, Settlement{
		Finding: finding, Note: note, Operator: w.parts.Operator, Settled: w.parts.Now(),
	})
}
