//go:build !linux

package process

// ForbidDumps is not possible here.
func ForbidDumps() {}
