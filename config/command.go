package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"syscall"
	"time"

	"deletecall/hint"
	"deletecall/safetext"
)

// commandTime bounds a command that prints a secret; it may ask the operator.
const commandTime = time.Minute

// runCommand returns what a command prints, up to limit bytes and one more; after that its
// output is closed. What it writes to its standard error is dropped: it may hold the
// secret, and escape sequences. One that takes too long is ended with what it has started.
// The error says how it ended, and nothing of what it said.
func runCommand(ctx context.Context, command []string, limit int) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	process := exec.CommandContext(limited, command[0], command[1:]...)
	var output bytes.Buffer
	process.Stdout = &limitedBuffer{buffer: &output, left: limit + 1}
	process.WaitDelay = time.Second
	process.Cancel = func() error { return endTree(process.Process) }
	err := process.Run()
	if err == nil || output.Len() > limit {
		return output.Bytes(), nil
	}
	clear(output.Bytes())
	return nil, hint.Instead(safetext.Line(command[0])+" "+howItEnded(limited, err), err)
}

func howItEnded(ctx context.Context, err error) string {
	var exit *exec.ExitError
	var number syscall.Errno
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "took too long and was stopped"
	case ctx.Err() != nil:
		return "was stopped before it ended"
	case errors.As(err, &exit):
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			return "was ended by the signal " + status.Signal().String()
		}
		return fmt.Sprintf("ended with exit status %d", exit.ExitCode())
	case errors.Is(err, exec.ErrWaitDelay):
		return "ended, but left a process that keeps its output open"
	case errors.Is(err, exec.ErrNotFound):
		return "can't be started: it is not in PATH"
	case errors.As(err, &number):
		return "can't be started: " + number.Error()
	}
	return "can't be started"
}

// limitedBuffer keeps the first bytes of a command's output, and takes no more.
type limitedBuffer struct {
	buffer *bytes.Buffer
	left   int
}

// Write fails once there is more than fits, which ends the command.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	kept := p[:min(len(p), b.left)]
	b.left -= len(kept)
	b.buffer.Write(kept)
	if len(kept) < len(p) {
		return len(kept), io.ErrShortWrite
	}
	return len(p), nil
}
