package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/carry"
	"deletecall/keymap"
	"deletecall/process"
	"deletecall/safetext"
	"deletecall/simulator"
	"deletecall/ui"
)

// framesPerSecond is Bubble Tea's pace; [frameClock] doubles it while something happens. Its most
// shortens the way from key to frame; over SSH the line is slower than that, and a machine with
// many sessions has to do half of the work.
func (p Program) framesPerSecond() int {
	if p.getenv("SSH_CONNECTION") != "" {
		return 60
	}
	return 120
}

// console opens the console, on the configured servers or on a simulator.
func (p Program) console(ctx context.Context, settings *settings) error {
	// Before the configuration is read: a console in a script should say so, whatever else is
	// wrong.
	if !*p.plain && (!process.IsTerminal(p.In) || !process.IsTerminal(p.Out)) {
		return &usageError{"the console needs a terminal\nIn scripts use deletecall send and deletecall history, or deletecall --plain"}
	}
	if err := checkTerminalSize(p.Out); err != nil {
		return err
	}
	defer process.CollectMoreOften(time.Second)()
	go safetext.PrepareWidths() // while files are read: the first frame would wait for it
	if settings.demo {
		_, err := p.demo(ctx, false)
		return err
	}
	return p.consoles(ctx, settings)
}

// consoles opens the console, and then another one for what was asked for in it: a server that
// was added, or the practice system.
func (p Program) consoles(ctx context.Context, settings *settings) error {
	notice := ""
	for {
		session, err := app.Load(settings.flags, p.environment())
		if err != nil {
			return err
		}
		next, err := p.runConsole(ctx, session, notice, func(options *ui.Options) { options.Setup = serverSetup{p, session} })
		switch {
		case err != nil || !next.IsSet():
			return err
		case next.Practice:
			if next, err = p.demo(ctx, true); err != nil || !next.IsSet() {
				return err
			}
			notice = ""
			continue
		}
		settings.flags.Server, settings.flags.URL = next.Server, ""
		notice = "The server " + safetext.Line(next.Server) + " was added to " + safetext.Line(session.Paths.Config) + "."
	}
}

// demo opens the console on a simulator in this process and a temporary
// history. Nothing of the user's configuration is read. canLeave says that another console was there before.
func (p Program) demo(ctx context.Context, canLeave bool) (next ui.Next, err error) {
	folder, err := os.MkdirTemp("", "deletecall-demo-")
	if err != nil {
		return next, fmt.Errorf("can't make a temporary folder for the demonstration: %w\nName a folder that you can write to in TMPDIR", err)
	}
	// Deferred first and so run last, after the history in it is closed and the simulator has
	// stopped.
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	// Loopback and any free port: nobody else reaches the simulator, and two demonstrations
	// can run.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return next, fmt.Errorf("can't start the simulator: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	served := make(chan error, 1)
	system := simulator.New(simulator.Demo())
	go func() { served <- system.Serve(ctx, listener) }()
	// The simulator goes on until the last outcome is recorded.
	defer func() { stop(); err = errors.Join(err, <-served) }()

	examples := system.Examples()
	session, err := p.demoSession(folder, "http://"+listener.Addr().String(), examples.APIKey)
	if err != nil {
		return next, err
	}
	todo := "Type 8856 and press enter, or ctrl+o for more to try."
	if p.printsLinesOnly() {
		todo = "Type delete, and answer 8856 where the extension is asked for."
	} else if canLeave {
		todo += " F4 leads back."
	}
	return p.runConsole(ctx, session, "A simulated office: nothing here is real. "+todo, func(options *ui.Options) {
		options.CanLeave = canLeave
		options.Examples = func() []ui.Example { return examplesOf(system) }
	})
}

func (p Program) demoSession(folder, url, key string) (*app.Session, error) {
	// The user's own environment must not leak in: a DELETECALL_SERVER there would point the
	// demonstration at a real system.
	environment := map[string]string{"HOME": folder, "DELETECALL_API_KEY": key}
	loaded, err := config.Load(config.Sources{
		Flags: config.Flags{URL: url, History: filepath.Join(folder, "history.db")},
		LookupEnv: func(name string) (string, bool) {
			value, ok := environment[name]
			return value, ok
		},
	})
	if err != nil {
		return nil, err
	}
	practice := &loaded.Servers[0]
	practice.Name, practice.Note = "practice", "simulated"
	practice.HoldCodes, practice.RetentionCodes = []int{simulator.CodeHeld}, []int{simulator.CodeRetained}
	return app.New(loaded, p.environment())
}

func examplesOf(system *simulator.Simulator) (examples []ui.Example) {
	for _, try := range system.Examples().Try {
		// The simulator has words of its own; what the form could not send is no example.
		if selector, err := deletion.NewSelector(deletion.IdentifierType(try.Param), try.Value, try.Status); err == nil {
			examples = append(examples, ui.Example{Selector: selector, Note: try.Note})
		}
	}
	return examples
}

