package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"deletecall/history/postgres"
	"deletecall/history/store"
	"deletecall/safetext"
)

func (p Program) historyInitCommand(settings *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Make the history in a database of a PostgreSQL server",
		Long: `init makes the tables of a history and their rules in an empty database of a PostgreSQL server, once, and three
roles: ` + postgres.OwnerRole + ` has the tables, ` + postgres.WriterRole + ` is for consoles and may append and change nothing that was
recorded, ` + postgres.ReaderRole + ` is for auditors. Nobody logs in as one of them: they are granted to the roles of people.

The role that --history names needs the right to make roles, and to make a schema in this database. Give its password
with DELETECALL_HISTORY_PASSWORD. A history in a file needs no init: the first deletion makes it.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error { return p.initHistory(command.Context(), settings) },
	}
}

// initHistory makes everything in one transaction, so an interrupted init leaves the database as it
// was. Where there is a history already, it refuses.
func (p Program) initHistory(ctx context.Context, settings *settings) error {
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	if session.HistoryServer == nil {
		return &usageError{"the history is a file, which the first deletion makes\n" +
			"To make one on a PostgreSQL server, name it: --history postgres://admin@host/database"}
	}
	// The origin is in every checkpoint that is signed later, so it is settled here.
	options := postgres.InitOptions{Password: session.HistoryServer.Password, Authorities: session.Authorities, Origin: session.Checkpoints.Origin}
	warnings, err := postgres.Init(ctx, session.HistoryServer.URL, options)
	if _, ok := errors.AsType[*store.CommitError](err); ok {
		return withVerdict(err, "the history may have been made\nRun the same command again: it was, where that says so")
	}
	if err != nil {
		return withVerdict(err, "no history was made")
	}
	for _, warning := range warnings {
		p.say("warning: %s", warning)
	}
	// The grants are spelled out: with the rights of the role that made the history, whoever
	// deletes could change what is recorded (promise 5).
	p.good("%s has a history now\nLet people use it:\n  GRANT %s TO alice;    -- deletes\n  GRANT %s TO auditor;  -- reads\nThe role that made it may only read it: whoever deletes must not be able to change what is recorded",
		safetext.Line(session.HistoryName()), postgres.WriterRole, postgres.ReaderRole)
	return nil
}
