//go:build !linux

package process

import "io"

// watcher does nothing where it is not known how.
type watcher struct{}

func watchTerminal(io.Writer, string, string) watcher { return watcher{} }
func (watcher) ours(bool)                             {}
func (watcher) wait()                                 {}
func (watcher) stop()                                 {}
