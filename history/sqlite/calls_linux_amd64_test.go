package sqlite

import "golang.org/x/sys/unix"

// namedCalls are the calls that take a name without a folder; other machines
// than this one do without them.
var namedCalls = []int32{unix.SYS_UNLINK, unix.SYS_STAT, unix.SYS_LSTAT, unix.SYS_ACCESS, unix.SYS_MKDIR, unix.SYS_RENAME, unix.SYS_RMDIR}

func isRemoval(call int32) bool { return call == unix.SYS_UNLINK || call == unix.SYS_UNLINKAT }
