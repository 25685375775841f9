package process

import (
	"io"

	"golang.org/x/term"
)

// descriptor is what a stream that may be a terminal has.
type descriptor interface{ Fd() uintptr }

// Screen is a stream that is a terminal and no file of this process, such as the
// channel of an SSH session. As on a device, lines that are written to it end with LF;
// whoever provides it makes CR LF of that.
type Screen interface {
	// Size is the terminal's size in cells.
	Size() (width, height int)
}

// IsTerminal reports whether a stream is a terminal at which a person sits.
func IsTerminal(stream any) bool {
	if _, ok := stream.(Screen); ok {
		return true
	}
	file, ok := stream.(descriptor)
	return ok && term.IsTerminal(int(file.Fd()))
}

// TerminalSize is the size in cells of the terminal of a stream, when there is one.
func TerminalSize(stream any) (width, height int, ok bool) {
	switch stream := stream.(type) {
	case Screen:
		width, height = stream.Size()
		return width, height, true
	case descriptor:
		width, height, err := term.GetSize(int(stream.Fd()))
		return width, height, err == nil
	}
	return 0, 0, false
}

// giveBack ends what the console has begun in a terminal: synchronised output, the
// newer keyboard protocols, marked pastes, the hidden cursor, the other screen, colours.
const giveBack = "\x1b[?2026l\x1b[=0u\x1b[>4;0m\x1b[?2004l\x1b[?25h\x1b[?1049l\x1b[0m"

// crashed is said in the terminal when the program died on its screen.
const crashed = `deletecall ended without warning. If a deletion was in progress, it is on record.
Its outcome is unknown until somebody has looked in Verba: deletecall history list is:unsettled`

// Held is a terminal of this process that a program draws on.
type Held struct {
	watcher watcher
	release func()
}

// HoldTerminal begins to look after the terminal of output: it comes back after a
// crash, what Go's runtime says of one is kept off the screen, and continued is called
// when the process goes on after it was stopped. The shell has had the terminal then.
// An output that is no file of this process needs none of this.
func HoldTerminal(output io.Writer, continued func()) *Held {
	if _, ok := output.(descriptor); !ok {
		return &Held{release: func() {}}
	}
	watcher, restore, stop := watchTerminal(output, giveBack, crashed), silenceRuntime(), onContinued(continued)
	watcher.wait() // a process that is killed at once leaves its screen behind otherwise
	watcher.ours(true)
	return &Held{watcher, func() { restore(); watcher.stop(); stop() }}
}

// Suspended says that the terminal is given away for a while, or that it is back.
func (h *Held) Suspended(is bool) { h.watcher.ours(!is) }

// Release ends what [HoldTerminal] began; the terminal was given back.
func (h *Held) Release() { h.release() }
