package cli

import (
	"context"
	"errors"
	"io"
	"strings"

	"deletecall/plain"
	"deletecall/process"
)

// agree asks a person at the terminal. Anything but yes, the end of input included, cancels.
func (p Program) agree(ctx context.Context, question string) error {
	if !process.IsTerminal(p.In) {
		return &usageError{"standard input is not a terminal, so nobody can agree\nPass --yes to agree. Nothing was removed."}
	}
	to, err := p.askingTo()
	if err != nil {
		return err
	}
	lines, err := plain.NewLines(ctx, p.In)
	if err != nil {
		return err
	}
	defer lines.Close()
	answer, err := plain.Answer(lines, to, question)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(answer) != "yes" || err != nil {
		return &interruptedError{now: "nothing was removed", cancelled: true}
	}
	return nil
}
