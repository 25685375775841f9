package apiclient

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"

	"deletecall/deletion"
)

// notSentFor sends the trial, and checks that it was not sent because of cause,
// and that the detail says so. By POST and by GET.
func notSentFor(t *testing.T, tr *trial, cause deletion.Cause, says string, servers ...*server) {
	t.Helper()
	for _, method := range []deletion.Method{deletion.POST, deletion.GET} {
		tr.server.Method = method
		outcome := tr.send(t)
		wantOutcome(t, outcome, deletion.NotSent, cause)
		wantClean(t, outcome)
		if !strings.Contains(outcome.Detail, says) || !strings.HasSuffix(outcome.Detail, " Nothing was sent.") {
			t.Errorf("the detail is %q, want it to say %q", outcome.Detail, says)
		}
		if outcome.HTTPStatus != 0 || len(outcome.Answer.Body) != 0 {
			t.Errorf("what was not sent was answered: %+v", outcome.Attempt)
		}
	}
	wantNotSent(t, servers...)
}

// failing is a dialler that fails so.
func failing(err error) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
	}
}

func number(n syscall.Errno) error { return os.NewSyscallError("connect", n) }

// hanging is a dialler to which nobody answers.
func hanging(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: ctx.Err()}
}

func TestWithoutAConnectionNothingIsSentAndTheReasonIsTold(t *testing.T) {
	for name, test := range map[string]struct {
		dial  func(context.Context, string, string) (net.Conn, error)
		cause deletion.Cause
		says  string
	}{
		"refused":                 {failing(number(syscall.ECONNREFUSED)), deletion.CauseConnect, "The connection was refused (verba.invalid:"},
		"an unknown host":         {failing(&net.DNSError{Err: "no such host", Name: "verba.invalid", IsNotFound: true}), deletion.CauseConnect, "The host name in verba.invalid:"},
		"a silent name server":    {failing(&net.DNSError{Err: "server misbehaving", Name: "verba.invalid"}), deletion.CauseConnect, "The name server gave no address for verba.invalid:"},
		"no route":                {failing(number(syscall.EHOSTUNREACH)), deletion.CauseConnect, "There is no route to verba.invalid:"},
		"no network":              {failing(number(syscall.ENETUNREACH)), deletion.CauseConnect, "There is no route to verba.invalid:"},
		"reset":                   {failing(number(syscall.ECONNRESET)), deletion.CauseConnect, "was reset at once"},
		"timed out by the system": {failing(number(syscall.ETIMEDOUT)), deletion.CauseConnect, "There was no answer from verba.invalid"},
		"no file descriptor":      {failing(number(syscall.EMFILE)), deletion.CauseLocal, "This machine has no file descriptor left"},
		"not allowed":             {failing(number(syscall.EPERM)), deletion.CauseLocal, "This machine does not let the program connect"},
		"no port left":            {failing(number(syscall.EADDRNOTAVAIL)), deletion.CauseLocal, "This machine does not let the program connect"},
		"something unheard of":    {failing(errors.New("moon\x1b[2J")), deletion.CauseConnect, `could not be made: moon\x1b[2J`},
		"the time limit":          {hanging, deletion.CauseTimeToConnect, "The time limit passed before there was a connection."},
	} {
		for _, scheme := range []string{"http", "https"} {
			t.Run(name+" over "+scheme, func(t *testing.T) {
				t.Parallel()
				tr := atEndpoint(scheme + "://verba.invalid/verba/api")
				tr.config.DialContext = test.dial
				if test.cause == deletion.CauseTimeToConnect {
					tr.server.TimeLimit = shortLimit
				}
				notSentFor(t, tr, test.cause, test.says)
			})
		}
	}
}

func TestARealConnectionThatIsRefusedIsNotSent(t *testing.T) {
	s := serve(t, answers(200, doc))
	s.close()
	tr := against(s, "http")
	tr.config.DialContext = nil // the product's own dialler
	notSentFor(t, tr, deletion.CauseConnect, "The connection was refused ("+s.addr()+")", s)
}

func TestARealHostThatIsUnknownIsNotSent(t *testing.T) {
	tr := atEndpoint("http://verba.invalid/verba/api")
	tr.config.DialContext = nil
	outcome := tr.send(t)
	wantOutcome(t, outcome, deletion.NotSent, deletion.CauseConnect)
	wantClean(t, outcome)
}

func TestAConnectionThatComesTooLateIsNotUsed(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			s := serveScheme(t, scheme, answers(200, doc))
			tr := against(s, scheme)
			tr.server.TimeLimit = shortLimit
			tr.config.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				<-ctx.Done()
				return countedDial(context.WithoutCancel(ctx), network, address)
			}
			notSentFor(t, tr, deletion.CauseTimeToConnect, "The time limit passed before there was a connection.", s)
		})
	}
}

// A server may answer before it is asked. Its success, believed, would be one of
// a deletion that it never heard of.
func TestAnAnswerBeforeTheRequestIsNeverBelieved(t *testing.T) {
	turns := newTurns()
	s := serve(t, func(p *peer) { turns.take(func() { p.answer(200, successDocument) }); p.hang() })
	tr := against(s, "http")
	tr.config.DialContext = turns.dial
	notSentFor(t, tr, deletion.CauseConnect, "The server sent data before the request", s)
}

func TestAConnectionThatTheServerHasClosedGetsNoRequest(t *testing.T) {
	for name, test := range map[string]struct {
		does func(*peer)
		says string
	}{
		"closed": {func(p *peer) { _ = p.Close() }, "The server closed the connection before the request was sent."},
		"reset":  {(*peer).reset, "The connection broke before the request was sent."},
	} {
		t.Run(name, func(t *testing.T) {
			turns := newTurns()
			s := serve(t, func(p *peer) { turns.take(func() { test.does(p) }) })
			tr := against(s, "http")
			tr.config.DialContext = turns.dial
			notSentFor(t, tr, deletion.CauseConnect, test.says, s)
		})
	}
}

// turns lets a server act between the making of a connection and its use.
type turns struct{ connected, acted chan struct{} }

func newTurns() turns { return turns{make(chan struct{}), make(chan struct{})} }

func (t turns) take(act func()) {
	<-t.connected
	act()
	t.acted <- struct{}{}
}

func (t turns) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := countedDial(ctx, network, address)
	if err == nil {
		t.connected <- struct{}{}
		<-t.acted
	}
	return conn, err
}

func TestASecondSendOfTheSameRequestSendsNothing(t *testing.T) {
	s := serve(t, answers(200, doc))
	tr := against(s, "http")
	sending, err := tr.client(t).Prepare(t.Context(), tr.lastOf8856(t))
	if err != nil {
		t.Fatal(err)
	}
	wantOutcome(t, sending.Send(t.Context()), deletion.Accepted, deletion.CauseAnswered)
	second := sending.Send(t.Context())
	wantOutcome(t, second, deletion.NotSent, deletion.CauseFault)
	wantReceived(t, s, 1)
	if s.connections() != 1 {
		t.Errorf("the server was connected to %d times", s.connections())
	}
}

func TestARequestForAnotherServerIsNotPrepared(t *testing.T) {
	tr := atEndpoint("https://verba.invalid/verba/api")
	client := tr.client(t)
	tr.server.Endpoint = "https://other.invalid/verba/api"
	var wrong *ConfigError
	if _, err := client.Prepare(t.Context(), tr.lastOf8856(t)); !errors.As(err, &wrong) {
		t.Errorf("got %v", err)
	}
}
