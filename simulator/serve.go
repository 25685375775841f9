package simulator

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Serve answers on a listener until the context ends, and closes the listener. Requests that wait for a call at that moment
// are answered with HTTP 503, since nothing was deleted; all others get their answer within two seconds. The error is nil after
// such an end, and the listener's otherwise.
func (s *Simulator) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      s.config.Window + time.Duration(s.config.Tries)*s.config.Sleep + time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxBody,
		ErrorLog:          log.New(io.Discard, "", 0), // may run inside the console: nothing else writes to its terminal
	}
	stopped := make(chan struct{})
	undo := context.AfterFunc(ctx, func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			server.Close() // whatever is left has had its time
		}
	})
	err := server.Serve(l)
	if !undo() {
		<-stopped
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
