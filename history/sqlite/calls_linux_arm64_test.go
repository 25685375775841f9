package sqlite

import "golang.org/x/sys/unix"

// namedCalls are the calls that take a name without a folder: none here.
var namedCalls []int32

func isRemoval(call int32) bool { return call == unix.SYS_UNLINKAT }
