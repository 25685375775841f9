package cli

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"deletecall/hint"
	"deletecall/history/sample"
	"deletecall/safetext"
	"deletecall/simulator"
)

func (p Program) simulateCommand(global *settings) *cobra.Command {
	settings := simulator.Demo()
	var listen, spelling string
	var fill int
	command := &cobra.Command{
		Use:   "simulate",
		Short: "Run a Verba-compatible server for practice and tests",
		Long: `simulate runs a server that answers DeleteCall, RequestToken and look-ups as a Verba system does, over a
small office phone system in which calls begin and end. It has no real recordings.

With --fill it instead writes a made-up history of that many records, over years, to a new --history FILE.`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) (err error) {
			// Whether the flag was given counts: --fill 0 must not start a server.
			if command.Flags().Changed("fill") {
				if fill < 1 {
					return &usageError{fmt.Sprintf("--fill %d is not a number of records\nUse 1 or more", fill)}
				}
				if err := refuseFlags(command, "with --fill, which runs no server", "listen", "extensions", "pace", "tries", "sleep", "window", "spelling", "flawed", "no-lookups", "cookie"); err != nil {
					return err
				}
				return p.fill(command.Context(), global, settings.Seed, fill)
			}
			if err := refuseFlags(command, "without --fill: the server keeps no history", "history"); err != nil {
				return err
			}
			if settings.LookUps.Spelling, err = simulatedSpelling(spelling); err != nil {
				return err
			}
			return p.simulate(command.Context(), listen, settings)
		},
	}
	flags := command.Flags()
	flags.StringVar(&listen, "listen", "127.0.0.1:8088", "`ADDRESS` to listen on")
	flags.Uint64Var(&settings.Seed, "seed", settings.Seed, "the same seed makes the same office")
	flags.IntVar(&settings.Office.Extensions, "extensions", settings.Office.Extensions, "number of ordinary extensions")
	flags.DurationVar(&settings.Office.Pace, "pace", settings.Office.Pace, "mean time between call starts (default: a third of the extensions are busy)")
	flags.IntVar(&settings.Tries, "tries", 2, "how often to look for a call before giving up")
	flags.DurationVar(&settings.Sleep, "sleep", time.Second, "pause between two tries")
	flags.IntVar(&fill, "fill", 0, "write a history of `N` made-up records instead")
	flags.DurationVar(&settings.Window, "window", time.Minute, "how long status next waits for a call to begin")
	flags.StringVar(&spelling, "spelling", "published", "how look-ups write a call: "+hint.OneOf(simulatedSpellings()...))
	flags.BoolVar(&settings.LookUps.Flawed, "flawed", false, "look-ups answer what is not well-formed")
	flags.BoolVar(&settings.LookUps.Missing, "no-lookups", false, "the server knows no look-ups")
	flags.BoolVar(&settings.NeedsCookie, "cookie", false, "a token needs the cookie that came with it")
	return command
}

func simulatedSpellings() []string {
	var words []string
	for _, spelling := range simulator.Spellings() {
		words = append(words, cmp.Or(string(spelling), "published"))
	}
	return words
}

// simulatedSpelling reads the word for a spelling. The published one is the empty value, which a
// simulator without settings has.
func simulatedSpelling(word string) (simulator.Spelling, error) {
	chosen, err := choice("spelling", word, simulatedSpellings())
	if chosen == "published" {
		chosen = ""
	}
	return simulator.Spelling(chosen), err
}

// simulate listens before it prints its examples, so that they name the port that it got.
func (p Program) simulate(ctx context.Context, address string, settings simulator.Config) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("can't listen on %s: %w\nChoose another address with --listen", safetext.Line(address), err)
	}
	settings.Observe = func(request simulator.Request) { p.say("%s", request) }
	system := simulator.New(settings)
	if err := system.Examples().Fprint(p.Out, "http://"+listener.Addr().String()); err != nil {
		return err
	}
	p.say("press ctrl+c to stop")
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	return system.Serve(ctx, listener)
}

const sampleYears = 7

// sampleUntil is when its newest record was confirmed: always the same moment, so
// that the same seed makes the same history.
var sampleUntil = time.Date(2026, time.November, 1, 12, 0, 0, 0, time.UTC)

// fill writes a made-up history. It wants the file named: a made-up record must
// never get where the real ones are.
func (p Program) fill(ctx context.Context, settings *settings, seed uint64, count int) error {
	if settings.flags.History == "" {
		return &usageError{"--fill needs --history FILE, the name of a new history"}
	}
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	// A database may be shared, and others would take made-up records for real ones.
	if session.HistoryServer != nil {
		return &usageError{"--fill makes a file, and no history on a server\nName a new file: --history FILE"}
	}
	records := sample.Records(sample.Options{Seed: seed, Count: count, Until: sampleUntil, Years: sampleYears})
	err = session.Fill(ctx, records, func(written int) {
		if written%100_000 == 0 {
			p.say("%s", safetext.Count(written, "record", "records"))
		}
	})
	if err != nil {
		return err
	}
	p.say("%s in %s", safetext.Count(count, "made-up record is", "made-up records are"), session.Paths.History)
	return nil
}
