package apiclient

import (
	"context"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
	"deletecall/secret"
)

// The values of the specification's sample.
const (
	sampleKey   = "74c8eea0-50c6-40b2-9f3e-252ed501c3c8"
	sampleToken = "09835e02-6c10-11e0-bb22-ba324924019b"
)

// held are credentials that are at hand.
type held struct {
	key, token, user, password string
	from                       Origins
	err                        error
}

func (h held) APIKey(context.Context) (secret.Text, error) { return secret.New(h.key), h.err }
func (h held) Token(context.Context) (secret.Text, error)  { return secret.New(h.token), h.err }
func (held) Used()                                         {}
func (held) Refused(deletion.Credential)                   {}
func (h held) Origins() Origins                            { return h.from }
func (h held) Login(context.Context) (string, secret.Text, error) {
	return h.user, secret.New(h.password), h.err
}

// shortLimit is the time limit where a test waits for its end, longLimit where
// it must not be reached. lastLimit is the longest of those that are tried on a busy machine.
const (
	shortLimit = 250 * time.Millisecond
	lastLimit  = 256 * shortLimit
	longLimit  = 10 * time.Minute
)

// withinLimits tries with the short limit, and with longer ones on a machine that
// is too busy to come in it as far as the test wants.
func withinLimits(try func(limit time.Duration) (cameFarEnough bool)) {
	for limit := shortLimit; !try(limit) && limit < lastLimit; limit *= 2 {
	}
}

// trial is a client and the request that a test sends with it.
type trial struct {
	config Config
	server deletion.Server
}

// against returns a trial of the specification's sample by POST.
func against(s *server, scheme string) *trial {
	return atEndpoint(scheme + "://" + s.addr() + "/verba/api")
}

func atEndpoint(endpoint string) *trial {
	return &trial{
		config: Config{Endpoint: endpoint, Credentials: held{key: sampleKey}, Authorities: func() (*x509.CertPool, error) { return testCAs(), nil }, DialContext: countedDial},
		server: deletion.Server{Name: "test", Endpoint: endpoint, Method: deletion.POST, ResponseType: deletion.XML, TimeLimit: longLimit},
	}
}

func (tr *trial) client(t *testing.T) *Client {
	t.Helper()
	client, err := New(tr.config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// send sends the trial's request once with a new client.
func (tr *trial) send(t *testing.T) deletion.Outcome {
	t.Helper()
	return tr.sendWith(t, tr.client(t))
}

func (tr *trial) sendWith(t *testing.T, client *Client) deletion.Outcome {
	t.Helper()
	sending, err := client.Prepare(t.Context(), tr.lastOf8856(t))
	if err != nil {
		t.Fatal(err)
	}
	return sending.Send(t.Context())
}

func (tr *trial) lastOf8856(t *testing.T) deletion.Request {
	return tr.requestFor(t, deletion.Extension, "8856", "last")
}

func (tr *trial) requestFor(t *testing.T, kind deletion.IdentifierType, identifier, status string) deletion.Request {
	t.Helper()
	selector, err := deletion.NewSelector(kind, identifier, status)
	if err != nil {
		t.Fatal(err)
	}
	request, err := deletion.NewRequest(tr.server, selector, "")
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func wantOutcome(t *testing.T, got deletion.Outcome, kind deletion.OutcomeKind, cause deletion.Cause) {
	t.Helper()
	if got.Kind != kind || got.Cause != cause {
		t.Errorf("the outcome is %s (%s), want %s (%s): %s", got.Kind, got.Cause, kind, cause, got.Detail)
	}
}

// wantClean checks what holds for every outcome: no secret of the trial in it,
// nothing in its sentence that can't be printed, and a code only with an
// answer that was read.
func wantClean(t *testing.T, got deletion.Outcome) {
	t.Helper()
	all := strings.Join([]string{got.Detail, got.Message, got.Answer.ContentType, got.Answer.Text, string(got.Answer.Body)}, "\n")
	for _, secret := range []string{sampleKey, sampleToken, "hunter2hunter2"} {
		if strings.Contains(all, secret) {
			t.Errorf("the outcome holds the secret %s: %s", secret, all)
		}
	}
	if err := safetext.Check("detail", got.Detail); err != nil {
		t.Error(err)
	}
	answered := got.Kind == deletion.Accepted || got.Kind == deletion.Refused || got.Cause == deletion.CauseServerError
	if (got.Code != nil) != answered {
		t.Errorf("an outcome that is %s has the code %v", got.Kind, got.Code)
	}
	if got.Started.IsZero() || got.Answered.Before(got.Started) || got.Detail == "" {
		t.Errorf("the outcome is not complete: %+v", got)
	}
}

// wantNotSent checks that no byte of a DeleteCall arrived, after the server has
// seen the end of every connection.
func wantNotSent(t *testing.T, servers ...*server) {
	t.Helper()
	for _, s := range servers {
		s.close()
		if got := s.received(); strings.Contains(got, deleteCall) || strings.Contains(got, "POST /") || strings.Contains(got, sampleKey) {
			t.Errorf("the server received %q of what was not sent", got)
		}
	}
}

func wantReceived(t *testing.T, s *server, want int) {
	t.Helper()
	if got := len(s.deleteCalls()); got != want {
		t.Errorf("the server received %d DeleteCalls, want %d", got, want)
	}
}
