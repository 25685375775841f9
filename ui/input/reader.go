package input

import (
	"errors"
	"io"
	"os"
)

// source is a terminal's input before it is sorted.
type source interface {
	io.Reader
	// hasMore waits for more for [Patience], and does not take it: it is there for the
	// next Read, as is what is wrong with the source.
	hasMore() bool
}

// New returns the input from a terminal for Bubble Tea: from a file of this process, or
// from anything else that can be read, such as the channel of an SSH session.
// The reader is for Bubble Tea only with [Unwrap] as its filter. At the end of the input Bubble
// Tea only stops reading, so ended is called, from the goroutine that reads: the terminal is gone.
func New(terminal io.Reader, ended func()) io.Reader {
	if file, ok := terminal.(*os.File); ok {
		return &fileReader{file, sorter{from: pollable{file}, ended: ended}}
	}
	return &sorter{from: &stream{from: terminal}, ended: ended}
}

// fileReader is a file, so that Bubble Tea can put the terminal into raw mode, and can
// wait for it and break off.
type fileReader struct {
	*os.File
	sorted sorter
}

// Read reads what has been sorted.
func (r *fileReader) Read(buffer []byte) (int, error) { return r.sorted.Read(buffer) }

type sorter struct {
	from   source
	ended  func()
	filter Filter
	ready  []byte // what did not fit
}

const (
	// growth is how much longer a byte can become: one that is noise.
	growth = len(noise)
	// reserve is for what was held, and for what silence adds.
	reserve = 4 * longest
)

// Read returns 0 bytes when what came has to wait for its rest: to wait for it
// here would hold up Bubble Tea, which waits elsewhere, and can break off there.
// For the same reason nothing is ever left over when the buffer has some room.
func (r *sorter) Read(buffer []byte) (int, error) {
	if len(r.ready) == 0 {
		if err := r.fill(len(buffer)); err != nil {
			return 0, err
		}
	}
	n := copy(buffer, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

// fill reads once. Where only a pause shows what something is, it waits for more
// without taking it.
func (r *sorter) fill(room int) error {
	// So few bytes are read that the result fits even if each of them is noise. What did not fit
	// would wait for the next key, since Bubble Tea waits on the file, not on r.ready.
	chunk := make([]byte, max(1, (room-reserve)/growth))
	n, err := r.from.Read(chunk)
	r.ready = append(r.ready[:0], r.filter.Feed(chunk[:n])...)
	if err == nil && r.filter.Waits() && !r.from.hasMore() {
		r.ready = append(r.ready, r.filter.Quiet()...)
	}
	if len(r.ready) > 0 {
		return nil // an error comes again
	}
	if errors.Is(err, io.EOF) {
		r.ended()
	}
	return err
}
