package apiclient

import (
	"context"
	"errors"
	"strings"

	"deletecall/deletion"
	"deletecall/safetext"
	"deletecall/secret"
)

// credentials are what one request is sent with.
type credentials struct {
	key      secret.Text
	token    secret.Text // as configured; unset when there is none
	user     string      // empty when no login is configured
	password secret.Text
}

func (c credentials) canLogin() bool { return c.user != "" }

func (c credentials) equal(other credentials) bool {
	return c.user == other.user && c.key.Equal(other.key) && c.password.Equal(other.password)
}

// obtain is all that may be needed, so that a missing password is reported before a person
// confirms: what was obtained lately, or else asked for now.
func (c *Client) obtain(ctx context.Context, server string) (credentials, error) {
	got, err := c.obtained.get(ctx, c.now, func(ctx context.Context) (credentials, error) { return c.askFor(ctx, server) })
	if known := (*deletion.CredentialsError)(nil); err != nil && !errors.As(err, &known) {
		err = &deletion.CredentialsError{Server: server, Problem: "another request is still waiting for them", Err: err}
	}
	return got, err
}

// blame names the credential that a result code refuses, as [Origins] does, and has the next request
// read it again: the file may hold a better one by then.
func (c *Client) blame(code int) string {
	sentence := c.credentials().Origins().blame(code)
	if refusesCredentials(code) {
		c.obtained.forget()
	}
	return sentence
}

func (c *Client) askFor(ctx context.Context, server string) (credentials, error) {
	fail := func(problem, advice string, err error) (credentials, error) {
		return credentials{}, &deletion.CredentialsError{Server: server, Problem: problem, Advice: advice, Err: err}
	}
	var got credentials
	var err error
	from := c.credentials()
	if got.key, err = from.APIKey(ctx); err == nil {
		if got.token, err = from.Token(ctx); err == nil {
			got.user, got.password, err = from.Login(ctx)
		}
	}
	var known *deletion.CredentialsError
	switch {
	case errors.As(err, &known):
		return credentials{}, known
	case err != nil:
		return fail(safetext.Line(err.Error()), "", err)
	case !got.key.IsSet():
		return credentials{}, &deletion.CredentialsError{Server: server, Missing: true, Problem: "no API key", Advice: "configure one for this server"}
	case strings.Contains(got.user, ":"):
		// RFC 7617, section 2: the first colon ends the user name.
		return fail("the user name has a colon in it, which a login can't carry", "use another user", nil)
	}
	return got, nil
}
