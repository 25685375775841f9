package terminal

import (
	"bytes"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// gate is closed while nobody reads what the program writes.
type gate struct{ reached, opened chan struct{} }

// pause waits at the gate, if there is one.
func (t *Terminal) pause() {
	t.mu.Lock()
	unread := t.unread
	t.mu.Unlock()
	if unread != nil {
		close(unread.reached)
		<-unread.opened
	}
}

// StopReading reads nothing more, and fills the line between program and terminal,
// so that the program's next write waits.
func (t *Terminal) StopReading() error {
	unread := &gate{make(chan struct{}), make(chan struct{})}
	t.mu.Lock()
	t.unread = unread
	t.mu.Unlock()
	line, err := t.line()
	if err != nil {
		return err
	}
	defer line.Close()
	if _, err := line.WriteString("."); err != nil { // it lets the reader come to the gate
		return err
	}
	<-unread.reached
	for full := false; !full; { // the system moves what is written on, which makes room
		waiting, err := unix.IoctlGetInt(int(t.pty.Fd()), readableBytes)
		if err != nil {
			return err
		}
		full = waiting >= readable
		if err := fill(line); err != nil {
			return err
		}
	}
	return nil
}

// readable is how many bytes the system holds for a terminal's reader (N_TTY_BUF_SIZE).
const readable = 4096 - 1

func (t *Terminal) isUnread() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.unread != nil
}

// GoOn reads again.
func (t *Terminal) GoOn() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.unread != nil {
		close(t.unread.opened)
		t.unread = nil
	}
}

// Stop stops the terminal's output, as ctrl+s does.
func (t *Terminal) Stop() error {
	line, err := t.line()
	if err != nil {
		return err
	}
	defer line.Close()
	return stopOutput(int(line.Fd()))
}

// IsRaw reports whether the terminal hands every key on as it is.
func (t *Terminal) IsRaw() (bool, error) {
	modes, err := unix.IoctlGetTermios(int(t.pty.Fd()), getModes)
	if err != nil {
		return false, err
	}
	return modes.Lflag&(unix.ICANON|unix.ECHO) == 0, nil
}

// IsHidden reports whether the terminal takes lines and does not show what is typed.
func (t *Terminal) IsHidden() (bool, error) {
	modes, err := unix.IoctlGetTermios(int(t.pty.Fd()), getModes)
	if err != nil {
		return false, err
	}
	return modes.Lflag&(unix.ICANON|unix.ECHO) == unix.ICANON, nil
}

// Cook gives the terminal the modes that a shell wants.
func (t *Terminal) Cook() error {
	modes, err := unix.IoctlGetTermios(int(t.pty.Fd()), getModes)
	if err != nil {
		return err
	}
	modes.Lflag |= unix.ICANON | unix.ECHO | unix.ISIG
	return unix.IoctlSetTermios(int(t.pty.Fd()), setModes, modes)
}

// line opens the program's side of the terminal, without waiting in any write.
func (t *Terminal) line() (*os.File, error) {
	descriptor, err := unix.Open(t.lineName, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(descriptor), "the terminal's line"), nil
}

// fill writes until nothing more fits.
func fill(line *os.File) error {
	for dots := bytes.Repeat([]byte("."), 256); ; {
		_, err := unix.Write(int(line.Fd()), dots)
		if errors.Is(err, unix.EAGAIN) {
			return nil
		} else if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
