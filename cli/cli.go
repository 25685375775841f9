package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/process"
	"deletecall/safetext"
	"deletecall/startup"
)

// Program is one command line of one person as a value. Several may run in one process;
// what they share is the history.
type Program struct {
	Args     []string // without the program's name
	In       io.Reader
	Out, Err io.Writer
	Environ  []string // "NAME=value"
	// A field and not time.Now, so that two sessions, and a test, have clocks of their own.
	Now func() time.Time
	// Operator says who sits at the terminal; configured is the name that the
	// configuration gives, or empty.
	Operator func(configured string) deletion.Operator
	// OnEnding calls act whenever the session is asked to end, until stop is called;
	// nil where nothing asks.
	OnEnding func(act func(os.Signal)) (stop func())
	// CanSuspend is true where a shell waits that can bring the program back.
	CanSuspend bool

	// onScreen is true where the console shows the messages: who speaks is clear there.
	onScreen bool

	// endsProcess is true where the process ends with the session, and the system closes its files.
	endsProcess bool

	shutdown *process.Shutdown
	help     *helpOutput
	plain    *bool // --plain, for the commands of one run
}

// By now every library is initialised: this package imports them.
func init() { startup.Restore() }

// OS is the program of this process. From then on the process's memory is its own, and
// a crash ends it by SIGABRT: Go's own status for one, 2, means here that nothing was sent.
func OS() Program {
	// First: the environment may already hold the API key, and what follows reads more
	// secrets.
	process.ForbidDumps()
	debug.SetTraceback("crash")
	process.OutliveReaders()
	process.QuitAsInterrupted(startup.Quit)
	process.KeepTimeZonesFromWaiting()
	p := Program{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: process.OwnStderr(), Environ: os.Environ(), Now: time.Now,
		OnEnding: process.OnEnding, CanSuspend: process.HasJobControl(), endsProcess: true,
	}
	if p.isSend() {
		process.UseOneProcessor()
	}
	p.Operator = func(configured string) deletion.Operator { return operatorOf(process.Who(), configured, p.getenv) }
	return p
}

// onEnding calls act whenever the session is asked to end.
//
// While it is registered no signal ends the process: whoever registers has to end its own
// work. Commands that only read short things don't register, and end at once.
func (p Program) onEnding(act func(os.Signal)) (stop func()) {
	if p.OnEnding == nil {
		return func() {}
	}
	return p.OnEnding(act)
}

// untilEnding is a context that ends, too, when the session is asked to end, until stop is called.
func (p Program) untilEnding(ctx context.Context) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	unregister := p.onEnding(func(os.Signal) { cancel() })
	return ctx, func() { unregister(); cancel() }
}

func (p Program) load(settings *settings) (*app.Session, error) {
	return app.Load(settings.flags, p.environment())
}

// environment is all that app learns of this process. Whatever app took from the process
// itself would be shared by every session in it (docs/decisions/process.md).
func (p Program) environment() app.Environment {
	return app.Environment{
		Now: p.Now, LookupEnv: p.lookupEnv, Operator: p.Operator, Authorities: process.SystemAuthorities,
		Warn: func(problem error) { p.say("warning: %s", problem) }, Waiting: func(what string) { p.say("%s", what) }, Version: Version(),
	}
}

// getenv returns a variable of the environment, cleaned and bounded: whoever
// starts the program may have put anything there.
func (p Program) getenv(name string) string {
	const most = 256 // cells
	value, _ := p.lookupEnv(name)
	return safetext.Bounded(value, most)
}

// lookupEnv is [os.LookupEnv] over the program's own environment.
// Of a name that occurs twice the first one counts, as in package os.
func (p Program) lookupEnv(name string) (value string, found bool) {
	for _, variable := range p.Environ {
		if value, found = strings.CutPrefix(variable, name+"="); found {
			return value, true
		}
	}
	return "", false
}

// Run carries out the command line and says to a person what went wrong. The
// error is for [ExitCode].
func (p Program) Run(ctx context.Context) error {
	// Before the commands are built: Program is a value, and each command keeps its own copy
	// of it. A stream that is replaced later would reach none of them.
	p.shutdown = process.NewShutdown()
	p.Out, p.Err = p.shutdown.Output(p.Out), p.shutdown.Output(p.Err)
	out := &jsonOutput{Writer: p.Out}
	if asksForJSON(p.Args) {
		p.Out = out
	}
	p.help = &helpOutput{Writer: p.Out}
	root := p.rootCommand()
	if isCompleting(p.Args) {
		describePlainly(root)
	}
	// cobra reads os.Args when it is given nil: those of the process are not those of a session in it.
	root.SetArgs(append([]string{}, markNegations(root, p.Args)...))
	root.SetIn(p.In)
	root.SetErr(p.Err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = p.help.err
	}
	if isReaderGone(err) {
		return err
	}
	if err != nil && p.Out == io.Writer(out) && !out.printed {
		p.printJSONError(err)
	}
	p.sayUntold(err)
	return err
}

