//go:build !linux

package cli

import "os"

// dropUnread does nothing where it is not known how.
func dropUnread(*os.File) {}

// dropTyped does nothing where it is not known how, and says so.
func dropTyped(*os.File) bool { return false }
