package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"deletecall/app"
	"deletecall/deletion"
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

// printsLinesOnly reports a terminal that can't do more than print lines, or of which
// nobody knows whether it can: the generic types of terminfo ("gn", terminfo(5)), and
// the shells inside of Emacs, whatever variant follows, as in dumb-emacs-ansi.
func (p Program) printsLinesOnly() bool {
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
