package plain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/process"
	"deletecall/ui/confirm"
)

// Lines reads what is typed at a terminal in its own line mode, or what comes through a pipe
// or from a file.
// It reads the descriptor itself. A bufio.Reader would take what was typed early into its
// buffer, where dropping the terminal's input does not reach it, and would hand it out as the
// answer.
type Lines struct {
	ctx  context.Context
	file *os.File
	// IsTerminal is set where a person may sit at the other end.
	IsTerminal bool
	// wake becomes readable when ctx ends: a read of a terminal can't be broken off.
	wake, waker *os.File
	stop        func() bool
	restore     func() // the terminal's modes
	read        []byte // and not used yet
	afterCR     bool   // a line feed that comes now belongs to the line end before
}

// ErrNoFile says that the input is no file of this process.
var ErrNoFile = errors.New("standard input is neither a terminal nor a pipe nor a file")

// NewLines begins to read, until ctx ends. A terminal is in line mode until Close.
func NewLines(ctx context.Context, from io.Reader) (*Lines, error) {
	file, ok := from.(*os.File)
	if !ok {
		return nil, ErrNoFile
	}
	// Standard input is a blocking descriptor: it has no read deadline, and closing it does
	// not end a read. Polling it together with a pipe is what lets a signal end the question.
	wake, waker, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &Lines{ctx: ctx, file: file, IsTerminal: process.IsTerminal(file), wake: wake, waker: waker,
		restore: process.LineMode(file),
		stop:    context.AfterFunc(ctx, func() { _, _ = waker.Write([]byte{0}) })}, nil
}

// Close gives the terminal its modes back. The input stays open.
func (l *Lines) Close() {
	l.stop()
	l.restore()
	_, _ = l.wake.Close(), l.waker.Close()
}

// longest bounds a line in bytes.
// It is also the longest line that Linux's line mode delivers, termios(3).
const longest = 4096

// errTooLong says that a line was left out, whole.
var errTooLong = errors.New("the line is longer than 4,096 bytes; it was left out")

// line returns the next line without its end. The end of input is io.EOF, also within a
// line: what was cut off is not an answer.
//
// A CR ends a line too, for a terminal that does not translate it (ICRNL is off), and so do
// CR and LF together.
func (l *Lines) line() (string, error) {
	for tooLong := false; ; {
		l.skipLineFeed()
		if at := bytes.IndexAny(l.read, "\r\n"); at >= 0 {
			line := string(l.read[:at])
			l.afterCR, l.read = l.read[at] == '\r', l.read[at+1:]
			if tooLong || at > longest {
				return "", errTooLong
			}
			return line, nil
		}
		// Its rest has to be read as well, or it would answer the next question.
		if len(l.read) > longest {
			tooLong, l.read = true, nil
		}
		if _, err := l.wait(-1); err != nil {
			return "", err
		}
		more, err := l.more()
		if err != nil {
			return "", err
		}
		l.read = append(l.read, more...)
	}
}

func (l *Lines) skipLineFeed() {
	if len(l.read) == 0 {
		return
	}
	if l.afterCR && l.read[0] == '\n' {
		l.read = l.read[1:]
	}
	l.afterCR = false
}

// lineAlone is line, and reports whether nothing followed at once: what a terminal pastes
// arrives faster than anybody types.
func (l *Lines) lineAlone() (line string, alone bool, err error) {
	if line, err = l.line(); err != nil {
		return "", false, err
	}
	if l.skipLineFeed(); len(l.read) > 0 {
		return line, false, nil
	}
	followed, err := l.wait(confirm.BurstTime)
	return line, !followed, err
}

// untilQuiet drops what is typed until nothing was typed for [confirm.ReadingTime]. tooEarly
// is called when something was, once.
//
// The terminal is in line mode, so poll sees whole lines only. A line that was begun
// meanwhile is invisible to it and has to be dropped as well, or its rest would
// complete an answer.
func (l *Lines) untilQuiet(tooEarly func()) error {
	for said := false; ; said = true {
		l.read = nil
		process.DropInput(l.file)
		switch typed, err := l.wait(confirm.ReadingTime); {
		case err != nil:
			return err
		case !typed:
			process.DropInput(l.file) // a line that was begun
			return nil
		case !said:
			tooEarly()
		}
		if process.DropInput(l.file) {
			continue
		}
		if _, err := l.more(); err != nil { // where it can't be dropped, it is read
			return err
		}
	}
}

// untilEnter does something that takes a while, and skips it where a person presses enter alone. Whatever
// else is typed meanwhile is dropped. An error says that the input has ended; then it is skipped too. What comes
// through a pipe is left for the questions after it.
func (l *Lines) untilEnter(skip func(), work func()) error {
	working, end := context.WithCancel(l.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer end()
		work()
	}()
	if !l.IsTerminal {
		<-done
		return l.ctx.Err()
	}
	wake, waker, err := os.Pipe()
	if err != nil {
		<-done
		return err
	}
	meanwhile := *l
	meanwhile.ctx, meanwhile.wake = working, wake
	stop := context.AfterFunc(working, func() { _, _ = waker.Write([]byte{0}) })
	for line := " "; err == nil && line != ""; {
		if line, err = meanwhile.line(); errors.Is(err, errTooLong) {
			line, err = " ", nil
		}
	}
	if working.Err() == nil || l.ctx.Err() != nil {
		skip()
	}
	<-done
	stop()
	_, _ = wake.Close(), waker.Close()
	l.read, l.afterCR = nil, meanwhile.afterCR
	if l.ctx.Err() != nil {
		return l.ctx.Err()
	}
	if errors.Is(err, context.Canceled) {
		return nil // the work has ended
	}
	return err
}

func (l *Lines) more() ([]byte, error) {
	buffer := make([]byte, longest)
	for {
		n, err := unix.Read(int(l.file.Fd()), buffer)
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

// wait waits until something can be read, at most for some time; a negative one is no
// limit. It returns the context's error when that ends first, and io.EOF when the
// terminal is gone.
func (l *Lines) wait(limit time.Duration) (typed bool, err error) {
	deadline := time.Now().Add(limit)
	for {
		milliseconds := -1
		if limit >= 0 {
			// Poll counts in whole milliseconds, and the conversion rounds down: without the 1
			// the wait would end early.
			milliseconds = int(max(0, time.Until(deadline).Milliseconds()+1))
		}
		ready := []unix.PollFd{{Fd: int32(l.file.Fd()), Events: unix.POLLIN}, {Fd: int32(l.wake.Fd()), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, milliseconds)
		switch {
		// First: an answer that is there when a signal comes does not count.
		case l.ctx.Err() != nil:
			return false, l.ctx.Err()
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return false, err
		case l.isGone(ready[0].Revents):
			return false, io.EOF
		}
		return n > 0, nil
	}
}

// isGone reports that nothing more comes. Of a terminal that hung up not even what is still
// to be read counts: it is not an answer of somebody who is there. A pipe whose writer has
// ended is read to its end.
func (l *Lines) isGone(events int16) bool {
	if events&(unix.POLLERR|unix.POLLNVAL) != 0 {
		return true
	}
	return events&unix.POLLHUP != 0 && (l.IsTerminal || events&unix.POLLIN == 0)
}
