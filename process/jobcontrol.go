package process

import (
	"os"

	"golang.org/x/sys/unix"
)

// HasJobControl reports whether a shell would notice that this process stopped.
// Without one (POSIX calls the process group orphaned, as under "ssh -t host
// deletecall") the system does not stop it, and nobody could bring it back.
func HasJobControl() bool {
	parent := os.Getppid()
	session, err := unix.Getsid(0)
	if err != nil {
		return false
	}
	parentSession, err := unix.Getsid(parent)
	if err != nil || parentSession != session {
		return false
	}
	parentGroup, err := unix.Getpgid(parent)
	return err == nil && parentGroup != unix.Getpgrp()
}
