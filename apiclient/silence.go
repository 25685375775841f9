package apiclient

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"deletecall/deletion"
)

// patience is how long the rest of a TLS record may take whose beginning is here.
const patience = time.Millisecond

// checkSilent looks at what a connection has brought before the request is handed
// to it, without waiting unless the server may still refuse our certificate. A server that has closed it by now, or that speaks
// unasked, gets no request: its words, were they a whole answer, would be
// believed to be one. It returns a *[ConnectError].
func (c *Client) checkSilent(ctx context.Context, conn net.Conn) error {
	secured, isTLS := conn.(*abruptConn)
	if isTLS && secured.seen.asked && secured.ConnectionState().Version == tls.VersionTLS13 {
		return c.checkRead(ctx, secured, max(secured.alertTime(), c.alertTime))
	}
	arrived, err := peek(conn)
	switch {
	case err != nil:
		return refusedEarly("the connection broke before the request was sent", err)
	case arrived == nothing:
		return nil
	case arrived == closed:
		return refusedEarly("the server closed the connection before the request was sent", nil)
	case !isTLS:
		return refusedEarly(errSpokeFirst.Error(), errSpokeFirst)
	}
	return c.checkRead(ctx, secured, patience)
}

// alertTime is how long a server that asked for a client certificate is waited for
// to say that it does not like what it got. In TLS 1.3 it says so after the
// handshake has ended on our side, and a request that was sent by then may have
// been carried out. Its words take as long as the handshake did.
func (a *abruptConn) alertTime() time.Duration {
	return min(max(3*a.took, 100*time.Millisecond), 2*time.Second)
}

// checkRead is checkSilent for what has to be read, and waits for it as long as
// it is told. Records without content, such as session tickets, are lawful here.
func (c *Client) checkRead(ctx context.Context, secured *abruptConn, limit time.Duration) error {
	stop := context.AfterFunc(ctx, func() { _ = secured.below.Close() })
	defer stop()
	_ = secured.SetReadDeadline(time.Now().Add(limit))
	n, err := secured.Read(make([]byte, 1))
	_ = secured.SetReadDeadline(time.Time{})
	switch {
	case n > 0:
		return refusedEarly(errSpokeFirst.Error(), errSpokeFirst)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil
	case errors.Is(err, io.EOF):
		return refusedEarly("the server closed the connection before the request was sent", err)
	default:
		return describeTLS(ctx, err, c.endpoint, secured.seen)
	}
}

func refusedEarly(problem string, err error) error {
	return &ConnectError{Cause: deletion.CauseConnect, Problem: problem, Err: err}
}

// arrival is what lies at the near end of a connection, unread.
type arrival int

const (
	nothing arrival = iota
	closed
	bytesArrived
)

// peek looks at the socket below a connection and leaves what is there. What is
// not a socket has nothing.
func peek(conn net.Conn) (found arrival, err error) {
	for {
		secured, ok := conn.(*abruptConn)
		if !ok {
			break
		}
		conn = secured.below
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return nothing, nil
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return nothing, err
	}
	looked := raw.Read(func(descriptor uintptr) bool {
		var n int
		n, _, err = syscall.Recvfrom(int(descriptor), make([]byte, 1), syscall.MSG_PEEK)
		switch {
		case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
			err = nil
		case err == nil && n == 0:
			found = closed
		case err == nil:
			found = bytesArrived
		}
		return true // whatever it is, it is not waited for
	})
	return found, errors.Join(err, looked)
}
