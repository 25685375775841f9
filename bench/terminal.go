package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

// patience bounds every wait for a program under measurement.
const patience = 10 * time.Second

// terminal runs a program in a real pseudo-terminal of 120x40.
type terminal struct {
	file    *os.File
	command *exec.Cmd
	chunks  chan []byte
}

func startTerminal(environ []string, name string, args ...string) (*terminal, error) {
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), append([]string{"TERM=xterm-256color"}, environ...)...)
	file, err := pty.StartWithSize(command, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		return nil, err
	}
	t := &terminal{file: file, command: command, chunks: make(chan []byte, 1024)}
	go t.read()
	return t, nil
}

func (t *terminal) read() {
	defer close(t.chunks)
	for {
		buffer := make([]byte, 64<<10)
		n, err := t.file.Read(buffer)
		if n > 0 {
			t.chunks <- buffer[:n]
		}
		if err != nil {
			return
		}
	}
}

// waitFor returns when the program has written text since the last wait, escape
// sequences apart. An empty text waits for any output.
func (t *terminal) waitFor(text string) error {
	var seen bytes.Buffer
	deadline := time.After(patience)
	for {
		select {
		case chunk, open := <-t.chunks:
			if !open {
				return fmt.Errorf("the program ended before it wrote %q", text)
			}
			seen.Write(chunk)
			if bytes.Contains([]byte(ansi.Strip(seen.String())), []byte(text)) {
				return nil
			}
		case <-deadline:
			return fmt.Errorf("the program did not write %q within %s; it wrote %q", text, patience, ansi.Strip(seen.String()))
		}
	}
}

// settle reads until the program has been silent for a while, and returns how
// many bytes it wrote.
func (t *terminal) settle(quiet time.Duration) (written int) {
	for {
		select {
		case chunk, open := <-t.chunks:
			if !open {
				return written
			}
			written += len(chunk)
		case <-time.After(quiet):
			return written
		}
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
}
