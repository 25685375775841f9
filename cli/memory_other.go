//go:build !linux

package cli

// keepMemoryPrivate is not possible here.
func keepMemoryPrivate() {}
