package cli

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/process"
)

// sendOptions are the flags of send. An empty one means the setting of the server.
type sendOptions struct {
	selectorFlags
	reason       string
	method       string
	responseType string
	timeLimit    time.Duration
	limited      bool // timeLimit was given
	again        int64
	yes          bool
	pin          bool
	check        bool
	dryRun       bool
	asJSON       bool
}

func (p Program) sendCommand(settings *settings) *cobra.Command {
	var options sendOptions
	command := &cobra.Command{
		Use:        "send",
		Short:      "Delete one conversation",
		SuggestFor: []string{"delete", "del", "remove", "rm"},
		Long: `send deletes one conversation and prints the result. On a terminal it asks first; elsewhere it needs
--yes. The exit code is the outcome: 0 accepted, 3 not found, 4 authentication, 5 refused, 6 not sent,
7 outcome unknown, 8 the history could not be written and nothing was sent, 10 the outcome could not be
recorded, 11 the question failed and nothing was sent, 130 interrupted or cancelled before the request
left, 134 the program crashed.

While the outcome of an earlier deletion of the same identifier is unknown, a further one is refused (5):
settle that record first, or name it with --again.

With --pin the server is asked for the call first, and exactly that one is deleted, by its internal ID. Where no call
is found, nothing is sent, and the exit code is that of lookup; it is 5 where the call can't be named. Without --pin
holds and blocked numbers are checked against the identifier only; where that matters, a warning says so. A server
with look_up = "required" is always asked first, and what no call is found for is refused (5).

With --dry-run nothing is sent or recorded. What would be refused is said, and the exit code is that of the refusal.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			// An explicit --timeout 0 must reach CheckTimeLimit and be refused. Testing the
			// value for 0 would take it for the server's limit.
			options.limited = command.Flags().Changed("timeout")
			// 0 means none in a request, so an explicit 0 would silently repeat nothing.
			if command.Flags().Changed("again") && options.again < 1 {
				return &usageError{"--again takes the number of a record, such as 12\nSee deletecall history list"}
			}
			selector, err := options.selector(command)
			if err != nil {
				return err
			}
			return p.send(command.Context(), settings, selector, options)
		},
	}
	flags := command.Flags()
	options.selectorFlags.add(command)
	flags.StringVar(&options.reason, "reason", "", "why it is deleted; recorded in the history")
	serverFlags(command, settings)
	flags.StringVar(&options.method, "method", "", hint.OneOf(deletion.Methods()...)+" (default: the server's, else POST)")
	flags.StringVar(&options.responseType, "response-type", "", hint.OneOf(deletion.ResponseTypes()...)+" (default: the server's, else XML); only XML proves an outcome")
	flags.DurationVar(&options.timeLimit, "timeout", 0, "time limit of the whole request, "+deletion.TimeLimits()+" (default: the server's, else "+deletion.DefaultTimeLimit.String()+")")
	flags.Int64Var(&options.again, "again", 0, "`NUMBER` of the record with an unknown outcome that this request knowingly repeats")
	flags.BoolVar(&options.pin, "pin", false, "look the call up first, and delete exactly that one by its internal ID")
	flags.BoolVar(&options.check, "check", false, "look the call up again after the deletion, and record what was found")
	flags.BoolVar(&options.yes, "yes", false, "confirm without being asked")
	flags.BoolVar(&options.dryRun, "dry-run", false, "show the request with its secrets masked, and send nothing")
	flags.BoolVar(&options.asJSON, "json", false, "print the record as JSON")
	return command
}

// serverWith returns the server with what the flags change of it.
// They change this one request only. The confirmation, the intent and the request all come
// from the server returned here, so what is shown stays what is sent.
func (o sendOptions) serverWith(server deletion.Server) (_ deletion.Server, err error) {
	if o.method != "" {
		if server.Method, err = choice("method", o.method, deletion.Methods()); err != nil {
			return server, err
		}
	}
	if o.responseType != "" {
		if server.ResponseType, err = choice("response-type", o.responseType, deletion.ResponseTypes()); err != nil {
			return server, err
		}
	}
	if o.limited {
		server.TimeLimit, err = o.timeLimit, deletion.CheckTimeLimit(o.timeLimit)
	}
	return server, err
}

func (o sendOptions) looksUp(server deletion.Server) bool { return o.pin || server.RequiresLookUp() }

// warnBefore says what a person should know before a deletion. Where guards were not checked against the call itself, it says
// what would.
func (p Program) warnBefore(warnings []string, unchecked bool) {
	for _, warning := range warnings {
		p.say("warning: %s", warning)
	}
	if unchecked {
		p.say("To look the call up first, and check them against it: --pin")
	}
}

// send refuses all that it can before it touches a credential, the history or a person.
func (p Program) send(ctx context.Context, settings *settings, selector deletion.Selector, options sendOptions) error {
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	server, err := session.FirstServer()
	if err != nil {
		return err
	}
	if server, err = options.serverWith(server); err != nil {
		return err
	}
	request, err := deletion.NewRequest(server, selector, options.reason)
	if err != nil {
		return err
	}
	request.Again = options.again
	// Before asking and before the history is opened for writing: a dry run leaves no trace.
	if options.dryRun {
		return p.dryRun(ctx, session, request, options)
	}
	// Before the review, which runs the commands that print credentials: where nobody can
	// confirm, none of them is started.
	var ask asking
	if !options.yes {
		if ask, err = p.asking(session); err != nil {
			return err
		}
	}
	history := session.History(options.yes)
	defer p.shutdown.Within(func() { p.giveBack(history) })
	return p.confirmAndExecute(ctx, history, session.Workflow(history, history), request, ask, options)
}

// giveBack merges the log into the history's file, so that a copy of the file alone is whole, and closes it. Where the
// process ends anyway, closing is left to the system, which is faster. A session in a process that goes on must close: SQLite
// shares what it knows of a file with all its connections in a process, so that one which is left would mislead later sessions.
func (p Program) giveBack(history *app.History) {
	if p.endsProcess {
		history.Leave()
		return
	}
	_ = history.Close() // what it confirmed is durable
}

// confirmAndExecute asks the person, unless ask is nil: then the request is confirmed already.
//
// Until Execute has the review, an ending signal cancels ctx and nothing was sent. After that
// it only abandons what no connection has taken yet: a request on its way is waited for,
// whatever ends the session (README, "The safety model", 10).
func (p Program) confirmAndExecute(ctx context.Context, history *app.History, workflow *deletion.Workflow, request deletion.Request,
	ask asking, options sendOptions,
) error {
	// The handler is registered before the review, which may wait for a disk or for a person:
	// without it SIGHUP or SIGTERM would end the process by itself, perhaps between sending
	// and recording.
	ctx, interrupt := context.WithCancel(ctx)
	defer interrupt()
	defer p.onEnding(func(os.Signal) {
		interrupt()
		if goOn := p.endAfterOutcomes(workflow); len(goOn) > 0 {
			p.say("the request is in progress and can't be recalled; waiting for its outcome, at most %s", request.Server.TimeLimit)
		}
	})()

	// Before the first thing that needs them, and not where a rule refuses the request without.
	if workflow.RefusedByRules(request) == nil {
		if err := p.typeCredentials(ctx, workflow, request.Server); err != nil {
			return beforeSending(ctx, err)
		}
	}
	if options.looksUp(request.Server) {
		var err error
		if request, err = p.pinned(ctx, workflow, request, ask == nil); err != nil {
			return err
		}
	}
	review, err := p.confirmed(ctx, workflow, request, ask)
	if refused, ok := errors.AsType[*deletion.RefusedError](err); ok {
		p.shutdown.After(process.LastWordsTime)
		return p.report(ctx, history, workflow, refused.Record, nil, options)
	}
	if err != nil {
		p.leaveUnanswered(err)
		return beforeSending(ctx, err)
	}
	// From here on the time limit counts: asking may take as long as a person needs.
	limit := time.Now().Add(request.Server.TimeLimit)
	record, err := workflow.Execute(ctx, review)
	p.shutdown.After(max(0, time.Until(limit)) + process.LastWordsTime) // a reader who does not read is waited for no longer
	// The one error that comes with a record: the request was sent. Every other error means
	// that nothing was.
	if err != nil && !errors.As(err, new(*deletion.OutcomeNotRecordedError)) {
		p.leaveUnanswered(err)
		return beforeSending(ctx, err)
	}
	return p.report(ctx, history, workflow, record, err, options)
}

// report prints the outcome of a record, and ends what comes after it.
func (p Program) report(ctx context.Context, history *app.History, workflow *deletion.Workflow, record deletion.Record, err error,
	options sendOptions,
) error {
	// The outcome first: signing and sending the checkpoint may take seconds, and may fail.
	outcome := p.tell(workflow, record, options.asJSON)
	if err == nil && options.check {
		p.tellAfter(ctx, workflow, record, options.asJSON)
	}
	// Not ctx, which a signal may have cancelled: the checkpoint may still leave until nothing
	// is waited for any more.
	last, cancel := p.shutdown.Context()
	defer cancel()
	p.finish(last, history, record.Signature)
	// Of both ExitCode takes the outcome that could not be recorded first.
	return errors.Join(err, outcome)
}

// confirmed returns the review that is confirmed.
//
// The context is looked at last: an answer that arrives together with a signal confirms
// nothing.
func (p Program) confirmed(ctx context.Context, workflow *deletion.Workflow, request deletion.Request,
	ask asking,
) (deletion.Review, error) {
	review, err := reviewed(ctx, workflow, request)
	if err != nil {
		return review, err
	}
	if ask == nil {
		// On a screen the confirmation makes this check, and the person can name the record
		// with an unknown outcome there. With --yes only --again does: Execute refuses it.
		if review.MustName() != 0 {
			return review, ctx.Err()
		}
		p.warnBefore(review.Warnings, review.Unchecked && !review.Request.NamesShown())
		return review, ctx.Err()
	}
	if review, err = ask(ctx, review); err == nil {
		err = ctx.Err()
	}
	return review, err
}

// reviewed is the review, unless the person has gone away before it is there: a history
// on a disk that does not answer can't be broken off.
func reviewed(ctx context.Context, workflow *deletion.Workflow, request deletion.Request) (deletion.Review, error) {
	type result struct {
		review deletion.Review
		err    error
	}
	done := make(chan result, 1)
	go func() {
		review, err := workflow.Review(ctx, request)
		done <- result{review, err}
	}()
	select {
	case got := <-done:
		return got.review, got.err
	case <-ctx.Done():
		return deletion.Review{}, ctx.Err()
	}
}

// beforeSending marks an error as one that stopped the deletion before anything left.
//
// The order decides the exit code: a cancelled question ends with 130, and so does whatever
// fails because a signal ended ctx. Only what is left is a failure of its own.
func beforeSending(ctx context.Context, err error) error {
	switch {
	case errors.As(err, new(*interruptedError)):
		return err
	case ctx.Err() != nil, errors.As(err, new(*deletion.DrainingError)):
		return &interruptedError{}
	}
	return &notSentError{err}
}
