package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/plain"
	"deletecall/process"
	"deletecall/ui"
)

// asking asks a person to confirm a review, and returns the review that was confirmed.
type asking func(context.Context, deletion.Review) (deletion.Review, error)

// asking finds out how a person at this terminal can be asked. It returns a
// *usageError where nobody can.
//
// It decides and opens, and shows nothing yet: what can't be asked should fail before
// credentials are read.
func (p Program) asking(session *app.Session) (asking, error) {
	if !process.IsTerminal(p.In) {
		return nil, &usageError{"standard input is not a terminal, so nobody can confirm\nPass --yes to confirm. Nothing was sent."}
	}
	keys, err := session.Keymap()
	if err != nil {
		return nil, err
	}
	to, err := p.askingTo()
	if err != nil {
		return nil, err
	}
	if p.printsLinesOnly() {
		return func(ctx context.Context, review deletion.Review) (deletion.Review, error) {
			return p.askInLines(ctx, to, keys, review)
		}, nil
	}
	if err := checkTerminalSize(to); err != nil {
		return nil, err
	}
	return func(ctx context.Context, review deletion.Review) (deletion.Review, error) {
		return p.askOnScreen(ctx, to, p.screenOptions(session, keys), review)
	}, nil
}

// askingTo is where the question goes: to standard error, since standard output may
// be a file, or to the terminal itself when standard error is one too.
func (p Program) askingTo() (io.Writer, error) {
	if process.IsTerminal(p.Err) {
		return p.Err, nil
	}
	terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	if err != nil {
		return nil, &usageError{"there is no terminal to ask on\nPass --yes to confirm. Nothing was sent."}
	}
	return p.shutdown.Output(terminal), nil
}

// askInLines asks on a terminal that can only print lines, or whose person wants no more.
func (p Program) askInLines(ctx context.Context, to io.Writer, keys keymap.Map, review deletion.Review) (deletion.Review, error) {
	lines, err := plain.NewLines(ctx, p.In)
	if err != nil {
		return review, &usageError{err.Error() + "\nPass --yes to confirm. Nothing was sent."}
	}
	defer lines.Close()
	// send looks nothing up but for --pin, and then the request has what was shown.
	review, decision, err := plain.Question{In: lines, Out: to, Keys: keys, Width: lineWidth(to)}.Ask(review, review, lookup.Result{})
	// The end of input is an answer, and it is no: a closed pipe or a hung-up line never
	// confirms.
	if errors.Is(err, io.EOF) || err == nil && decision != plain.Confirmed {
		err = &interruptedError{cancelled: true}
	}
	return review, err
}

// lineWidth is the width of lines on a terminal: 80 cells where it does not report its own.
func lineWidth(terminal io.Writer) int {
	const usual = 80
	width, _, ok := process.TerminalSize(terminal)
	if !ok || width < 1 {
		return usual
	}
	return min(width, mostColumns)
}

// printsLinesOnly reports that plain lines are wanted: by --plain, or since the terminal
// can't do more than print lines, or nobody knows whether it can: the generic types of terminfo ("gn", terminfo(5)), and
// the shells inside of Emacs, whatever variant follows, as in dumb-emacs-ansi.
func (p Program) printsLinesOnly() bool {
	if *p.plain {
		return true
	}
	kind, _, _ := strings.Cut(strings.ToLower(p.getenv("TERM")), "-")
	switch kind {
	case "", "dumb", "unknown", "emacs", "dialup", "network", "switch", "ethernet":
		return true
	}
	return false
}

// askOnScreen shows the console's own confirmation, so that the same rules hold: the
// safe side is the default, and no paste and no key struck too early confirms.
func (p Program) askOnScreen(ctx context.Context, to io.Writer, options ui.Options, review deletion.Review) (deletion.Review, error) {
	answered, err := p.newScreen(ctx, ui.NewQuestion(options, review), to).Run()
	if ctx.Err() != nil {
		return review, ctx.Err()
	}
	if err != nil {
		return review, err
	}
	// Only an explicit confirmation passes; any other end of the screen cancels.
	if question, ok := answered.(ui.Question); ok {
		if confirmed, ok := question.Confirmed(); ok {
			return confirmed, nil
		}
	}
	return review, &interruptedError{cancelled: true}
}
