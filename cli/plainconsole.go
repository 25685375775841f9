package cli

import (
	"context"
	"errors"
	"os"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/carry"
	"deletecall/history/certificate"
	"deletecall/history/store"
	"deletecall/keymap"
	"deletecall/plain"
	"deletecall/process"
)

// runOnLines is the console on lines. Like the one on the screen it ends only after the
// outcome of every request in progress is recorded.
func (p Program) runOnLines(ctx context.Context, session *app.Session, keys keymap.Map, notice string) error {
	history := session.StayingHistory(func() {})
	// Deferred first, so that it runs after the outcomes are recorded.
	defer p.shutdown.Within(func() { _ = history.Close() })
	workflow := session.Workflow(history, history)
	// Its end stops the questions only. What was sent goes on, and waitForOutcomes waits for it.
	interrupted, interrupt := context.WithCancel(ctx)
	defer interrupt()
	defer p.onEnding(func(signal os.Signal) {
		interrupt()
		p.endAfterOutcomes(workflow)
		session.Log.Info("ending", "signal", signal.String())
	})()
	lines, err := plain.NewLines(interrupted, p.In)
	if err != nil {
		return &usageError{err.Error()}
	}
	defer lines.Close()

	// A screen reader reads one line at a time, and a word that the terminal breaks is none.
	out := p.Out
	if width, _, told := process.TerminalSize(p.Out); told && width > 0 {
		out = plain.BetweenWords(p.Out, width)
	}
	err = plain.Run(interrupted, plain.Options{
		Workflow: workflow, History: history, Keys: keys, Zone: session.Zone, Now: p.Now, Notice: notice,
		Filters: session.Filters, Configuration: session.Paths.Config,
		In: lines, Out: out, Width: lineWidth(p.Out),
		// Whoever can't read the question, or is no person, confirms nothing.
		MayConfirm: process.IsTerminal(p.In) && process.IsTerminal(p.Out),
		Certificate: func(ctx context.Context, number int64, path string) error {
			return p.certificateTo(ctx, session, number, path)
		},
	})
	waited := p.waitForOutcomes(workflow, session.Zone)
	last, cancel := context.WithTimeout(interrupted, carry.Limit)
	defer cancel()
	p.finish(last, history, deletion.Signature{})
	return errors.Join(endOnLines(err), waited)
}

func endOnLines(err error) error {
	var cancelled *plain.CancelledError
	switch {
	case errors.As(err, &cancelled):
		return &interruptedError{cancelled: true, now: cancelled.Now}
	case errors.Is(err, plain.ErrInProgress):
		return nil // the outcome that was waited for says it
	case errors.Is(err, context.Canceled):
		return &interruptedError{now: "nothing more was sent"}
	}
	return err
}

// certificateTo writes a certificate as the configuration wants it, as plain text
// where the file's name ends with .txt.
func (p Program) certificateTo(ctx context.Context, session *app.Session, number int64, path string) error {
	path, err := p.expandPath("the file", path)
	if err != nil {
		return err
	}
	// Standard output has the questions, and a page among them would be read by nobody.
	if path == "-" {
		return &usageError{"a certificate needs a file\nName one, such as certificate.html"}
	}
	return p.withConfigured(ctx, &settings{}, session, func(session *app.Session, history store.History) error {
		return p.issueCertificate(ctx, session, history, number, certificate.FormatOf(path), certificateOptions{out: path})
	})
}
