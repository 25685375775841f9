//go:build !linux

package process

import "os"

// DropOutput does nothing where it is not known how.
func DropOutput(*os.File) {}

// DropInput does nothing where it is not known how, and says so.
func DropInput(*os.File) bool { return false }
