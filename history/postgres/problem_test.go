package postgres

import (
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
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

// The server's log says no more of it than the message does.
func TestALimitOfTheServerIsNamedWithWhatRaisesIt(t *testing.T) {
	for _, c := range []struct{ code, setting string }{
		{cancelled, "statement_timeout"}, {idleInTransaction, "idle_in_transaction_session_timeout"}, {idleSession, "idle_session_timeout"},
	} {
		if _, advice := explain(&pgconn.PgError{Code: c.code}); !strings.Contains(advice, " SET "+c.setting+" = ") {
			t.Errorf("%s: %q", c.setting, advice)
		}
	}
}
