package apiclient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"

	"deletecall/deletion"
	"deletecall/safetext"
)

// ConnectError says why there was no connection to a server. Nothing was sent
// because of it.
type ConnectError struct {
	Cause   deletion.Cause // connect, tls, proxy, connect_time or local
	Problem string         // what happened, cleaned; a clause without a full stop
	Advice  string         // what to do, cleaned; empty where only the reader can know
	Err     error
	// Fingerprint is that of the last certificate that a server sent which nobody trusts, as tls_pin takes it: its
	// authority's, or its own. Empty where pinning would not help.
	Fingerprint string
	vague       bool // the TLS handshake failed, and nothing says why
}

// Error returns the problem. The advice is for a line of its own.
func (e *ConnectError) Error() string { return e.Problem }
func (e *ConnectError) Unwrap() error { return e.Err }

// throughProxy marks a failure to reach the proxy itself as one.
func throughProxy(err error) error {
	var failed *ConnectError
	if errors.As(err, &failed) && (failed.Cause == deletion.CauseConnect || failed.Cause == deletion.CauseTLS) {
		return &ConnectError{Cause: deletion.CauseProxy, Problem: "the proxy can't be reached: " + failed.Problem, Advice: failed.Advice, Err: failed.Err}
	}
	return err
}

// timedOut returns otherwise, unless what really ended the attempt was the time
// limit or the caller.
func timedOut(ctx context.Context, err error, otherwise error) error {
	switch {
	case errors.Is(ctx.Err(), context.Canceled), errors.Is(err, context.Canceled), errors.Is(err, deletion.ErrAbandoned):
		return &ConnectError{Cause: deletion.CauseAbandoned, Problem: "the program was asked to end before the request left", Err: err}
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return &ConnectError{Cause: deletion.CauseTimeToConnect, Problem: "the time limit passed before there was a connection", Err: err}
	}
	return otherwise
}

// describeDial explains why no TCP connection was made.
func describeDial(ctx context.Context, err error, address string) error {
	failed := &ConnectError{Cause: deletion.CauseConnect, Err: err}
	var unknown *net.DNSError
	var number syscall.Errno
	is := func(numbers ...syscall.Errno) bool {
		for _, n := range numbers {
			if errors.Is(err, n) {
				return true
			}
		}
		return false
	}
	switch {
	case is(syscall.ECONNREFUSED):
		failed.Problem = "the connection was refused (" + address + ")"
	case errors.As(err, &unknown) && unknown.IsNotFound:
		failed.Problem = "the host name in " + address + " is not known"
	case errors.As(err, &unknown):
		failed.Problem = "the name server gave no address for " + address
	case is(syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN):
		failed.Problem = "there is no route to " + address
	case is(syscall.ECONNRESET, syscall.ECONNABORTED):
		failed.Problem = "the connection to " + address + " was reset at once"
	case is(syscall.EMFILE, syscall.ENFILE):
		failed.Cause, failed.Problem = deletion.CauseLocal, "this machine has no file descriptor left for a connection"
	case is(syscall.EACCES, syscall.EPERM, syscall.EADDRNOTAVAIL, syscall.ENOBUFS, syscall.ENOMEM):
		errors.As(err, &number)
		failed.Cause, failed.Problem = deletion.CauseLocal, "this machine does not let the program connect to "+address+" ("+number.Error()+")"
	case is(syscall.ETIMEDOUT):
		failed.Problem = "there was no answer from " + address
	default:
		failed.Problem = "the connection to " + address + " could not be made: " + excerpt(inner(err).Error())
	}
	return timedOut(ctx, err, failed)
}

// proxyRefused explains a proxy's answer to CONNECT.
func proxyRefused(status int, target string) error {
	problem := fmt.Sprintf("the proxy gave no connection to %s: it answered with HTTP %d (%s)", target, status, http.StatusText(status))
	failed := &ConnectError{Cause: deletion.CauseProxy, Problem: problem}
	if status == http.StatusProxyAuthRequired {
		failed.Advice = "give user and password in the proxy's URL"
	}
	return failed
}

// inner returns the cause at the bottom: the errors around it print the URL, which
// may hold the key, or the address, which is named already.
func inner(err error) error {
	for {
		deeper := errors.Unwrap(err)
		if deeper == nil {
			return err
		}
		err = deeper
	}
}

// excerptCells bounds foreign text inside a sentence, in cells of a terminal.
const excerptCells = 160

func excerpt(foreign string) string { return safetext.Excerpt(foreign, excerptCells) }
