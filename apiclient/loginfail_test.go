package apiclient

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

func TestWithoutATokenNothingIsSentAndTheReasonIsTold(t *testing.T) {
	refusal := strings.Replace(response(-40, "Bad login"), "DeleteCall", "RequestToken", 1)
	granted := grantDocument("token-1")
	for name, test := range map[string]struct {
		does  func(*peer)
		cause deletion.Cause
		says  string
	}{
		"refused":                    {answers(200, refusal), deletion.CauseLoginRefused, `code -40, `},
		"failed":                     {answers(200, strings.Replace(refusal, "-40", "-1", 1)), deletion.CauseLogin, `code -1, the server reported an unexpected error: "Bad login"`},
		"refused with 401":           {answers(401, refusal), deletion.CauseLoginRefused, `"Bad login"`},
		"refused by 401 alone":       {answers(401, "<html>no"), deletion.CauseLoginRefused, "did not accept user and password (HTTP 401)"},
		"forbidden":                  {answers(403, "<html>no"), deletion.CauseLogin, "HTTP 403"},
		"a page":                     {answers(200, "<html>Please <b>sign in"), deletion.CauseLogin, `page instead of the API's document; it begins "Please sign in"`},
		"the answer to a DeleteCall": {answers(200, doc), deletion.CauseLogin, `is one to "DeleteCall", not to RequestToken`},
		"a grant with an error":      {answers(500, granted), deletion.CauseLogin, "HTTP 500"},
		"a grant with 206":           {answers(206, granted), deletion.CauseLogin, "HTTP 206"},
		"two grants":                 {answers(200, granted+granted), deletion.CauseLogin, "second root"},
		"two answers":                {afterRequest(strings.Repeat(head200+fmt.Sprintf("Content-Length: %d\r\n\r\n", len(granted))+granted, 2)), deletion.CauseLogin, "more data came after"},
		"no token":                   {answers(200, strings.Replace(granted, "token=", "t=", 1)), deletion.CauseLogin, "no usable token"},
		"an empty token":             {answers(200, grantDocument("")), deletion.CauseLogin, "no usable token"},
		"a huge token":               {answers(200, grantDocument(strings.Repeat("x", maxToken+1))), deletion.CauseLogin, "no usable token"},
		"a token with a line in it":  {answers(200, grantDocument("a&#10;b")), deletion.CauseLogin, "no usable token"},
		"a redirect":                 {answers(302, "", "Location: /login"), deletion.CauseLogin, "to another page of its own, /login, which was not followed"},
		"packed":                     {answers(200, "\x0b\x1d\x80"+granted, "Content-Encoding: br"), deletion.CauseLogin, `packed as "br"`},
		"closed":                     {afterRequest(""), deletion.CauseLogin, "closed the connection without an answer"},
		"reset":                      {func(p *peer) { p.request(); p.reset() }, deletion.CauseLogin, "The login failed: "},
		"cut":                        {afterRequest(head200 + "Content-Length: 999\r\n\r\n" + granted), deletion.CauseLogin, "broke off"},
		"another charset":            {answers(200, strings.Replace(granted, "/>", " x=\"é\"/>", 1), "Content-Type: text/xml; charset=Shift_JIS"), deletion.CauseLogin, "Shift_JIS"},
		"hanging":                    {thenHangs(""), deletion.CauseLogin, "the time limit passed before the answer was read"},
		"dripping":                   {func(p *peer) { p.request(); p.send(head200); p.drip("X: y\r\n") }, deletion.CauseLogin, "the time limit passed before the answer was read"},
	} {
		for _, scheme := range []string{"http", "https"} {
			t.Run(name+" over "+scheme, func(t *testing.T) {
				t.Parallel()
				try := func(limit time.Duration) bool {
					s := serveScheme(t, scheme, test.does)
					tr := withLogin(s, scheme)
					tr.server.TimeLimit = limit
					outcome := tr.send(t)
					logins := len(s.calls("action=RequestToken"))
					if logins == 0 && limit < lastLimit {
						return false
					}
					wantNoLogin(t, outcome, test.cause, test.says)
					if logins != 1 || s.connections() != 1 {
						t.Errorf("there were %d logins over %d connections", logins, s.connections())
					}
					wantReceived(t, s, 0)
					return true
				}
				if !strings.HasPrefix(test.says, "the time limit") {
					try(longLimit)
					return
				}
				withinLimits(try)
			})
		}
	}
}

func wantNoLogin(t *testing.T, outcome deletion.Outcome, cause deletion.Cause, says string) {
	t.Helper()
	wantOutcome(t, outcome, deletion.NotSent, cause)
	wantClean(t, outcome)
	if !strings.Contains(outcome.Detail, says) || !strings.HasSuffix(outcome.Detail, " No DeleteCall was sent.") {
		t.Errorf("the detail is %q, want it to say %q", outcome.Detail, says)
	}
}

func TestALoginWithoutAConnectionIsToldApartFromOneThatFailed(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		s := serve(t, answers(200, doc))
		s.close()
		wantNoLogin(t, withLogin(s, "http").send(t), deletion.CauseConnect, "The login failed: the connection was refused")
	})
	t.Run("not trusted", func(t *testing.T) {
		s := serveTLS(t, answers(200, doc))
		tr := withLogin(s, "https")
		tr.config.Authorities = nil
		wantNoLogin(t, tr.send(t), deletion.CauseTLS, "The login failed: the certificate of 127.0.0.1 is signed by an authority")
		wantNotSent(t, s)
	})
	t.Run("time limit", func(t *testing.T) {
		tr := atEndpoint("http://verba.invalid/")
		tr.config.Credentials = held{key: sampleKey, user: "alice", password: samplePassword}
		tr.config.DialContext = hanging
		tr.server.TimeLimit = shortLimit
		wantNoLogin(t, tr.send(t), deletion.CauseTimeToConnect, "The login failed: the time limit passed before there was a connection")
	})
}

func TestCredentialsThatCannotBeHadAreToldBeforeAnybodyConfirms(t *testing.T) {
	for name, credentials := range map[string]held{
		"an error":               {err: errors.New("the key file can't be read")},
		"no key":                 {},
		"a user that is no user": {key: sampleKey, user: "a:b", password: samplePassword},
	} {
		t.Run(name, func(t *testing.T) {
			tr := atEndpoint("http://verba.invalid/")
			tr.config.Credentials = credentials
			tr.config.DialContext = failing(errors.New("nothing is dialled while preparing"))
			var missing *deletion.CredentialsError
			if _, err := tr.client(t).Prepare(t.Context(), tr.lastOf8856(t)); !errors.As(err, &missing) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// failingLogin has a key, and a login that can't be had.
type failingLogin struct{ held }

func (failingLogin) Login(context.Context) (string, secret.Text, error) {
	return "", secret.Text{}, errors.New("the password command failed\x1b[2J")
}

func TestAnErrorOfTheCredentialsIsCleanedBeforeItIsTold(t *testing.T) {
	tr := atEndpoint("http://verba.invalid/")
	tr.config.Credentials = failingLogin{held{key: sampleKey}}
	_, err := tr.client(t).Prepare(t.Context(), tr.lastOf8856(t))
	if err == nil || !strings.Contains(err.Error(), `the password command failed\x1b[2J`) {
		t.Errorf("got %q", err)
	}
}
