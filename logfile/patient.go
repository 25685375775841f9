package logfile

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"time"
)

// patience is how long one line of the log is waited for: it may be on a mount that
// does not answer, and an outcome must not wait for its log.
const patience = 500 * time.Millisecond

var errNoAnswer = errors.New("the log's disk does not answer")

// patient writes to a file and gives up on one that does not answer. Lines are dropped
// until the one that is stuck is written.
type patient struct {
	file io.Writer

	mu    sync.Mutex
	stuck <-chan error // of the write that was given up; nil when there is none
}

// Write writes in the background, since a write that waits for a disk can't be broken off.
func (p *patient) Write(line []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stuck != nil {
		select {
		case <-p.stuck:
			p.stuck = nil
		default:
			return 0, errNoAnswer
		}
	}
	written, copied := make(chan error, 1), bytes.Clone(line)
	go func() {
		_, err := p.file.Write(copied)
		written <- err
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-written:
		return len(line), err
	case <-timer.C:
		p.stuck = written
		return 0, errNoAnswer
	}
}
