package input

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// pollable is a file, which the system can be asked about.
type pollable struct{ *os.File }

// hasMore counts an error as input: the next Read returns it.
func (p pollable) hasMore() bool {
	for end := time.Now().Add(Patience); ; {
		left := max(0, time.Until(end).Milliseconds())
		// Go's runtime interrupts system calls with SIGURG, so EINTR is common: the rest of the time
		// is counted again, and an interruption is no input.
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(p.Fd()), Events: unix.POLLIN}}, int(left))
		if !errors.Is(err, unix.EINTR) {
			return n > 0 || err != nil
		}
	}
}

// stream is a reader that can only be read: it is read ahead, once at a time, to find
// out whether there is more. Whoever owns the reader ends a read that still waits.
type stream struct {
	from    io.Reader
	pending chan piece // of the read that goes on; nil when there is none
	rest    piece      // what was read ahead and not taken
}

// piece is what one read has brought, its error included: both come in order.
type piece struct {
	data []byte
	err  error
}

// mostAhead is how much is read ahead, in bytes.
const mostAhead = 4096

// Read waits for the terminal, or for the end.
func (s *stream) Read(buffer []byte) (int, error) {
	for len(s.rest.data) == 0 {
		if s.rest.err != nil {
			return 0, s.rest.err
		}
		s.take(<-s.ahead())
	}
	n := copy(buffer, s.rest.data)
	s.rest.data = s.rest.data[n:]
	return n, nil
}

func (s *stream) hasMore() bool {
	if len(s.rest.data) > 0 || s.rest.err != nil {
		return true
	}
	select {
	case next := <-s.ahead():
		s.take(next)
		return true
	case <-time.After(Patience):
		return false
	}
}

// ahead begins to read, unless it has begun before. The channel has room, so that a
// read that nobody waits for any more can end.
func (s *stream) ahead() <-chan piece {
	if s.pending == nil {
		// A buffer for each read: the last one may still hold bytes that nobody has taken.
		pending, buffer := make(chan piece, 1), make([]byte, mostAhead)
		s.pending = pending
		go func() {
			n, err := s.from.Read(buffer)
			pending <- piece{buffer[:n], err}
		}()
	}
	return s.pending
}

func (s *stream) take(next piece) { s.rest, s.pending = next, nil }
