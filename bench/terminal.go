package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience bounds every wait for a program under measurement.
const patience = 10 * time.Second

// terminal runs a program in a real pseudo-terminal of 120x40.
type terminal struct {
	file    *os.File
	command *exec.Cmd
	chunks  chan chunk
	screen  *vt.Emulator
}

// chunk is what the program wrote, and when it came.
type chunk struct {
	bytes []byte
	at    time.Time
}

func startTerminal(environ []string, program string) (*terminal, error) {
	command := exec.Command(program)
	command.Env = append(os.Environ(), append([]string{"TERM=xterm-256color"}, environ...)...)
	file, err := pty.StartWithSize(command, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		return nil, err
	}
	t := &terminal{file: file, command: command, chunks: make(chan chunk, 1024), screen: vt.NewEmulator(120, 40)}
	go t.read()
	// What the emulator would answer goes nowhere: the figures are those of a
	// terminal that answers nothing.
	go func() { _, _ = io.Copy(io.Discard, t.screen) }()
	return t, nil
}

func (t *terminal) read() {
	defer close(t.chunks)
	for {
		buffer := make([]byte, 64<<10)
		n, err := t.file.Read(buffer)
		if n > 0 {
			t.chunks <- chunk{buffer[:n], time.Now()}
		}
		if err != nil {
			return
		}
	}
}

var errEnded, errSilent = errors.New("the program ended"), errors.New("the program was silent")

// next draws what the program writes next, and returns it.
func (t *terminal) next(deadline <-chan time.Time) (chunk, error) {
	select {
	case c, open := <-t.chunks:
		if !open {
			return c, errEnded
		}
		_, _ = t.screen.Write(c.bytes)
		return c, nil
	case <-deadline:
		return chunk{}, errSilent
	}
}

// waitFor returns when the program has written text since the last wait, escape
// sequences apart. An empty text waits for any output.
func (t *terminal) waitFor(text string) error {
	var seen strings.Builder
	for deadline := time.After(patience); ; {
		c, err := t.next(deadline)
		if err != nil {
			return fmt.Errorf("%w before it wrote %q; it wrote %q", err, text, ansi.Strip(seen.String()))
		}
		seen.Write(c.bytes)
		if strings.Contains(ansi.Strip(seen.String()), text) {
			return nil
		}
	}
}

// lines is what a person sees, without blanks at the ends.
func (t *terminal) lines() []string {
	lines := strings.Split(t.screen.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \r")
	}
	return lines
}

// until returns when what the screen shows first fitted.
func (t *terminal) until(what string, fits func(lines []string) bool) (time.Time, error) {
	for deadline := time.After(patience); ; {
		c, err := t.next(deadline)
		if err != nil {
			return time.Time{}, fmt.Errorf("%w before it showed %s:\n%s", err, what, strings.Join(t.lines(), "\n"))
		}
		if fits(t.lines()) {
			return c.at, nil
		}
	}
}

// settle reads until the program has been silent for a while, and returns how
// many bytes it wrote.
func (t *terminal) settle(quiet time.Duration) (written int) {
	for {
		c, err := t.next(time.After(quiet))
		if err != nil {
			return written
		}
		written += len(c.bytes)
	}
}

func (t *terminal) press(keys string) error {
	_, err := t.file.WriteString(keys)
	return err
}

func (t *terminal) close() {
	_ = t.command.Process.Kill()
	_ = t.command.Wait()
	_ = t.file.Close()
	_ = t.screen.Close()
}
