package process

import "golang.org/x/sys/unix"

// ForbidDumps tells the kernel that this process is not to be dumped: no core
// file is written of it, whatever limits and GOTRACEBACK say, and other processes
// of the same user can read neither its memory nor its environment, in which the
// key may be. A kernel that refuses changes nothing else. The programs that it starts
// leave no core file either.
func ForbidDumps() {
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
	limit := unix.Rlimit{}
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) == nil {
		limit.Cur = 0
		_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit)
	}
}
