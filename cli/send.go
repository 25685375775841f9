package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"deletecall/deletion"
	"deletecall/safetext"
)

type sendOptions struct {
	identifiers  map[deletion.IdentifierType]*string
	status       string
	reason       string
	method       string
	responseType string
	timeLimit    time.Duration
	limited      bool // timeLimit was given
	yes          bool
	dryRun       bool
	asJSON       bool
}

func (p Program) sendCommand(settings *settings) *cobra.Command {
	options := sendOptions{identifiers: map[deletion.IdentifierType]*string{}}
	command := &cobra.Command{
		Use:   "send",
		Short: "Delete one conversation",
		Long: `send deletes one conversation and prints what is then true. On a terminal it asks first; elsewhere it
wants --yes. Its exit code tells the outcome: 0 accepted, 3 not found, 4 authentication, 5 refused,
6 not sent, 7 outcome unknown, 8 the history could not be written and nothing was sent,
10 the outcome could not be recorded.`,
		Example: `  deletecall send --extension 8856 --status last --reason "GDPR-2211 erasure request"
  deletecall send --call-id a8343631-9f35-4a3a-83f0-9e81592339fb --yes --json`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			options.limited = command.Flags().Changed("timeout")
			selector, err := options.selector(command)
			if err != nil {
				return err
			}
			return p.send(command.Context(), settings, selector, options)
		},
	}
	flags := command.Flags()
	for _, row := range deletion.Identifiers() {
		options.identifiers[row.Type] = flags.String(row.Flag, "", "`ID`: "+row.Meaning+", such as "+row.Example)
	}
	flags.StringVar(&options.status, "status", "", "with an extension, which of its calls: last, ongoing, next, ongoing,next or last,ongoing")
	flags.StringVar(&options.reason, "reason", "", "why it is deleted; kept in the history")
	serverFlags(command, settings)
	flags.StringVar(&options.method, "method", "", "POST or GET (default: the server's, else POST)")
	flags.StringVar(&options.responseType, "response-type", "", "XML, HTML or TEXT (default: the server's, else XML); only XML proves an outcome")
	flags.DurationVar(&options.timeLimit, "timeout", 0, "time limit of the whole request (default: the server's, else 1m30s)")
	flags.BoolVar(&options.yes, "yes", false, "confirm without being asked")
	flags.BoolVar(&options.dryRun, "dry-run", false, "show the request, secrets masked, and send nothing")
	flags.BoolVar(&options.asJSON, "json", false, "print the record as JSON")
	return command
}

// selector reads the one identifier flag that was given, and the status.
func (o sendOptions) selector(command *cobra.Command) (deletion.Selector, error) {
	var given []deletion.Identifier
	var names []string
	for _, row := range deletion.Identifiers() {
		names = append(names, "--"+row.Flag)
		if command.Flags().Changed(row.Flag) {
			given = append(given, row)
		}
	}
	if len(given) != 1 {
		problem := "no identifier is given"
		if len(given) > 1 {
			problem = "more than one identifier is given"
		}
		return deletion.Selector{}, &usageError{problem + "; expected one of " + strings.Join(names, ", ")}
	}
	return deletion.NewSelector(given[0].Type, *o.identifiers[given[0].Type], o.status)
}

// serverWith returns the server with what the flags change of it.
func (o sendOptions) serverWith(server deletion.Server) (deletion.Server, error) {
	if o.method != "" {
		method := deletion.Method(strings.ToUpper(o.method))
		if method != deletion.POST && method != deletion.GET {
			return server, &usageError{fmt.Sprintf("--method %q is not possible; expected POST or GET", safetext.Bounded(o.method, 40))}
		}
		server.Method = method
	}
	if o.responseType != "" {
		format := deletion.ResponseType(strings.ToUpper(o.responseType))
		if format != deletion.XML && format != deletion.HTML && format != deletion.TEXT {
			return server, &usageError{fmt.Sprintf("--response-type %q is not possible; expected XML, HTML or TEXT", safetext.Bounded(o.responseType, 40))}
		}
		server.ResponseType = format
	}
	if o.limited {
		if o.timeLimit < minTimeLimit || o.timeLimit > maxTimeLimit {
			return server, &usageError{fmt.Sprintf("--timeout %s is out of range; expected %s to %s", o.timeLimit, minTimeLimit, maxTimeLimit)}
		}
		server.TimeLimit = o.timeLimit
	}
	return server, nil
}

