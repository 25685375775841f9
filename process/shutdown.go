package process

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// LastWordsTime is for what a process that is to end still has to write, from the
	// moment at which the last outcome is on record. That may be a second and a half
	// after a request's limit, and two seconds after it the process is gone.
	LastWordsTime = 300 * time.Millisecond
	// lastClosingTime is for giving files back after that, where a disk does not answer.
	lastClosingTime = 1500 * time.Millisecond
	// lastTryTime is for one write after that: the terminal may have to be given back.
	lastTryTime = 100 * time.Millisecond
)

// ErrReaderGone says that the reader of an output has closed it, as head does after the last line that it wants.
var ErrReaderGone = errors.New("its reader has gone away")

// errNobodyReads says that an output took nothing until the process had to be gone.
var errNobodyReads = errors.New("nobody reads it")

// Shutdown lets a process end although nobody reads what it writes and a disk does not
// answer: from some moment on no output is waited for any more. Only words are lost by
// that; the outcomes they report are on record.
type Shutdown struct {
	over      chan struct{} // closed at that moment
	once      sync.Once
	terminals []*os.File
}

// NewShutdown returns one whose moment has not come.
func NewShutdown() *Shutdown { return &Shutdown{over: make(chan struct{})} }

// Output returns an output that is waited for no longer than until the end.
// Outputs other than files are never waited for, and stay as they are.
func (s *Shutdown) Output(to io.Writer) io.Writer {
	file, ok := to.(*os.File)
	if !ok {
		return to
	}
	if IsTerminal(file) {
		s.terminals = append(s.terminals, file)
	}
	return &output{file: file, over: s.over}
}

// After ends the waiting after some time.
func (s *Shutdown) After(length time.Duration) {
	time.AfterFunc(length, func() { s.once.Do(s.end) })
}

func (s *Shutdown) end() {
	for _, terminal := range s.terminals {
		DropOutput(terminal) // it makes room for the sequences that give the terminal back
	}
	close(s.over)
}

// Context returns a context that ends when nothing is waited for any more.
func (s *Shutdown) Context() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-s.over:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// Within does what a process does last, such as giving files back, and waits for it
// until the process has to be gone: a disk may not answer.
func (s *Shutdown) Within(work func()) {
	done := make(chan struct{})
	go func() { defer close(done); work() }()
	select {
	case <-done:
		return
	case <-s.over:
	}
	select {
	case <-done:
	case <-time.After(lastClosingTime):
	}
}

// output is a file that is written to as long as the process is not to end. The file
// is not embedded: its other ways to write would wait for ever.
type output struct {
	file   *os.File
	over   <-chan struct{}
	unread atomic.Bool // a write was given up
}

// Fd, Read and Close make it a terminal for Bubble Tea, where the file is one.
func (o *output) Fd() uintptr                   { return o.file.Fd() }
func (o *output) Read(data []byte) (int, error) { return o.file.Read(data) }
func (o *output) Close() error                  { return o.file.Close() }

// Write writes in the background, since a write that waits for a reader can't be
// broken off.
func (o *output) Write(data []byte) (int, error) {
	if o.unread.Load() {
		return 0, errNobodyReads
	}
	type result struct {
		n   int
		err error
	}
	written, data := make(chan result, 1), bytes.Clone(data)
	go func() {
		n, err := o.file.Write(data)
		if errors.Is(err, syscall.EPIPE) {
			err = ErrReaderGone
		}
		written <- result{n, err}
	}()
	select {
	case got := <-written:
		return got.n, got.err
	case <-o.over:
	}
	select {
	case got := <-written:
		return got.n, got.err
	case <-time.After(lastTryTime):
	}
	select {
	case got := <-written: // on a busy machine both came at once
		return got.n, got.err
	default:
		o.unread.Store(true)
		return 0, errNobodyReads
	}
}
