package plain

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
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

// Decision is what a person has decided about a review.
type Decision int

// The decisions.
const (
	Cancelled Decision = iota
	Confirmed
	Switched // to the other form in which the same can be sent, see [confirm.Other]
)

// switchAnswer asks for the same deletion in the other form.
const switchAnswer = "switch"

// Ask shows a review, with what a look-up showed of its call after a list had shown it, and returns it with
// what the person has decided. Without a look-up the result is zero. The rules are those of the confirmation on a screen: only the wanted answer confirms,
// and what was typed before the question could be read never does, nor does a line that others
// follow at once. The end of input is io.EOF.
func (q Question) Ask(review, listed deletion.Review, result lookup.Result) (deletion.Review, Decision, error) {
	for _, line := range confirm.Lines(review, listed, result, q.Width) {
		fmt.Fprintln(q.Out, line)
	}
	other, possible := confirm.Other(review, result)
	switch {
	case possible && other.Pinned:
		fmt.Fprintln(q.Out, "Type "+switchAnswer+" to delete exactly the call that is shown.")
	case possible:
		fmt.Fprintln(q.Out, "Type "+switchAnswer+" to send the identifier as typed.")
	}
	wanted, isKey := confirm.PlainAnswer(q.Keys, review)
	question := fmt.Sprintf("Type %s to delete, anything else cancels: ", safetext.Line(wanted))
	if isKey {
		question = "Delete? " + question
	}
	answer, err := Answer(q.In, q.Out, question)
	switch answer = strings.TrimSpace(answer); {
	case err != nil:
		return review, Cancelled, err
	case answer == wanted:
		// What was typed also names the record with an unknown outcome, where there is one.
		return confirm.Named(review), Confirmed, nil
	case possible && strings.EqualFold(answer, switchAnswer):
		return review, Switched, nil
	}
	return review, Cancelled, nil
}

// Answer asks what must not be answered by accident, once there was time to read the text above
// the question. It returns the line that is typed then, or io.EOF at the end of input.
func Answer(in *Lines, out io.Writer, question string) (string, error) {
	for {
		if err := in.untilQuiet(func() { fmt.Fprintln(out, "Please read this first.") }); err != nil {
			return "", err
		}
		fmt.Fprint(out, question)
		answer, alone, err := in.lineAlone()
		switch {
		case errors.Is(err, errTooLong): // which is no answer that anybody wants
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