func (p Program) runConsole(ctx context.Context, session *app.Session, notice string, more func(*ui.Options)) (next ui.Next, err error) {
	keys, err := session.Keymap()
	if err != nil {
		return next, err
	}
	if p.printsLinesOnly() {
		return next, p.runOnLines(ctx, session, keys, notice)
	}
	session.Waiting = nil // the screen shows that something takes long
	// Declared first, because history and program need each other. The history is opened, and
	// announces something, only once the running screen asks it.
	var program *screen
	history := session.StayingHistory(func() { program.Send(ui.HistoryChanged{}) })
	// Deferred before everything else, so that it runs after the outcomes are recorded and the
	// checkpoint is carried.
	defer p.shutdown.Within(func() { _ = history.Close() })
	workflow := session.Workflow(history, history)
	options := p.screenOptions(session, keys)
	options.Workflow, options.History, options.Log, options.Notice = workflow, history, history.Log, notice
	if notice := withHabits(&options, session.Paths.Console); notice != "" {
		options.Notice = notice
	}
	papers, endPapers := p.papers(ctx, session)
	options.Papers = papers
	// Nobody waits for a file any more: what is half written is removed.
	defer endPapers()
	more(&options)
	program = p.newScreen(ctx, ui.New(options), p.Out, tea.WithFPS(p.framesPerSecond()))
	// What ends from here on the console does not show any more: it is printed afterwards.
	program.quitting = func(model tea.Model) {
		// Another console follows, which needs the outputs; and nothing is in progress.
		if console, ok := model.(ui.Console); !ok || !console.Next().IsSet() {
			p.endAfterOutcomes(workflow)
		}
	}

	// A signal ends only what comes after the last outcome: the carrying of checkpoints, which
	// a later command makes up for. The program itself ends through Quit, which restores the
	// terminal.
	interrupted, interrupt := context.WithCancel(ctx)
	defer interrupt()
	defer p.onEnding(func(signal os.Signal) {
		interrupt()
		p.endAfterOutcomes(workflow)
		session.Log.Info("ending", "signal", signal.String())
		program.Quit()
	})()
	// Run does not wait for its commands, and a request runs in one of them: waitForOutcomes
	// is what keeps the process until the outcome is recorded.
	model, err := program.Run()
	if console, ok := model.(ui.Console); ok {
		next = console.Next()
	}
	p.tellFault(session, err)
	err = errors.Join(err, p.waitForOutcomes(workflow, session.Zone))
	last, cancel := context.WithTimeout(interrupted, carry.Limit)
	defer cancel()
	p.finish(last, history, deletion.Signature{})
	return next, err
}

// screenOptions are what the console and the question of a command are made from, so
// that keys, theme and zone are the same in both.
func (p Program) screenOptions(session *app.Session, keys keymap.Map) ui.Options {
	return ui.Options{
		Keys: keys, Theme: session.Theme, Zone: session.Zone,
		Now: p.Now, CanSuspend: p.CanSuspend, LookupEnv: p.lookupEnv, Filters: session.Filters,
	}
}

// endAfterOutcomes abandons what was not handed to a connection yet, and ends the
// waiting for outputs when the outcomes of the others are recorded.
//
// It returns at once: it is called in Bubble Tea's event loop and by the handler of signals.
// It may be called more than once.
func (p Program) endAfterOutcomes(workflow *deletion.Workflow) (goOn []deletion.Intent) {
	goOn = workflow.Abandon()
	go func() {
		_ = workflow.Drain(context.Background()) // it ends: every request has its limit
		p.shutdown.After(process.LastWordsTime)
	}()
	return goOn
}

// waitForOutcomes ends only when the outcome of every deletion in progress is
// recorded, and prints them: the console is gone by then, and its exit code is that
// of the last outcome that is not accepted, or of one that could not be recorded.
//
// No context ends the waiting, a second signal neither: each request has its own limit, and an
// outcome that is not recorded would look like one that never was.
func (p Program) waitForOutcomes(workflow *deletion.Workflow, zone *time.Location) error {
	goOn := workflow.Abandon()
	for _, intent := range goOn {
		p.say("record %d, %s, is in progress; waiting for its outcome until %s at the latest",
			intent.Number, intent.Describe(), deletion.FormatTime(intent.Deadline, zone))
	}
	if err := workflow.Drain(context.Background()); err != nil {
		return err
	}
	var outcome, failures error
	for _, ended := range workflow.Ended() {
		if ended.Err != nil && !errors.As(ended.Err, new(*deletion.OutcomeNotRecordedError)) {
			if intent := ended.Record.Intent; intent.ID != "" {
				p.say("%s: nothing was sent", hint.Capital(intent.Describe()))
			}
			failures = errors.Join(failures, beforeSending(context.Background(), ended.Err))
			continue
		}
		p.say("record %d: %s", ended.Record.Intent.Number, ended.Record.Summary())
		failures = errors.Join(failures, ended.Err)
		if ended.Record.Outcome.Kind != deletion.Accepted {
			outcome = &outcomeError{ended.Record.Outcome}
		}
	}
	return errors.Join(outcome, failures)
}
