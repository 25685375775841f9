package process

import (
	"os"
	"syscall"
)

// systemFaults are further ones that only this system has.
var systemFaults = []os.Signal{syscall.SIGSTKFLT}
