package plain

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/confirm"
)

// Question is the confirmation on lines.
type Question struct {
	In    *Lines // of a terminal
	Out   io.Writer
	Keys  keymap.Map
	Width int // of Out, in cells
}

// Ask shows a review, and returns it as confirmed where the wanted answer is typed. The rules
// are those of the confirmation on a screen: any other answer cancels, and what was typed
// before the question could be read never confirms, nor does a line that others follow at
// once. The end of input is io.EOF.
func (q Question) Ask(review deletion.Review) (_ deletion.Review, confirmed bool, err error) {
	for _, line := range confirm.Lines(review, q.Width) {
		fmt.Fprintln(q.Out, line)
	}
	wanted, isKey := confirm.PlainAnswer(q.Keys, review)
	question := fmt.Sprintf("Type %s to delete, anything else cancels: ", safetext.Line(wanted))
	if isKey {
		question = "Delete? " + question
	}
	answer, err := Answer(q.In, q.Out, question)
	if err != nil || strings.TrimSpace(answer) != wanted {
		return review, false, err
	}
	// What was typed also names the record with an unknown outcome, where there is one.
	return confirm.Named(review), true, nil
}

// Answer asks what must not be answered by accident: once what stands above the question could
// be read. It returns the line that is typed then, or io.EOF at the end of input.
func Answer(in *Lines, out io.Writer, question string) (string, error) {
	for {
		if err := in.untilQuiet(confirm.ReadingTime, func() { fmt.Fprintln(out, "Please read this first.") }); err != nil {
			return "", err
		}
		fmt.Fprint(out, question)
		answer, alone, err := in.lineAlone(confirm.BurstTime)
		switch {
		case errors.As(err, &tooLongError{}): // which is no answer that anybody wants
			return "", nil
		case err != nil:
			fmt.Fprintln(out)
			return "", err
		case alone:
			return answer, nil
		}
		fmt.Fprintln(out, "Too fast; answer again.")
	}
}
