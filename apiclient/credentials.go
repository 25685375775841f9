package apiclient

import (
	"context"
	"errors"
	"math"
	"strings"

	"deletecall/deletion"
	"deletecall/safetext"
	"deletecall/secret"
)

type credentials struct {
	key      secret.Text
	token    secret.Text // as configured; unset when there is none
	user     string      // empty when no login is configured
	password secret.Text
}

func (c credentials) canLogin() bool { return c.user != "" }

// obtain is all that may be needed, so that a missing password is reported before a person
// confirms: what was obtained lately, or else asked for now.
func (c *Client) obtain(ctx context.Context, server string) (credentials, error) {
	got, problems := c.obtainOr(ctx, server, 1)
	if len(problems) > 0 {
		return credentials{}, problems[0]
	}
	return got, nil
}

// Obtain gets the credentials for the requests that follow, and returns what is wrong with each of
// them: a *[deletion.CredentialsError].
func (c *Client) Obtain(ctx context.Context, server string) (problems []error) {
	_, problems = c.obtainOr(ctx, server, math.MaxInt)
	return problems
}

// obtainOr is obtain, or what is wrong with the first ones of them.
func (c *Client) obtainOr(ctx context.Context, server string, most int) (got credentials, problems []error) {
	got, err := c.obtained.get(ctx, c.now, func(ctx context.Context) (asked credentials, _ error) {
		asked, problems = c.askFor(ctx, server, most)
		return asked, errors.Join(problems...)
	})
	if err != nil && len(problems) == 0 {
		problems = []error{&deletion.CredentialsError{Server: server, Problem: "another request is still waiting for them", Err: err}}
	}
	if len(problems) == 0 {
		c.credentials().Used()
	}
	return got, problems
}

// blame names the credential that a result code refuses, as [Origins] does, and has the next request
// read it again: the file may hold a better one by then. ours says that the token came from our own login.
func (c *Client) blame(code int, ours bool) string {
	sentence := c.credentials().Origins().blame(code, ours)
	if refusesCredentials(code) {
		c.obtained.forget()
	}
	if which := c.credentials().Origins().refused(code); which != "" {
		c.credentials().Refused(which)
	}
	return sentence
}

// askFor asks for one credential after the other, until so many can't be had.
func (c *Client) askFor(ctx context.Context, server string, most int) (got credentials, problems []error) {
	from := c.credentials()
	for _, ask := range []func() error{
		func() (err error) { got.key, err = from.APIKey(ctx); return err },
		func() (err error) { got.token, err = from.Token(ctx); return err },
		func() (err error) { got.user, got.password, err = from.Login(ctx); return err },
	} {
		var known *deletion.CredentialsError
		if err := ask(); errors.As(err, &known) {
			problems = append(problems, known)
		} else if err != nil {
			problems = append(problems, &deletion.CredentialsError{Server: server, Problem: safetext.Line(err.Error()), Err: err})
		}
		if len(problems) >= most {
			return credentials{}, problems
		}
	}
	if wrong := got.check(server); len(problems) == 0 && wrong != nil {
		problems = []error{wrong}
	}
	return got, problems
}

// check says what no request can be sent with.
func (c credentials) check(server string) error {
	switch {
	case !c.key.IsSet():
		return &deletion.CredentialsError{Server: server, Missing: true, Problem: "no API key", Advice: "configure one for this server"}
	case strings.Contains(c.user, ":"):
		// RFC 7617, section 2: the first colon ends the user name.
		return &deletion.CredentialsError{Server: server, Problem: "the user name has a colon in it, which a login can't carry", Advice: "use another user"}
	}
	return nil
}
