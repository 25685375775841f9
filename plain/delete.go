package plain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
	"deletecall/ui/confirm"
)

const nothingSent = "nothing was sent"

// ErrInProgress says that the session was asked to end while a request is in progress.
// Whoever ended it waits for the workflow, and says what came of the request.
var ErrInProgress = errors.New("a request is in progress")

// stillWaiting is how often it is said that a request is still in progress.
const stillWaiting = 10 * time.Second

// delete asks what is to be deleted and why, or takes a call that was found by its number in the list,
// shows the review, and sends it only once it was confirmed.
func (s *session) delete(ctx context.Context, found string) error {
	if !s.MayConfirm {
		s.say("Nobody can confirm here: input and output have to be a terminal.\nIn scripts use deletecall send --yes")
		return nil
	}
	if s.server.Endpoint == "" {
		s.sayServer()
		return nil
	}
	var (
		request deletion.Request
		err     error
	)
	if found != "" {
		request, err = s.foundRequest(found)
	} else {
		request, err = s.request()
	}
	if err != nil {
		return s.cancelled(err)
	}
	looked, err := s.reviewShown(ctx, request)
	review := looked.review
	for err == nil {
		var decision Decision
		review, decision, err = Question{s.In, s.Out, s.Keys, s.Width}.Ask(review, looked.listed, looked.result)
		if err == nil {
			err = ctx.Err() // an answer that comes together with a signal confirms nothing
		}
		switch {
		case err != nil:
			return s.cancelled(err)
		case decision == Cancelled:
			return s.cancelled(errCancelled)
		case decision == Confirmed:
			return s.execute(ctx, review)
		}
		other, _ := confirm.Other(review, looked.result)
		review, err = s.review(ctx, s.Workflow.Review, other)
	}
	var refused *deletion.RefusedError
	switch {
	case errors.As(err, &refused):
		return s.tell(refused.Record, nil)
	case errors.As(err, new(*CancelledError)), errors.Is(err, errCancelled): // a credential was not typed, which was said
		return err
	}
	s.say("Nothing was sent.")
	return err
}

// prepare is [deletion.Workflow.Review], or [deletion.Workflow.ReviewUnseen] before a look-up.
type prepare func(context.Context, deletion.Request) (deletion.Review, error)

// review prepares a request, and asks for the credentials of its server where a person types them.
func (s *session) review(ctx context.Context, prepare prepare, request deletion.Request) (deletion.Review, error) {
	for {
		review, err := prepare(ctx, request)
		var wanted *deletion.CredentialsError
		if !errors.As(err, &wanted) || !wanted.Untyped {
			return review, err
		}
		if err := s.typed(request.Server); err != nil {
			return review, err
		}
	}
}

// typed asks for the credentials of a server that a person types, where they are not kept.
func (s *session) typed(server deletion.Server) error {
	err := TypeCredentials(s.In, s.Out, s.Workflow, server)
	if errors.Is(err, ErrNotTyped) {
		err = errCancelled
	}
	if err != nil {
		return s.cancelled(err)
	}
	return nil
}

func (s *session) cancelled(err error) error {
	if errors.Is(err, errCancelled) {
		s.say("Cancelled; %s.", nothingSent)
	}
	return ending(err, nothingSent)
}

func (s *session) request() (request deletion.Request, err error) {
	s.say("A dot alone cancels at every question. Server: %s", describe(s.server))
	selector, err := s.selector()
	if err != nil {
		return request, err
	}
	err = s.untilRight(s.reasonQuestion(), func(answer string) (err error) {
		request, err = deletion.NewRequest(s.server, selector, answer)
		return err
	})
	return request, err
}

func (s *session) reasonQuestion() string {
	question := "Reason, recorded in the history"
	if s.server.WantsReason() {
		question = "Reason, which " + safetext.Line(s.server.Name) + " requires"
	}
	if example := s.server.ReasonExample(); example != "" {
		question += ", such as " + safetext.Line(example)
	}
	return question + ": "
}

func (s *session) selector() (selector deletion.Selector, err error) {
	rows := deletion.Identifiers()
	var types []choice
	for _, row := range rows {
		types = append(types, choice{row.Label, row.Meaning})
	}
	at, err := s.choose("What names the conversation?", "Identifier type", true, types)
	if err != nil {
		return selector, err
	}
	row, identifier := rows[at], ""
	// The first status stands for the one that is asked for next: only the identifier is
	// checked here.
	status := ""
	if row.TakesStatus {
		status = string(deletion.Statuses()[0])
	}
	err = s.untilTaken(s.askOne, row.Label+", such as "+row.Example+": ", func(answer string) (err error) {
		identifier = answer
		selector, err = deletion.NewSelector(row.Type, identifier, status)
		return err
	})
	if err != nil || !row.TakesStatus {
		return selector, err
	}
	var statuses []choice
	for _, combination := range deletion.StatusCombinations() {
		statuses = append(statuses, choice{combination.Label, fmt.Sprintf(combination.Finds, identifier) + " " + combination.Effect})
	}
	if at, err = s.choose("Which call?", "Status", true, statuses); err != nil {
		return selector, err
	}
	return deletion.NewSelector(row.Type, identifier, string(deletion.Statuses()[at]))
}

// execute sends a confirmed review, and says when it begins, that it goes on, and how it ended.
func (s *session) execute(ctx context.Context, review deletion.Review) error {
	type result struct {
		record deletion.Record
		err    error
	}
	ended := make(chan result, 1)
	began := time.Now()
	go func() {
		record, err := s.Workflow.Execute(ctx, review)
		ended <- result{record, err}
	}()
	sending := func(intent deletion.Intent) {
		s.say("Record %d is written. Sending the request; the outcome comes within %s.", intent.Number, review.Request.Server.TimeLimit)
	}
	ticker := time.NewTicker(stillWaiting)
	defer ticker.Stop()
	recorded := false
	for interrupted := ctx.Done(); ; {
		select {
		case intent := <-review.Recorded():
			sending(intent)
			recorded = true
		case <-ticker.C:
			s.say("Still waiting for the outcome, %s by now.", time.Since(began).Round(time.Second))
		case end := <-ended:
			select {
			case intent := <-review.Recorded(): // both were ready: the first is said first
				sending(intent)
			default:
			}
			if err := s.tell(end.record, end.err); err != nil {
				return err
			}
			return s.checkAccepted(ctx, end.record, review.Request.Server)
		case <-interrupted:
			interrupted = nil // until it is known whether the request is on its way
		}
		if recorded && ctx.Err() != nil {
			return ErrInProgress
		}
	}
}

func (s *session) tell(record deletion.Record, err error) error {
	if err != nil && !errors.As(err, new(*deletion.OutcomeNotRecordedError)) {
		s.say("Nothing was sent.")
		return err
	}
	outcome := record.Outcome
	s.say("%s", record.Summary())
	if outcome.Message != "" {
		s.say("The server's message: %s", safetext.Line(outcome.Message))
	}
	for _, line := range []string{outcome.Detail, record.NextStep()} {
		if line != "" {
			s.say("%s", line)
		}
	}
	s.sayHowToSettle(record)
	after := ""
	if !outcome.Cause.OfGuard() { // else nothing was sent
		after = ", after " + outcome.Duration.Round(time.Millisecond).String()
	}
	s.say("Outcome: %s%s. Record %d.\nshow %d shows all of it", outcomeOf(record), after, record.Intent.Number, record.Intent.Number)
	if failed := record.Signature.Err; failed != nil && !errors.As(failed, new(*deletion.SignatureLateError)) {
		s.say("Warning: the history could not be signed: %s", failed)
	}
	return err
}
