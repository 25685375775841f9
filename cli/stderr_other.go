//go:build !linux

package cli

import "os"

func ownError() *os.File     { return os.Stderr }
func silenceRuntime() func() { return func() {} }
