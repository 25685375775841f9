package cli

import (
	"context"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui"
)

// canAsk reports whether a person sits at both ends. The question goes to
// standard error, since standard output may be a file.
func (p Program) canAsk() bool { return isTerminal(p.In) && isTerminal(p.Err) }

// ask shows the console's own confirmation, so that the same rules hold: the
// safe side is the default, and no paste and no key struck too early confirms.
func (p Program) ask(ctx context.Context, review deletion.Review) error {
	if err := checkTerminalSize(p.Err); err != nil {
		return err
	}
	answered, err := p.newScreen(ctx, ui.NewQuestion(review, keymap.Default()), p.Err).Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	if question, ok := answered.(ui.Question); !ok || !question.Confirmed() {
		return &interruptedError{}
	}
	return nil
}
