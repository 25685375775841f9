// Package terminal runs a program in a real pseudo-terminal and shows what a
// person would see there, read from a terminal emulator and not from the bytes.
package terminal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// Patience bounds every wait for a screen or for the program's end.
const Patience = 3 * time.Minute

// Terminal is a program's pseudo-terminal that an emulator reads.
type Terminal struct {
	// Emulator holds the screen's cells.
	Emulator *vt.SafeEmulator

	pty      *os.File
	lineName string // the program's side of it
	command  *exec.Cmd

	screen sync.Mutex // guards the emulator's cells: its own lock does not cover reading one

	mu      sync.Mutex
	changed chan struct{} // closed and replaced whenever the screen may have changed
	watched []*watched
	bytes   []byte
	ended   bool
	unread  *gate         // nil while the terminal reads
	waited  chan struct{} // closed when the program has ended
	drained chan struct{} // closed when everything that it wrote was read
}

// Start runs the command in a pseudo-terminal of the given size. Its standard
// streams are the terminal unless they were set before.
func Start(command *exec.Cmd, width, height int) (*Terminal, error) {
	return StartAs(command, width, height, "TERM=xterm-256color", "COLORTERM=truecolor")
}

// StartAs is Start for a terminal that the environment describes in another way.
func StartAs(command *exec.Cmd, width, height int, environ ...string) (*Terminal, error) {
	command.Env = append(command.Environ(), environ...)
	file, err := pty.StartWithSize(command, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
	if err != nil {
		return nil, fmt.Errorf("can't start %s in a pseudo-terminal: %w", command.Path, err)
	}
	t := &Terminal{
		Emulator: vt.NewSafeEmulator(width, height),
		pty:      file, lineName: lineOf(command), command: command,
		changed: make(chan struct{}), waited: make(chan struct{}), drained: make(chan struct{}),
	}
	go t.display(file)
	go t.reply(file)
	go func() { _ = command.Wait(); close(t.waited) }()
	return t, nil
}

// lineOf returns the name of the terminal that a command was started on, which is
// found among its streams: the others may be files or pipes.
func lineOf(command *exec.Cmd) string {
	for _, stream := range []any{command.Stdin, command.Stdout, command.Stderr} {
		file, ok := stream.(*os.File)
		if ok && (strings.HasPrefix(file.Name(), "/dev/pts/") || strings.HasPrefix(file.Name(), "/dev/tty")) {
			return file.Name()
		}
	}
	return ""
}

// display carries what the program writes to the emulator.
func (t *Terminal) display(from io.Reader) {
	defer close(t.drained)
	buffer := make([]byte, 32<<10)
	for {
		t.pause()
		n, err := from.Read(buffer)
		for frame := range frames(buffer[:n]) {
			t.screen.Lock()
			_, _ = t.Emulator.Write(frame)
			t.screen.Unlock()
			t.look()
		}
		t.mu.Lock()
		t.bytes = append(t.bytes, buffer[:n]...)
		t.ended = err != nil
		close(t.changed)
		t.changed = make(chan struct{})
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// reply carries the emulator's answers to the program's questions back, and what is
// typed.
func (t *Terminal) reply(to io.Writer) {
	_, _ = io.Copy(to, t.Emulator)
	t.closeInput()
}

// closeInput ends what waits to be carried. Closing the emulator itself would race
// with its reader.
func (t *Terminal) closeInput() {
	if input, ok := t.Emulator.InputPipe().(io.Closer); ok {
		_ = input.Close()
	}
}

// Screen returns the screen as plain text, a line a row, without trailing blanks.
func (t *Terminal) Screen() string {
	t.screen.Lock()
	defer t.screen.Unlock()
	var screen strings.Builder
	for y := range t.Emulator.Height() {
		var line strings.Builder
		for x := range t.Emulator.Width() {
			switch cell := t.Emulator.CellAt(x, y); {
			case cell == nil || cell.Content == "" && cell.Width > 0:
				line.WriteByte(' ')
			default:
				line.WriteString(cell.Content)
			}
		}
		screen.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return screen.String()
}

// Bytes returns everything that the program has written.
func (t *Terminal) Bytes() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]byte(nil), t.bytes...)
}

// ErrNotSeen says that a screen never came.
var ErrNotSeen = errors.New("not seen on the screen")

// WaitFor returns when every text is on the screen at once.
func (t *Terminal) WaitFor(texts ...string) error {
	return t.WaitUntil(strings.Join(texts, " … "), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// WaitUntil returns when the screen is as wanted; what names it for the error.
func (t *Terminal) WaitUntil(what string, wanted func(screen string) bool) error {
	patience := time.After(Patience)
	for {
		t.mu.Lock()
		changed, ended := t.changed, t.ended
		t.mu.Unlock()
		screen := t.Screen()
		if wanted(screen) {
			return nil
		}
		if ended {
			return fmt.Errorf("%w: %s; the program ended with the screen\n%s", ErrNotSeen, what, screen)
		}
		select {
		case <-changed:
		case <-patience:
			return fmt.Errorf("%w within %s: %s; the screen is\n%s", ErrNotSeen, Patience, what, screen)
		}
	}
}

// Write types bytes as a keyboard sends them, after what the terminal has answered
// so far.
func (t *Terminal) Write(keys string) error {
	_, err := io.WriteString(t.Emulator.InputPipe(), keys)
	return err
}

// Resize changes the size of the terminal, as a person who drags its window does.
func (t *Terminal) Resize(width, height int) error {
	t.screen.Lock()
	t.Emulator.Resize(width, height)
	t.screen.Unlock()
	return pty.Setsize(t.pty, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
}

// ResizeTerminal reports a size to the program and leaves the screen that is shown
// as it is, for sizes that no screen has.
func (t *Terminal) ResizeTerminal(width, height int) error {
	return pty.Setsize(t.pty, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)})
}

// Process is the program's process ID.
func (t *Terminal) Process() int { return t.command.Process.Pid }

// Signal sends a signal to the program.
func (t *Terminal) Signal(signal os.Signal) error { return t.command.Process.Signal(signal) }

// HangUp closes the terminal, as a lost connection does.
func (t *Terminal) HangUp() error { return t.pty.Close() }

// Wait waits for the program's end, and for the last that it wrote unless nobody
// reads it, and returns its exit code, -1 when a signal ended it.
func (t *Terminal) Wait() (int, error) {
	select {
	case <-t.waited:
		if !t.isUnread() {
			<-t.drained
		}
		return t.command.ProcessState.ExitCode(), nil
	case <-time.After(Patience):
		return 0, fmt.Errorf("the program has not ended within %s; the screen is\n%s", Patience, t.Screen())
	}
}

// Close ends the program, if it still runs, and the terminal.
func (t *Terminal) Close() {
	t.GoOn()
	_ = t.command.Process.Kill()
	<-t.waited
	_ = t.pty.Close()
	t.closeInput()
}
