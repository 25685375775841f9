package apiclient

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"

	"deletecall/deletion"
	"deletecall/lookup"
)

// reasonOf sorts why an exchange that only reads brought no whole answer.
func reasonOf(ex exchange) lookup.Reason {
	switch err := ex.err; {
	case !ex.connected:
		cause, _, _ := notConnected(err)
		return reasonNotConnected(cause)
	case errors.Is(err, context.Canceled):
		return lookup.ReasonCancelled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return lookup.ReasonTime
	case errors.Is(err, errTooLong), errors.Is(err, errUnpacksTooLong), errors.Is(err, errSpokeFirst), errors.Is(err, errOtherHTTP):
		return lookup.ReasonUnreadable
	case isAlert(err):
		return lookup.ReasonTLS
	case !ex.received, errors.As(err, new(syscall.Errno)), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return lookup.ReasonDropped
	}
	return lookup.ReasonUnreadable
}

func reasonNotConnected(cause deletion.Cause) lookup.Reason {
	switch cause {
	case deletion.CauseTimeToConnect:
		return lookup.ReasonTime
	case deletion.CauseAbandoned:
		return lookup.ReasonCancelled
	case deletion.CauseTLS:
		return lookup.ReasonTLS
	}
	return lookup.ReasonNoConnection
}

// reasonOfStatus sorts an answer that is not the API's document.
func reasonOfStatus(status int) lookup.Reason {
	if status >= http.StatusInternalServerError {
		return lookup.ReasonServerError
	}
	return lookup.ReasonUnreadable
}

// isAlert reports that the other side ended TLS by an alert, and did not just go away.
func isAlert(err error) bool {
	var alert *net.OpError
	return errors.As(err, &alert) && alert.Op == "remote error"
}
