//go:build !linux

package process

import "os"

// OwnStderr is standard error itself where it can't be had under another descriptor.
func OwnStderr() *os.File { return os.Stderr }

func silenceRuntime() func() { return func() {} }
