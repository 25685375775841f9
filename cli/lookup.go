package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/lookup"
)

func (p Program) lookUpCommand(settings *settings) *cobra.Command {
	var named selectorFlags
	var asJSON bool
	command := &cobra.Command{
		Use:   "lookup",
		Short: "Show the call that a deletion would be about; delete nothing",
		Long: `lookup asks the server for the call that send with the same flags would delete now, and prints what the
server says of it: who spoke with whom, when, where it was recorded, and what stands out. It deletes nothing and
records nothing. Where there is a history, it is read, and whoever had the call deleted before is named.

The exit code is 0 found, 3 not found (or, with status next, not begun), 4 authentication, 5 refused: this key
may not look up, or the server can't, 6 no connection, one that ended too early, or no answer in time, 1 an answer
that proves nothing, or a failure of the server.
Only 3 means that the server itself found no such call.`,
		Example: `  deletecall lookup --extension 8856 --status last
  deletecall lookup --call-id a8343631-9f35-4a3a-83f0-9e81592339fb --json`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			selector, err := named.selector(command)
			if err != nil {
				return err
			}
			return p.lookUp(command.Context(), settings, selector, asJSON)
		},
	}
	named.add(command)
	serverFlags(command, settings)
	command.Flags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	return command
}

// lookUp prints the card also where the answer proves nothing: it helps a person to see what came, and the exit
// code tells a script not to rely on it.
func (p Program) lookUp(ctx context.Context, settings *settings, selector deletion.Selector, asJSON bool) error {
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	server, err := session.FirstServer()
	if err != nil {
		return err
	}
	// Without a history: nothing is recorded, so whoever may only look needs no right to write.
	workflow := session.Workflow(nil, nil)
	if err := p.typeCredentials(ctx, workflow, server); err != nil {
		return err
	}
	result := workflow.LookUp(ctx, server, selector)
	if asJSON {
		err = json.NewEncoder(p.Out).Encode(result)
	} else if result.Shows() {
		err = p.printCard(result.Call)
	}
	if err != nil {
		return err
	}
	if !asJSON {
		p.warnOf(result)
	}
	p.sayEarlier(ctx, session, server, selector, result)
	if result.Verdict == lookup.Found {
		return nil
	}
	if result.Shows() {
		p.say("this is what could be read; it proves nothing")
	}
	return &lookUpError{result, result.Advice()}
}

// sayEarlier says who had the call deleted before, if there is a history to read: somebody else may just have done
// what this person is about to do.
func (p Program) sayEarlier(ctx context.Context, session *app.Session, server deletion.Server, selector deletion.Selector, result lookup.Result) {
	earlier := ""
	history, err := session.ReadHistory(ctx)
	if err == nil {
		defer history.Close()
		earlier, err = session.Workflow(history, nil).Earlier(ctx, server, selector, result)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		earlier = "Earlier deletions of this call could not be read: " + err.Error()
	}
	if earlier != "" {
		p.say("warning: %s", earlier)
	}
}

// printCard prints what is known of a call. Its texts were cleaned when they came.
func (p Program) printCard(call lookup.Call) error {
	table := tabwriter.NewWriter(p.Out, 0, 0, 2, ' ', 0)
	for _, fact := range call.Facts() {
		fmt.Fprintf(table, "%s\t%s\n", fact.Name, fact.Value)
	}
	return table.Flush()
}

// lookUpError says that a look-up did not find what was asked for. Its code is not that of a deletion's outcome: nothing
// was to be sent.
type lookUpError struct {
	result lookup.Result
	advice string // what to do; empty where it is said elsewhere
}

func (e *lookUpError) Error() string { return hint.Below(e.result.Detail, e.advice) }

// exitCode keeps "not found" for what the server itself said: scripts delete nothing more on its account.
func (e *lookUpError) exitCode() int {
	switch e.result.Verdict {
	case lookup.Found:
		return ExitAccepted
	// One code for both: there is no call now. The detail says which it is.
	case lookup.NotFound, lookup.NotYet:
		return ExitNotFound
	}
	switch e.result.Reason {
	// One code for whatever the network did: unlike a deletion, a look-up may be repeated even when
	// it has reached the server.
	case lookup.ReasonNoConnection, lookup.ReasonTLS, lookup.ReasonDropped, lookup.ReasonTime:
		return ExitNotSent
	case lookup.ReasonCancelled:
		return ExitInterrupted
	case lookup.ReasonAuthentication:
		return ExitAuthentication
	case lookup.ReasonRefused:
		return ExitRefused
	}
	return ExitGeneral
}
