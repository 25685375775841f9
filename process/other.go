//go:build !linux

package process

import (
	"errors"
	"io"
	"os"
)

// ClockIsSynchronised is not known here.
func ClockIsSynchronised() (synchronised, known bool) { return false, false }

// ForbidDumps is not possible here.
func ForbidDumps() {}

// DropOutput does nothing where it is not known how.
func DropOutput(*os.File) {}

// DropInput does nothing where it is not known how, and says so.
func DropInput(*os.File) bool { return false }

// HideTyping is not there elsewhere than on Linux: a secret is typed on a screen there, or not at all.
func HideTyping(*os.File) (restore func(), err error) {
	return nil, errors.New("on this system secrets are typed in the console on a screen only")
}

// LineMode leaves the terminal as it is: elsewhere than on Linux a shell's own modes are used.
func LineMode(*os.File) (restore func()) { return func() {} }

// systemFaults are further ones that only this system has.
var systemFaults []os.Signal

// OwnStderr is standard error itself where it can't be had under another descriptor.
func OwnStderr() *os.File { return os.Stderr }

func silenceRuntime() func() { return func() {} }

// watcher does nothing where it is not known how.
type watcher struct{}

func watchTerminal(io.Writer, string, string) watcher { return watcher{} }
func (watcher) ours(bool)                             {}
func (watcher) wait()                                 {}
func (watcher) stop()                                 {}
