package terminal

import (
	"io"

	"github.com/charmbracelet/x/vt"
)

// Pipe is the program's side of a terminal that is no device, such as the channel of an
// SSH session: it reads what is typed and writes what is shown.
type Pipe struct {
	io.Reader
	io.Writer
	typed         *io.PipeReader
	shown         *io.PipeWriter
	width, height int
}

// Open returns a terminal for a program in this process, and the program's side of it.
// What needs a device or a process of its own the terminal can't do.
func Open(width, height int) (*Terminal, *Pipe) {
	t := &Terminal{Emulator: vt.NewSafeEmulator(width, height), changed: make(chan struct{}), drained: make(chan struct{})}
	_, _ = t.Emulator.Write([]byte("\x1b[20h")) // no device makes CR LF of the program's LF
	typed, keyboard := io.Pipe()
	screen, shown := io.Pipe()
	go t.display(screen)
	go t.reply(keyboard)
	return t, &Pipe{typed, shown, typed, shown, width, height}
}

// Size is the terminal's size in cells.
func (p *Pipe) Size() (width, height int) { return p.width, p.height }

// Close ends the terminal after the program.
func (p *Pipe) Close() error {
	_ = p.typed.Close()
	return p.shown.Close()
}
