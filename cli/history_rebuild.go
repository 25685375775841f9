package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/process"
	"deletecall/safetext"
)

func (p Program) historyRebuildCommand(settings *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Make the list and the search index again from the events",
		Long: `rebuild makes the list of records and the search index again from the events, which alone are the evidence, and
in a file also the indexes and triggers of the database. The events are verified first, as history verify does: when
they do not match the hash tree or a checkpoint, nothing is changed, and the exit code is 9. The rebuild is recorded
in the history, with what did not match before.

No deletion can be sent meanwhile: seconds for some 10,000 records, minutes for a million. An interrupted rebuild
changes nothing.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			now := "nothing was rebuilt"
			err := p.withStore(command.Context(), settings, func(session *app.Session, opened store.History) error {
				done, err := p.rebuild(command.Context(), session, opened)
				if err == nil {
					now = done
				}
				return err
			})
			return p.conclude(err, now)
		},
	}
}

// rebuild trusts what this machine signed or was given, not what the history says of itself: otherwise
// a forger's events would be made into a list that fits them.
func (p Program) rebuild(ctx context.Context, session *app.Session, opened store.History) (now string, err error) {
	defer process.CollectLessOften()()
	// Not as a copy: a history that ends before what this machine signed has lost events, and a new
	// list of the others would hide that.
	machine := session.Remembered(ctx, opened, false)
	if err := errors.Join(machine.Suspect...); err != nil { // what it says the history was can't be relied on
		return "", &app.DistrustError{Err: err}
	}
	trusted, _ := machine.Trusted(ctx, opened, nil)
	act := history.Act{What: history.RebuildAct, Operator: session.Operator(), At: p.Now()}
	done, err := opened.Rebuild(ctx, act, machine.Given, trusted...)
	// Before the error: what does not match often explains it.
	for _, finding := range append(done.Findings, done.Before...) {
		p.say("%s", finding)
	}
	if err != nil {
		return "", err
	}
	if len(done.Findings) > 0 {
		p.say("nothing was rebuilt, since the events themselves do not match\nRestore a backup: %s", history.RestoreCommand)
		return "", &verificationError{len(done.Findings)}
	}
	what := "nothing was wrong"
	if len(done.Before) > 0 {
		what = "what did not match is listed above"
	}
	p.signAndCarry(ctx, session, opened)
	return fmt.Sprintf("the list was made again from the events of %s; %s", safetext.Count(done.Records, "record", "records"), what), nil
}
