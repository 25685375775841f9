package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/spf13/cobra"

	"deletecall/safetext"
	"deletecall/simulator"
)

func (p Program) simulateCommand() *cobra.Command {
	settings := simulator.Demo()
	var listen string
	command := &cobra.Command{
		Use:   "simulate",
		Short: "Run a Verba-compatible server to practise and to test against",
		Long: `simulate runs a server that answers DeleteCall and RequestToken as a Verba system does, over a
small office phone system in which calls begin, go on and end. It holds no real recordings.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			return p.simulate(command.Context(), listen, settings)
		},
	}
	flags := command.Flags()
	flags.StringVar(&listen, "listen", "127.0.0.1:8088", "`ADDRESS` to listen on")
	flags.Uint64Var(&settings.Seed, "seed", settings.Seed, "the same seed makes the same office")
	flags.IntVar(&settings.Office.Extensions, "extensions", settings.Office.Extensions, "number of ordinary extensions")
	flags.DurationVar(&settings.Office.Pace, "pace", settings.Office.Pace, "mean time between the begins of two calls (default: a third of the extensions are busy)")
	flags.IntVar(&settings.Tries, "tries", 2, "how often a call is looked for before it is not found")
	flags.DurationVar(&settings.Sleep, "sleep", time.Second, "pause between two tries")
	flags.DurationVar(&settings.Window, "window", time.Minute, "how long status next waits for a call to begin")
	return command
}

func (p Program) simulate(ctx context.Context, address string, settings simulator.Config) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w; choose another address with --listen", safetext.Line(address), err)
	}
	settings.Observe = func(request simulator.Request) { p.say("%s", request) }
	system := simulator.New(settings)
	if err := system.Examples().Fprint(p.Out, "http://"+listener.Addr().String()); err != nil {
		return err
	}
	p.say("serving until ctrl+c")
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer onEnding(func(os.Signal) { cancel() })()
	return system.Serve(ctx, listener)
}
