package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/keymap"
	"deletecall/safetext"
)

func (p Program) configCommand(settings *settings) *cobra.Command {
	command := &cobra.Command{
		Use:   "config",
		Short: "Look at the configuration",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			return &usageError{"config needs a command: paths or check; see deletecall config --help"}
		},
	}
	command.AddCommand(&cobra.Command{
		Use: "paths", Short: "Print where configuration and history lie", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.configPaths(settings) },
	}, &cobra.Command{
		Use: "check", Short: "Check the configuration, every mistake at once, and print the servers", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.configCheck(settings) },
	})
	return command
}

func (p Program) configPaths(settings *settings) error {
	configuration, err := p.load(settings)
	if err != nil {
		return err
	}
	state := ""
	if !configuration.FileFound {
		state = " (not there)"
	}
	_, err = fmt.Fprintf(p.Out, "configuration  %s%s\nhistory        %s\n",
		safetext.Line(configuration.Paths.Config), state, safetext.Line(configuration.Paths.History))
	return err
}

func (p Program) configCheck(settings *settings) error {
	configuration, err := p.load(settings)
	if err != nil {
		return err
	}
	if _, err := configuration.keys(); err != nil {
		return err
	}
	var unusable []error
	for _, server := range configuration.Servers {
		unusable = append(unusable, server.Credentials.CheckFiles(context.Background())...)
	}
	if err := errors.Join(unusable...); err != nil {
		return &usageError{err.Error()}
	}
	for _, warning := range configuration.Warnings {
		p.say("warning: %s", warning)
	}
	for _, server := range configuration.servers() {
		confirm := "confirm by button"
		if server.Confirm != "ask" {
			confirm = "confirm by typing"
		}
		if _, err := fmt.Fprintf(p.Out, "server %s  %s  %s %s  %s  %s\n", safetext.Line(server.Name), safetext.Line(server.Endpoint),
			server.Method, server.ResponseType, server.TimeLimit, confirm); err != nil {
			return err
		}
	}
	p.say("the configuration is in order; %s", counted(len(configuration.Servers), "server", "servers"))
	return nil
}

// keys returns the console's keys with the configuration's changes.
func (c configuration) keys() (keymap.Map, error) {
	overrides := make([]keymap.Override, len(c.Keys))
	for i, override := range c.Keys {
		overrides[i] = keymap.Override{Action: override.Action, Keys: override.Keys, Line: override.Line}
	}
	keys, err := keymap.New(overrides)
	if err != nil {
		return keys, &keysError{file: c.Paths.Config, err: err}
	}
	return keys, nil
}

// keysError says in which file the keys are wrong.
type keysError struct {
	file string
	err  error
}

func (e *keysError) Error() string { return safetext.Line(e.file) + ": " + e.err.Error() }
func (e *keysError) Unwrap() error { return e.err }
