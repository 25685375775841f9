package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/config"
	"deletecall/deletion"
	"deletecall/safetext"
)

func (p Program) configCommand(settings *settings) *cobra.Command {
	return group("config", "Check the configuration", &cobra.Command{
		Use: "paths", Short: "Print the paths of configuration and history", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.configPaths(settings) },
	}, &cobra.Command{
		Use: "check", Short: "Check the configuration, report every mistake, and print the servers", Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			return p.configCheck(command.Context(), settings)
		},
	})
}

func (p Program) configPaths(settings *settings) error {
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	state := ""
	if !session.FileFound {
		// Missing is no mistake: flags and environment alone are enough.
		state = " (missing)"
	}
	_, err = fmt.Fprintf(p.Out, "configuration  %s%s\nhistory        %s\n",
		safetext.Line(session.Paths.Config), state, safetext.Line(session.Paths.History))
	return err
}

// configCheck prints the servers only when everything is valid: a partial list would look like
// the result.
func (p Program) configCheck(ctx context.Context, settings *settings) error {
	if loaded, problems := p.checkConfiguration(ctx, settings); len(problems) > 0 {
		return config.NewError(loaded.Paths.Config, problems)
	}
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	for _, warning := range session.Warnings {
		p.say("warning: %s", warning)
	}
	for _, server := range session.Servers {
		confirm := "confirm by button"
		if server.Confirm != deletion.ConfirmAsk {
			confirm = "confirm by typing"
		}
		if _, err := fmt.Fprintf(p.Out, "server %s  %s  %s %s  %s  %s\n", safetext.Line(server.Name), safetext.Line(server.Endpoint),
			server.Method, server.ResponseType, server.TimeLimit, confirm); err != nil {
			return err
		}
	}
	p.say("the configuration is valid; %s", counted(len(session.Servers), "server", "servers"))
	return nil
}