// sayUntold says what went wrong. An outcome was printed when it came; an
// error that is joined with one was not.
//
// It walks through joined errors by itself, because errors.As would find the outcome anywhere
// in them and leave out the others too.
func (p Program) sayUntold(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			p.sayUntold(one)
		}
		return
	}
	if setup, ok := err.(*config.Error); ok { // a message is bounded; the number of mistakes is not
		for _, problem := range setup.Problems {
			p.say("%s", &config.Error{File: setup.File, Problems: []config.Problem{problem}})
		}
		return
	}
	var fault *screenFault
	if err != nil && !errors.Is(err, process.ErrReaderGone) && !errors.As(err, new(*outcomeError)) && !(errors.As(err, &fault) && fault.told) {
		p.say("%s", err)
	}
}

// say writes a message to a person. Foreign text in it is cleaned here, once more.
//
// It is the only way to standard error for messages. Whoever writes to p.Err directly has to
// clean the text and cope with a reader that went away.
func (p Program) say(format string, args ...any) {
	speaker := "deletecall: " // several programs may write to standard error
	if p.onScreen {
		speaker = ""
	}
	for _, line := range safetext.Lines(fmt.Sprintf(format, args...), maxMessageLines) {
		_, _ = fmt.Fprintln(p.Err, speaker+line)
	}
}

// maxMessageLines bounds a message whose text comes from outside: an answer or a path must not
// scroll away what was said before it.
const maxMessageLines = 40

type settings struct {
	flags config.Flags
	demo  bool
}

// Commands are all commands, for what describes them, such as the manual pages.
func Commands() *cobra.Command { return Program{Args: []string{"help"}}.rootCommand() }

// rootCommand builds the commands for one run. cobra keeps the values of flags in them: a
// second run of the same tree would begin with those of the first.
func (p Program) rootCommand() *cobra.Command {
	settings := &settings{}
	p.plain = new(bool)
	var version bool
	root := &cobra.Command{
		Use:   "deletecall",
		Short: "Delete recorded conversations in a Verba system and keep a history of it",
		Long: `deletecall opens the console: choose a conversation, read what will happen, confirm,
see the result, and find it again in the history.

Try it without any configuration:  deletecall --demo

With --plain, and where TERM is dumb, it asks and answers on lines: for screen readers, serial consoles and expect.`,
		Args: noArguments,
		// cobra would print errors itself, uncleaned, and print the usage after a deletion
		// that was refused.
		SilenceErrors: true,
		SilenceUsage:  true,
		// cobra runs only the nearest of these hooks: a command that defined one of its own
		// would no longer expand a ~ in its paths.
		PersistentPreRunE: func(command *cobra.Command, _ []string) error {
			return p.expandFlags(command)
		},
		RunE: func(command *cobra.Command, _ []string) error {
			if version {
				return p.printVersion()
			}
			if settings.demo {
				const why = "with --demo, which has a server, a configuration and a history of its own"
				if err := refuseFlags(command, why, "server", "url", "config", "history", "log"); err != nil {
					return err
				}
			}
			return p.console(command.Context(), settings)
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	if p.help != nil { // first: cobra's command for completion scripts remembers the output that it finds
		root.SetOut(p.help)
	}
	root.SetFlagErrorFunc(flagProblem)
	flags := root.PersistentFlags()
	flags.StringVar(&settings.flags.Config, "config", "", "configuration `FILE`")
	flags.StringVar(&settings.flags.History, "history", "", "history `FILE`, or postgres://user@host/database")
	flags.StringVar(&settings.flags.Log, "log", "", "log `FILE`")
	flags.BoolVar(p.plain, "plain", false, "plain lines: questions and answers instead of a screen, no colours, no progress bar")
	serverFlags(root, settings)
	root.Flags().BoolVar(&settings.demo, "demo", false, "open the console on an embedded simulator and a temporary history")
	root.Flags().BoolVar(&version, "version", false, "print the version of this program")
	root.SetHelpCommand(helpCommand())
	p.addCommands(root, settings)
	explain(root)
	// Only for a completing shell: cobra keeps every registered completion in a map of the
	// whole process, for good, which many sessions in one process would fill.
	if isCompleting(p.Args) {
		p.complete(root, settings)
	}
	return root
}

// addCommands leaves out all others for a send, and all for the console: their flags and
// examples take a thirtieth of the time of the whole.
func (p Program) addCommands(root *cobra.Command, settings *settings) {
	if len(p.Args) == 0 {
		return
	}
	if p.isSend() {
		root.CompletionOptions.DisableDefaultCmd = true
		root.AddCommand(p.sendCommand(settings))
		return
	}
	root.AddCommand(
		p.sendCommand(settings), p.lookUpCommand(settings), p.searchCommand(settings), p.historyCommand(settings), p.holdCommand(settings), p.simulateCommand(settings), p.witnessCommand(),
		p.configCommand(settings), p.doctorCommand(settings), p.versionCommand(),
	)
	checkCompletionShell(root)
}

// isSend is false where flags come before the command, which then only begins more slowly.
func (p Program) isSend() bool { return len(p.Args) > 0 && p.Args[0] == "send" }

// serverFlags lets a command begin with another server.
// They are not persistent flags of the root: history and witness have no server, and a flag
// without effect must be refused, not ignored.
func serverFlags(command *cobra.Command, settings *settings) {
	command.Flags().StringVar(&settings.flags.Server, "server", "", "a configured server, by its `NAME`")
	command.Flags().StringVar(&settings.flags.URL, "url", "", "a server's `URL`, as a browser shows it")
}
