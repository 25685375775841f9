package postgres

import (
	"io"
	"net"
	"os"
	"syscall"
	"testing"
)

// Whether the end of a connection is read as its end or as an error depends on what was under way.
func TestAConnectionThatEndedIsSaidInOneWay(t *testing.T) {
	for name, err := range map[string]error{
		"while it was read":    &net.OpError{Op: "read", Net: "unix", Err: os.NewSyscallError("read", syscall.ECONNRESET)},
		"while it was written": &net.OpError{Op: "write", Net: "unix", Err: os.NewSyscallError("write", syscall.EPIPE)},
		"while it was filled":  &net.OpError{Op: "write", Net: "unix", Err: net.ErrClosed},
		"between two answers":  io.ErrUnexpectedEOF,
	} {
		if what, _ := explain(err); what != "closed the connection" || !isUnanswered(err) {
			t.Errorf("%s: %q", name, what)
		}
	}
}
