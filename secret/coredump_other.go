//go:build !linux

package secret

import "golang.org/x/sys/unix"

// KeepOutOfCoreDumps lets the system write no image of this process's memory, nor
// of a command that it runs.
func KeepOutOfCoreDumps() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil {
		return err
	}
	limit.Cur = 0
	return unix.Setrlimit(unix.RLIMIT_CORE, &limit)
}
