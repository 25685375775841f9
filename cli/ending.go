package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"deletecall/deletion"
)

const (
	// lastWordsTime is for what a process that is to end still has to write, from the
	// moment at which the last outcome is on record. That may be a second and a half
	// after a request's limit, and two seconds after it the process is gone.
	lastWordsTime = 300 * time.Millisecond
	// lastClosingTime is for giving files back after that, where a disk does not answer.
	lastClosingTime = 1500 * time.Millisecond
	// lastTryTime is for one write after that: the terminal may have to be given back.
	lastTryTime = 100 * time.Millisecond
)

// errNobodyReads says that an output took nothing until the process had to be gone.
var errNobodyReads = errors.New("nobody reads it")

// ending makes that the process can end although nobody reads what it writes: from
// some moment on no output is waited for any more. Nothing is lost by that but
// words; what they tell is on record.
type ending struct {
	over      chan struct{} // closed at that moment
	once      sync.Once
	terminals []*os.File
}

func newEnding() *ending { return &ending{over: make(chan struct{})} }

// stream returns an output that is waited for no longer than until the end.
// Outputs other than files are never waited for, and stay as they are.
func (e *ending) stream(to io.Writer) io.Writer {
	file, ok := to.(*os.File)
	if !ok {
		return to
	}
	if isTerminal(file) {
		e.terminals = append(e.terminals, file)
	}
	return &stream{file: file, over: e.over}
}

// after ends the waiting after some time.
func (e *ending) after(length time.Duration) {
	time.AfterFunc(length, func() { e.once.Do(e.end) })
}

func (e *ending) end() {
	for _, terminal := range e.terminals {
		dropUnread(terminal) // it makes room for the sequences that give the terminal back
	}
	close(e.over)
}

// afterOutcomes ends the waiting once every outcome is recorded and there was time
// for last words. Nothing new is begun from now on.
func (e *ending) afterOutcomes(workflow *deletion.Workflow) {
	go func() {
		_ = workflow.Drain(context.Background()) // it ends: every request has its limit
		e.after(lastWordsTime)
	}()
}

// context returns a context that ends when nothing is waited for any more.
func (e *ending) context() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-e.over:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// within does what a process does last, such as giving files back, and waits for it
// until the process has to be gone: a disk may not answer.
func (e *ending) within(work func()) {
	done := make(chan struct{})
	go func() { defer close(done); work() }()
	select {
	case <-done:
		return
	case <-e.over:
	}
	select {
	case <-done:
	case <-time.After(lastClosingTime):
	}
}

// stream is a file that is written to as long as the process is not to end. The file
// is not embedded: its other ways to write would wait for ever.
type stream struct {
	file   *os.File
	over   <-chan struct{}
	unread atomic.Bool // a write was given up
}

// Fd, Read and Close make it a terminal for Bubble Tea, where the file is one.
func (s *stream) Fd() uintptr                   { return s.file.Fd() }
func (s *stream) Read(data []byte) (int, error) { return s.file.Read(data) }
func (s *stream) Close() error                  { return s.file.Close() }

// Write writes in the background, since a write that waits for a reader can't be
// broken off.
func (s *stream) Write(data []byte) (int, error) {
	if s.unread.Load() {
		return 0, errNobodyReads
	}
	type result struct {
		n   int
		err error
	}
	written, data := make(chan result, 1), bytes.Clone(data)
	go func() {
		n, err := s.file.Write(data)
		written <- result{n, err}
	}()
	select {
	case got := <-written:
		return got.n, got.err
	case <-s.over:
	}
	select {
	case got := <-written:
		return got.n, got.err
	case <-time.After(lastTryTime):
		s.unread.Store(true)
		return 0, errNobodyReads
	}
}
