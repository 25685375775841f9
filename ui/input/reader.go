package input

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// Reader is a terminal's input for Bubble Tea. It is a file, so that Bubble Tea
// can put the terminal into raw mode, and can wait for it and break off.
type Reader struct {
	*os.File
	filter Filter
	ready  []byte // what did not fit
}

// New returns the input from a terminal.
func New(terminal *os.File) *Reader { return &Reader{File: terminal} }

const (
	// growth is how much longer a byte can become: one that is noise.
	growth = len(noise)
	// reserve is for what was held, and for what silence adds.
	reserve = 4 * longest
)

// Read returns 0 bytes when what came has to wait for its rest: to wait for it
// here would hold up Bubble Tea, which waits elsewhere, and can break off there.
// For the same reason nothing is ever left over when the buffer has some room.
func (r *Reader) Read(buffer []byte) (int, error) {
	if len(r.ready) == 0 {
		if err := r.fill(len(buffer)); err != nil {
			return 0, err
		}
	}
	n := copy(buffer, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

// fill reads once. Where only silence can tell what something is, it waits for more
// without reading it: it is there for the next Read.
func (r *Reader) fill(room int) error {
	chunk := make([]byte, max(1, (room-reserve)/growth))
	n, err := r.File.Read(chunk)
	r.ready = append(r.ready[:0], r.filter.Feed(chunk[:n])...)
	if err == nil && r.filter.Waits() && !r.hasMore() {
		r.ready = append(r.ready, r.filter.Quiet()...)
	}
	if len(r.ready) > 0 {
		return nil // an error comes again
	}
	return err
}

// hasMore waits for more, as long as [Patience] lasts.
func (r *Reader) hasMore() bool {
	for end := time.Now().Add(Patience); ; {
		left := max(0, time.Until(end).Milliseconds())
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(r.Fd()), Events: unix.POLLIN}}, int(left))
		if !errors.Is(err, unix.EINTR) {
			return n > 0 || err != nil // what is wrong with it, the next Read tells
		}
	}
}
