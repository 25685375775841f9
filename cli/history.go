package cli

import (
	"context"
	"time"

	"deletecall/deletion"

	"github.com/spf13/cobra"
)

func (p Program) historyCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{
		Use:   "history",
		Short: "Read the audit history: what was deleted, by whom, why, and what came of it",
		Args:  noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			return &usageError{"history needs a command: list, show, resolve, verify, checkpoint, prove, check-proof, export, certificate, stats, archive or backup; see deletecall history --help"}
		},
	}
	command.AddCommand(p.historyListCommand(settings), p.historyShowCommand(settings), p.historyResolveCommand(settings),
		p.historyVerifyCommand(settings), p.historyCheckpointCommand(settings), p.historyExportCommand(settings), p.historyStatsCommand(settings),
		p.historyCertificateCommand(settings), p.historyProveCommand(settings), p.historyCheckProofCommand())
	return command
}

// readHistory opens the history that the configuration names and hands it over.
func (p Program) readHistory(ctx context.Context, settings *settings, read func(deletion.Finder, *time.Location) error) error {
	configuration, err := p.load(settings)
	if err != nil {
		return err
	}
	history, err := p.openHistory(ctx, configuration)
	if err != nil {
		return err
	}
	defer history.Close()
	for _, warning := range history.Warnings() {
		p.say("warning: %s", warning)
	}
	return read(history, configuration.Zone)
}
