package apiclient

import (
	"context"
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

// checkSilent looks, without waiting, at what a connection has brought before the
// request is handed to it. A server that has closed it by now, or that speaks
// unasked, gets no request: its words, were they a whole answer, would be
// believed to be one. It returns a *[ConnectError].
func (c *Client) checkSilent(ctx context.Context, conn net.Conn) error {
	arrived, err := peek(conn)
	secured, isTLS := conn.(*abruptConn)
	switch {
	case err != nil:
		return refusedEarly("the connection broke before the request was sent", err)
	case arrived == nothing:
		return nil
	case arrived == closed:
		return refusedEarly("the server closed the connection before the request was sent", nil)
	case !isTLS:
		return refusedEarly("the server spoke before it was asked, which is not HTTP", errSpokeFirst)
	}
	// Records without content, such as session tickets, are lawful here.
	_ = secured.SetReadDeadline(time.Now().Add(patience))
	n, err := secured.Read(make([]byte, 1))
	_ = secured.SetReadDeadline(time.Time{})
	switch {
	case n > 0:
		return refusedEarly("the server spoke before it was asked, which is not HTTP", errSpokeFirst)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil
	case errors.Is(err, io.EOF):
		return refusedEarly("the server closed the connection before the request was sent", err)
	default:
		return describeTLS(ctx, err, c.endpoint)
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