// The range of a request's time limit, as in the configuration.
const (
	minTimeLimit = time.Second
	maxTimeLimit = 10 * time.Minute
)

func (p Program) send(ctx context.Context, settings *settings, selector deletion.Selector, options sendOptions) error {
	configuration, err := p.load(settings)
	if err != nil {
		return err
	}
	server, err := configuration.server()
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
	history := p.lazyHistory(configuration)
	defer p.ending.within(history.Leave)
	workflow := p.workflow(configuration, history)
	if options.dryRun {
		return p.dryRun(ctx, workflow, request, options.asJSON)
	}
	if !options.yes && !p.canAsk() {
		return &usageError{"standard input is not a terminal, so nobody can be asked; pass --yes to confirm. Nothing was sent"}
	}
	return p.confirmAndExecute(ctx, history, workflow, request, options)
}

func (p Program) confirmAndExecute(ctx context.Context, history *lazyHistory, workflow *deletion.Workflow, request deletion.Request, options sendOptions) error {
	ctx, interrupt := context.WithCancel(ctx)
	defer interrupt()
	var sending atomic.Bool
	defer onEnding(func(os.Signal) {
		if !sending.Load() {
			interrupt()
			p.ending.afterOutcomes(workflow)
			return
		}
		p.ending.afterOutcomes(workflow)
		if len(workflow.InFlight()) > 0 {
			p.say("the request is under way; waiting for its outcome, at most %s", request.Server.TimeLimit)
		}
	})()

	review, err := workflow.Review(ctx, request)
	if err != nil {
		return beforeSending(ctx, err)
	}
	if options.yes {
		for _, warning := range review.Warnings {
			p.say("warning: %s", warning)
		}
	} else if err := p.ask(ctx, review); err != nil {
		return beforeSending(ctx, err)
	}
	if ctx.Err() != nil {
		return &interruptedError{}
	}
	sending.Store(true)
	limit := time.Now().Add(request.Server.TimeLimit)
	record, err := workflow.Execute(ctx, review)
	p.ending.after(max(0, time.Until(limit)) + lastWordsTime) // a reader who does not read is waited for no longer
	var notRecorded *deletion.OutcomeNotRecordedError
	if err != nil && !errors.As(err, &notRecorded) {
		return beforeSending(ctx, err)
	}
	told := p.tell(record, options.asJSON)
	last, cancel := p.ending.context()
	defer cancel()
	p.finish(last, history, record.Seal)
	return errors.Join(err, told)
}

// finish does, until ctx ends, what may take long after the outcome was told, and says
// what could not be done: signing the history, where that was not done yet, and
// carrying its checkpoints away.
func (p Program) finish(ctx context.Context, history *lazyHistory, seal deletion.Seal) {
	var late *deletion.SealLateError
	if seal.Err != nil && !errors.As(seal.Err, &late) {
		p.say("warning: the history could not be signed: %s", seal.Err)
	}
	for _, problem := range history.finish(ctx) {
		p.say("warning: %s", problem)
	}
}

// beforeSending marks an error as one that stopped the deletion before anything left.
func beforeSending(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &interruptedError{}
	}
	return &notSentError{err}
}

// tell prints what is now true, and returns an error for every outcome but accepted.
func (p Program) tell(record deletion.Record, asJSON bool) error {
	if err := p.printRecord(record, asJSON); err != nil {
		// The exit code goes on telling the outcome: a script that took another one
		// for a failure would delete again.
		p.say("record %d holds the result, which could not be written: %s", record.Intent.Number, err)
	}
	outcome := record.Outcome
	if outcome.Kind == deletion.Accepted {
		return nil
	}
	for _, line := range []string{outcome.Detail, outcome.NextStep()} {
		if line != "" {
			p.say("%s", line)
		}
	}
	return &outcomeError{outcome}
}

func (p Program) printRecord(record deletion.Record, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(p.Out).Encode(record)
	}
	outcome := record.Outcome
	line := fmt.Sprintf("%s Record %d", record.Summary(), record.Intent.Number)
	if outcome.Code != nil {
		line += fmt.Sprintf(", code %d", *outcome.Code)
	}
	line += fmt.Sprintf(", %s", outcome.Duration.Round(time.Millisecond))
	if record.Seal.Checkpoint != "" {
		line += ", checkpoint " + record.Seal.Checkpoint
	}
	if outcome.Message != "" {
		line += ": " + outcome.Message
	}
	_, err := fmt.Fprintln(p.Out, safetext.Line(line))
	return err
}
