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

// obtain asks for all that may be needed, so that a missing password is reported
// before a person confirms.
func (c *Client) obtain(ctx context.Context, server string) (credentials, error) {
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
