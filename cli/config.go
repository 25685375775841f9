package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

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

// configPaths prints where the files would be, whether or not they are there: it is what a person
// asks who wants to make them.
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
		safetext.Line(session.Paths.Config), state, safetext.Line(session.HistoryName()))
	return err
}

// configCheck prints the servers only when everything is valid: a partial list would look like
// the result.
func (p Program) configCheck(ctx context.Context, settings *settings) error {
	if loaded, problems := p.checkConfiguration(ctx, settings); len(problems) > 0 {
		return errors.Join(config.NewError(loaded.Paths.Config, problems),
			&verdictError{"the configuration has " + safetext.Count(len(problems), "mistake", "mistakes")})
	}
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	for _, warning := range session.Warnings {
		p.say("warning: %s", warning)
	}
	table := p.table(column{heading: "SERVER", least: 6}, column{heading: "ENDPOINT", least: 12}, column{heading: "REQUEST", leaves: 1}, column{heading: "LIMIT", leaves: 2},
		column{heading: "CONFIRM"}, column{heading: "REASON", leaves: 3})
	for _, server := range session.Servers {
		confirm, reason := "by button", "optional"
		if server.Confirm != deletion.ConfirmAsk {
			confirm = "by typing"
		}
		if server.WantsReason() {
			reason = "required"
		}
		table.row(server.Name, server.Endpoint, string(server.Method)+" "+string(server.ResponseType), server.TimeLimit.String(), confirm, reason)
	}
	// Headings alone would look like a list that broke off.
	if len(session.Servers) > 0 {
		if err := table.flush(); err != nil {
			return err
		}
	}
	for _, server := range session.Servers {
		if rules := server.RulesInWords(); len(rules) > 0 {
			p.say("%s: %s", safetext.Line(server.Name), strings.Join(rules, "; "))
		}
	}
	p.good("the configuration is valid; %s", safetext.Count(len(session.Servers), "server", "servers"))
	return nil
}
