package cli

import (
	"context"
	"errors"
	"os"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite"

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
		p.historyCertificateCommand(settings), p.historyProveCommand(settings), p.historyCheckProofCommand(),
		p.historyArchiveCommand(settings), p.historyBackupCommand(settings))
	return command
}

// readHistory opens the history that the configuration names and hands it over.
func (p Program) readHistory(ctx context.Context, settings *settings, read func(deletion.Finder, *time.Location) error) error {
	configuration, err := p.load(settings)
	if err != nil {
		return err
	}
	if err := p.checkNamedHistory(settings, configuration); err != nil {
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

// checkNamedHistory refuses to read a history that was named and is not there: a
// mistyped name must not look like an empty history, nor make one.
func (p Program) checkNamedHistory(settings *settings, configuration configuration) error {
	path := configuration.Paths.History
	if settings.flags.History == "" && p.getenv("DELETECALL_HISTORY") == "" {
		return nil
	}
	for _, name := range []string{path, sqlite.WitnessOf(path)} {
		if _, err := os.Lstat(name); !errors.Is(err, os.ErrNotExist) {
			return nil // opening it tells what else is wrong
		}
	}
	return &deletion.HistoryError{Op: "read the history", Path: path, Problem: "does not exist", Advice: "check the name"}
}
