package process

import (
	"os"
	"os/signal"
	"slices"
	"sync/atomic"
	"syscall"
)

// endings are the signals by which a person or a system asks a process to end: a
// closed terminal or a lost connection, ctrl+c, ctrl+\ and kill.
var endings = []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM}

// faults are signals for which Go's runtime would end the process at once, and a
// request in progress with it. Sent from outside they ask it to end, as the others do.
// A fault of the program itself still ends it: those don't come here.
var faults = []os.Signal{
	syscall.SIGABRT, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGSEGV, syscall.SIGSYS, syscall.SIGTRAP,
}

// OnEnding calls act for each ending signal until the returned function is
// called. None of the signals ends the process by itself: a request under way is
// waited for.
func OnEnding(act func(os.Signal)) (stop func()) {
	endingsCaught.Store(true)
	caught := slices.Concat(endings, faults, systemFaults)
	signals, done := make(chan os.Signal, len(caught)), make(chan struct{})
	signal.Notify(signals, caught...)
	go func() {
		for {
			select {
			case received := <-signals:
				act(received)
			case <-done:
				return
			}
		}
	}()
	return func() { close(done) } // the signals stay caught: what ends by itself ends with its own exit code
}

// endingsCaught is set once this process ends its own work at an ending signal.
var endingsCaught atomic.Bool

// QuitAsInterrupted lets ctrl+\ end this process as ctrl+c does, where no ending signal is caught: Go's
// runtime would print the stack of every goroutine, and end with the status of a crash. quit gets SIGQUIT.
func QuitAsInterrupted(quit <-chan os.Signal) {
	go func() {
		for range quit {
			if !endingsCaught.Load() {
				_ = syscall.Kill(os.Getpid(), syscall.SIGINT)
			}
		}
	}()
}

// OutliveReaders keeps the process from ending in the middle of its work because what it writes
// has no reader any more: writes return [ErrReaderGone] then. SIGPIPE is caught and not ignored,
// since programs that this one starts would ignore it as well.
func OutliveReaders() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// onContinued calls act whenever the process goes on after it was stopped (SIGCONT),
// until the returned function is called.
func onContinued(act func()) (stop func()) {
	continued, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(continued, syscall.SIGCONT)
	go func() {
		for {
			select {
			case <-continued:
				act()
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(continued); close(done) }
}
