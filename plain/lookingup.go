package plain

import (
	"context"
	"errors"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/lookup"
)

// looksUp reports whether the console looks calls up by itself on a server.
func (s *session) looksUp(server deletion.Server) bool {
	return !server.NoLookUp && s.Workflow.LooksUp(server)
}

type looked struct {
	review deletion.Review
	listed deletion.Review // as it was before: with what a search showed of the call
	result lookup.Result   // zero where nothing was looked up
}

// reviewShown prepares a request, with the call that it is about looked up where the server's entry
// allows it.
func (s *session) reviewShown(ctx context.Context, request deletion.Request) (l looked, err error) {
	s.say("Getting ready; nothing is sent yet.")
	looksUp, prepare := s.looksUp(request.Server), s.Workflow.Review
	if looksUp {
		prepare = s.Workflow.ReviewUnseen
	}
	l.review, err = s.review(ctx, prepare, request)
	l.listed = l.review
	if err != nil || !looksUp {
		return l, err
	}
	limit, look, skips := request.Server.LookUpTime(), s.unlessSkipped, s.skips("skips it")
	if request.Server.RequiresLookUp() {
		look, skips = s.wholly, ""
	}
	s.say("Looking up the call, for at most %s%s.", limit, skips)
	err = look(ctx, limit, func(ctx context.Context) {
		l.result = s.Workflow.LookUp(ctx, request.Server, request.Selector)
	})
	if err != nil {
		return l, s.cancelled(err)
	}
	l.review, err = s.review(ctx, s.Workflow.Review, request.LookedUpAgain(l.result))
	return l, err
}

func (s *session) skips(what string) string {
	if !s.In.IsTerminal {
		return ""
	}
	return "; enter " + what
}

// unlessSkipped does what only reads, until its limit passes or a person skips it. An error ends
// the session.
func (s *session) unlessSkipped(ctx context.Context, limit time.Duration, work func(context.Context)) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return s.In.untilEnter(cancel, func() { work(ctx) })
}

// wholly does what only reads, until its limit passes; what is typed meanwhile is dropped. An error ends the session.
func (s *session) wholly(ctx context.Context, limit time.Duration, work func(context.Context)) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return s.In.untilEnter(func() {}, func() { work(ctx) })
}

// checkAccepted looks the call of an accepted deletion up again, and says what is found. It changes
// neither the outcome nor what is sent.
func (s *session) checkAccepted(ctx context.Context, record deletion.Record, server deletion.Server) error {
	if record.Outcome.Kind != deletion.Accepted || !s.Workflow.LooksUp(server) {
		return nil
	}
	if why := s.Workflow.WhyNotChecked(record); why != "" {
		s.say("The call was not looked up again. %s", why)
		return nil
	}
	return s.check(ctx, record, server)
}

func (s *session) check(ctx context.Context, record deletion.Record, server deletion.Server) error {
	number := record.Intent.Number
	s.say("Looking the call up again, for at most %s%s.", server.LookUpTime(), s.skips("skips it"))
	var (
		after deletion.After
		wrong error
	)
	// Check has the limit of a look-up itself, and then records what was found.
	checking, skip := context.WithCancel(ctx)
	defer skip()
	err := s.In.untilEnter(skip, func() { after, wrong = s.Workflow.Check(checking, record) })
	switch {
	case err != nil:
		return err
	case errors.Is(wrong, context.Canceled):
		s.say("Skipped; recheck %d looks it up again", number)
	case wrong != nil && after.Finding == "":
		s.say("The call was not looked up again.\n%s", hint.Capital(wrong.Error()))
	case wrong != nil:
		s.say("The call after the deletion: %s. %s\nThis could not be recorded.\n%s", after.Finding.Label(), after.Explanation(), hint.Capital(wrong.Error()))
	default:
		s.say("The call after the deletion: %s. %s", after.Finding.Label(), after.Explanation())
	}
	return nil
}

// recheck looks the call of a deletion up again because a person wants it.
func (s *session) recheck(ctx context.Context, text string) error {
	record, err := s.record(ctx, text)
	if err != nil {
		return err
	}
	if !record.Outcome.MayCheck() {
		return &deletion.NotCheckableError{Number: record.Intent.Number, Kind: record.Outcome.Kind}
	}
	if why := s.Workflow.WhyNotChecked(record); why != "" {
		s.say("The call was not looked up again. %s", why)
		return nil
	}
	for _, server := range s.Workflow.Servers() {
		if server.Name != record.Intent.Server {
			continue
		}
		if err := s.typed(server); err != nil {
			return err
		}
		return s.check(ctx, record, server)
	}
	return nil
}
