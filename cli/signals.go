package cli

import (
	"os"
	"os/signal"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
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

// hasJobControl reports whether a shell would notice that this process stopped.
// Without one (POSIX calls the process group orphaned, as under "ssh -t host
// deletecall") the system does not stop it, and nobody could bring it back.
func hasJobControl() bool {
	parent := os.Getppid()
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	parentSession, err := unix.Getsid(parent)
	if err != nil || parentSession != session {
		return false
	}
	parentGroup, err := unix.Getpgid(parent)
	return err == nil && parentGroup != unix.Getpgrp()
}

// onEnding calls act for each ending signal until the returned function is
// called. None of the signals ends the process by itself: a request under way is
// waited for. SIGPIPE is ignored, so that a reader who went away is an error of a
// write and not the end of a process that still has an outcome to record.
func onEnding(act func(os.Signal)) (stop func()) {
	signal.Ignore(syscall.SIGPIPE)
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
