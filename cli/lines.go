package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/process"
	"deletecall/safetext"
	"deletecall/ui/confirm"
)

// plainWidth is the width of lines where the terminal does not tell its own.
const plainWidth = 80

// askInLines asks on a terminal that can only print lines. The rules are those of the
// confirmation: anything but the wanted answer cancels, and so does the end of input;
// what was typed before the question could be read never confirms, nor does a line
// that others follow at once.
func (p Program) askInLines(ctx context.Context, to io.Writer, keys keymap.Map, review deletion.Review) (deletion.Review, error) {
	width, _, ok := process.TerminalSize(to)
	if !ok || width < 1 {
		width = plainWidth
	}
	for _, line := range confirm.Lines(review, min(width, mostColumns)) {
		fmt.Fprintln(to, line)
	}
	typed, err := newTypedLines(ctx, p.In)
	if err != nil {
		return review, err
	}
	defer typed.close()
	wanted, isKey := confirm.PlainAnswer(keys, review)
	question := fmt.Sprintf("Type %s to delete, anything else cancels: ", safetext.Line(wanted))
	if isKey {
		question = "Delete? " + question
	}
	answer, err := typed.answer(to, question)
	switch {
	// The end of input is an answer, and it is no: a closed pipe or a hung-up line never
	// confirms.
	case errors.Is(err, io.EOF):
		fmt.Fprintln(to)
		return review, &interruptedError{cancelled: true}
	case err != nil:
		return review, err
	case strings.TrimSpace(answer) != wanted:
		return review, &interruptedError{cancelled: true}
	}
	// What was typed also names the record with an unknown outcome, where there is one.
	return confirm.Named(review), nil
}

// typedLines reads what is typed at a terminal, in its own line mode.
// It reads the descriptor itself. A bufio.Reader would take what was typed early into its
// buffer, where dropping the terminal's input does not reach it, and would hand it out as the
// answer.
type typedLines struct {
	ctx  context.Context
	file *os.File
	// wake becomes readable when ctx ends: a read of a terminal can't be broken off.
	wake, waker *os.File
	stop        func() bool
	read        []byte // and not used yet
}

func newTypedLines(ctx context.Context, from io.Reader) (*typedLines, error) {
	file, ok := from.(*os.File)
	if !ok {
		return nil, &usageError{"standard input is not a terminal, so nobody can confirm\nPass --yes to confirm. Nothing was sent."}
	}
	// Standard input is a blocking descriptor: it has no read deadline, and closing it does
	// not end a read. Polling it together with a pipe is what lets a signal end the question.
	wake, waker, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &typedLines{ctx: ctx, file: file, wake: wake, waker: waker,
		stop: context.AfterFunc(ctx, func() { _, _ = waker.Write([]byte{0}) })}, nil
}

func (t *typedLines) close() {
	t.stop()
	_, _ = t.wake.Close(), t.waker.Close()
}

// answer asks a question once what stands above it could be read, and returns the line
// that is typed then. One that others follow at once does not count: what a terminal
// pastes arrives faster than anybody types.
func (t *typedLines) answer(to io.Writer, question string) (string, error) {
	for {
		if err := t.untilQuiet(func() { fmt.Fprintln(to, "Please read this first.") }); err != nil {
			return "", err
		}
		fmt.Fprint(to, question)
		answer, alone, err := t.line()
		if err != nil || alone {
			return answer, err
		}
		fmt.Fprintln(to, "Too fast; answer again.")
	}
}

// untilQuiet drops what is typed until nothing was typed for the reading time. tooEarly
// is called when something was, once.
//
// The terminal is in line mode, so poll sees whole lines only. A line that was begun during
// the reading time is invisible to it and has to be dropped as well, or its rest would
// complete an answer.
func (t *typedLines) untilQuiet(tooEarly func()) error {
	for said := false; ; said = true {
		t.read = nil
		process.DropInput(t.file)
		switch typed, err := t.wait(confirm.ReadingTime); {
		case err != nil:
			return err
		case !typed:
			process.DropInput(t.file) // a line that was begun
			return nil
		case !said:
			tooEarly()
		}
		if process.DropInput(t.file) {
			continue
		}
		if _, err := t.next(); err != nil { // where it can't be dropped, it is read
			return err
		}
	}
}

// line returns the next line without its end, and whether nothing followed it at once.
// The end of input is io.EOF, also within a line.
//
// A CR ends a line too, for a terminal that does not translate it (ICRNL is off).
func (t *typedLines) line() (line string, alone bool, err error) {
	for {
		if at := bytes.IndexAny(t.read, "\r\n"); at >= 0 {
			line, t.read = string(t.read[:at]), t.read[at+1:]
			break
		}
		if len(t.read) > mostTyped {
			return "", false, io.EOF
		}
		if _, err := t.wait(-1); err != nil {
			return "", false, err
		}
		more, err := t.next()
		if err != nil {
			return "", false, err
		}
		t.read = append(t.read, more...)
	}
	if len(t.read) > 0 {
		return line, false, nil
	}
	followed, err := t.wait(confirm.BurstTime)
	return line, !followed, err
}

// mostTyped bounds a line in bytes.
// It is also the longest line that Linux's line mode delivers, termios(3).
const mostTyped = 4096

// next reads what is there.
func (t *typedLines) next() ([]byte, error) {
	buffer := make([]byte, mostTyped)
	for {
		n, err := unix.Read(int(t.file.Fd()), buffer)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return nil, err
		case n <= 0:
			return nil, io.EOF
		}
		return buffer[:n], nil
	}
}

// wait waits until something is typed, at most for some time; a negative one is no
// limit. It returns the context's error when that ends first, and io.EOF when the
// terminal is gone.
func (t *typedLines) wait(limit time.Duration) (typed bool, err error) {
	deadline := time.Now().Add(limit)
	for {
		milliseconds := -1
		if limit >= 0 {
			// Poll counts in whole milliseconds, and the conversion rounds down: without the 1
			// the wait would end early.
			milliseconds = int(max(0, time.Until(deadline).Milliseconds()+1))
		}
		ready := []unix.PollFd{{Fd: int32(t.file.Fd()), Events: unix.POLLIN}, {Fd: int32(t.wake.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, milliseconds)
		switch {
		// First: an answer that is there when a signal comes does not count.
		case t.ctx.Err() != nil:
			return false, t.ctx.Err()
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return false, err
		// Before anything that is still to be read: a line left behind by a terminal that hung
		// up is not an answer of somebody who is there.
		case ready[0].Revents&(unix.POLLHUP|unix.POLLERR|unix.POLLNVAL) != 0:
			return false, io.EOF
		}
		return n > 0, nil
	}
}
