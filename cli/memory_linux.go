package cli

import "golang.org/x/sys/unix"

// keepMemoryPrivate tells the kernel that this process is not to be dumped: no core
// file is written of it, whatever limits and GOTRACEBACK say, and other processes
// of the same user can read neither its memory nor its environment, in which the
// key may be. A kernel that refuses changes nothing else.
func keepMemoryPrivate() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
