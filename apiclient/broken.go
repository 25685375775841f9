package apiclient

import (
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"strings"
	"syscall"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/safetext"
)

// notConnected explains why an exchange ended before a connection was handed to
// the request: a clause, and what to do as a sentence with a blank before it.
func notConnected(err error) (cause deletion.Cause, problem, advice string) {
	var failed *ConnectError
	if !errors.As(err, &failed) {
		otherwise := &ConnectError{Cause: deletion.CauseConnect, Problem: "there was no connection: " + excerpt(inner(err).Error())}
		errors.As(timedOut(context.Background(), err, otherwise), &failed)
	}
	if failed.Advice != "" {
		advice = " " + hint.Sentences(failed.Advice)
	}
	return failed.Cause, failed.Problem, advice
}

// broken explains why an exchange ended after the request may have left.
func broken(ex exchange, v veil) outcome {
	var number syscall.Errno
	switch err := ex.err; {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return unknown(deletion.CauseTime, "the time limit passed before the answer was read")
	case errors.Is(err, errTooLong):
		return unknown(deletion.CauseUnreadable, "the answer is longer than "+mostAnswer+", and the rest was not read")
	case errors.Is(err, errUnpacksTooLong):
		return unknown(deletion.CauseUnreadable, "the answer is packed, and unpacked it is longer than "+mostAnswer)
	case errors.Is(err, errSpokeFirst):
		return unknown(deletion.CauseUnreadable, "%s", errSpokeFirst)
	case isAlert(err):
		return unknown(deletion.CauseConnection, "the server ended the TLS connection (%s); it may want a client certificate", v.quote(inner(err).Error()))
	case errors.As(err, &number):
		return unknown(deletion.CauseConnection, "the connection broke before the answer was read (%v)", number)
	case ex.status != 0:
		return unknown(deletion.CauseUnreadable, "the answer broke off after %s", safetext.Count(len(ex.body), "byte", "bytes"))
	case !ex.received:
		return unknown(deletion.CauseConnection, "the server closed the connection without an answer")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return unknown(deletion.CauseConnection, "the connection ended within the answer's header")
	default:
		return unknown(deletion.CauseUnreadable, "the server's answer is not one of HTTP/1.1 (%s)", v.quote(inner(err).Error()))
	}
}

// redirectTarget names where a redirect points, without its query, which may
// repeat key and token.
func redirectTarget(location string) string {
	target, err := url.Parse(location)
	switch {
	case location == "":
		return "nowhere"
	case err != nil:
		return "something that is not a URL"
	case target.Host == "":
		return "another page of its own, " + cut(target.Path, lookBehind)
	default:
		return strings.TrimPrefix(target.Scheme+"://"+target.Host, "://")
	}
}
