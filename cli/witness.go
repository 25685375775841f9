package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"deletecall/config"
	"deletecall/history/proof"
	"deletecall/history/witness"
	"deletecall/safetext"
)

type witnessOptions struct {
	name, listen, state string
	trust               []string
}

func (p Program) witnessCommand() *cobra.Command {
	var options witnessOptions
	command := &cobra.Command{
		Use:   "witness",
		Short: "Cosign the checkpoints of other machines' histories, so that nobody can rewrite them unnoticed",
		Long: `witness runs a small server on an auditor's machine (C2SP tlog-witness). Each history whose public key it trusts
shows it every checkpoint that it signs. The witness cosigns only what continues everything that it has seen: whoever
later rewrites a history, even with its signing key, can't have it cosigned. A history that does not continue is
reported as an ALARM on standard error, and its checkpoint is kept in the state folder.

The witness sees sizes and hashes, and nothing of what was deleted. Its folder holds its key, and for each history the
last checkpoint that it cosigned, which history verify --checkpoint takes.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error { return p.witness(command.Context(), options) },
	}
	flags := command.Flags()
	flags.StringVar(&options.name, "name", "", "`NAME` of a new witness, such as audit.example.com/witness; kept in its key")
	flags.StringVar(&options.listen, "listen", "127.0.0.1:8089", "`ADDRESS` to listen on")
	flags.StringVar(&options.state, "state", "", "`FOLDER` for its key and what it cosigned (default: witness, in the folder of the history)")
	flags.StringArrayVar(&options.trust, "trust", nil, "public `KEY` of a history to cosign, or a file with one on each line; may be repeated")
	return command
}

func (p Program) witness(ctx context.Context, options witnessOptions) (err error) {
	keys, err := trustedKeys(options.trust)
	if err != nil {
		return err
	}
	if options.state == "" {
		folder, problem := config.WitnessFolder(p.lookupEnv)
		if problem != nil {
			return config.NewError("", []config.Problem{*problem})
		}
		options.state = folder
	}
	// Before listening: it takes the lock of its folder, and two witnesses with one state
	// could cosign two histories that contradict each other.
	server, err := witness.NewServer(options.state, options.name, keys, func(event witness.Event) { p.say("%s", event) })
	if err != nil {
		return witnessProblem(err)
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	listener, err := net.Listen("tcp", options.listen)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w\nChoose another address with --listen", safetext.Line(options.listen), err)
	}
	// To standard output and in the form of the configuration, so that it can be redirected
	// into a file.
	_, err = fmt.Fprintf(p.Out, "[witnesses.%s]\nurl = \"http://%s\"\nkey = \"%s\"\n", "audit", reachable(listener.Addr()), server.Public())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	p.say("the witness %s cosigns for %s, with its state in %s", server.Name(), safetext.Count(len(keys), "history", "histories"), safetext.Line(options.state))
	p.say("put the lines above into the configuration of the machine with the history")
	p.say("press ctrl+c to stop")
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	return server.Serve(ctx, listener)
}

// reachable is where others reach a listener: an address that stands for all of this
// machine's is its name.
//
// 0.0.0.0 in somebody else's configuration would lead to their own machine.
func reachable(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsUnspecified() {
		return address.String()
	}
	if name, err := os.Hostname(); err == nil {
		host = name
	}
	return net.JoinHostPort(safetext.Line(host), port)
}

// witnessProblem is a mistake of the command line, where it is one.
func witnessProblem(err error) error {
	if errors.As(err, new(*proof.NamelessError)) || errors.As(err, new(*witness.BusyError)) {
		return &usageError{err.Error()}
	}
	return err
}

// eachKey takes the public key that a flag gives, or those in a file that it names: one a line,
// with comments that may say whose they are.
func eachKey(flag, given string, take func(line string) error) error {
	content, err := textOrFile(flag, given)
	if err != nil {
		return err
	}
	for line := range strings.Lines(content) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := take(line); err != nil {
			return &usageError{flag + ": " + err.Error()}
		}
	}
	return nil
}

// trustedKeys reads public keys, or the files that hold them. None at all is refused: such a
// witness would look as if it worked, and cosign nothing.
func trustedKeys(given []string) (keys []string, err error) {
	for _, text := range given {
		err := eachKey("--trust", text, func(line string) error {
			keys = append(keys, line)
			return proof.CheckKey(line)
		})
		if err != nil {
			return nil, err
		}
	}
	if len(keys) == 0 {
		return nil, &usageError{"the witness knows no history\nGive the public key of one with --trust: deletecall history checkpoint --public-key"}
	}
	return keys, nil
}
