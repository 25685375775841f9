package apiclient

import (
	"context"
	"errors"
	"net/http"

	"deletecall/deletion"
	"deletecall/safetext"
	"deletecall/secret"
)

// maxToken bounds a token, in bytes; the specification's have 36.
const maxToken = 4 << 10

// loginError says why there is no token. No DeleteCall was sent because of it.
type loginError struct {
	cause   deletion.Cause // login, login_refused, or why there was no connection
	problem string         // a clause without a full stop, safe to show
	advice  string         // a sentence with a blank before it; may be empty
}

var abandonedLogin = &loginError{cause: deletion.CauseAbandoned, problem: "the program was asked to end"}

func (e *loginError) Error() string { return "the login failed: " + e.problem }

// sentences are the problem and the advice, for a person.
func (e *loginError) sentences() string { return sentence(e.Error()) + e.advice }

// login requests a token (spec/verba-api.md, "Authentication"). User and password
// travel in a header, never in a URL. It returns a *loginError.
func (c *Client) login(ctx context.Context, with credentials) (secret.Text, error) {
	ex := c.exchange(ctx, call{
		method: deletion.POST, parameters: requestTokenParameters(with.key),
		user: with.user, password: with.password,
	})
	v := c.veil(with.key, with.token, with.password)
	fail := func(problem string) (secret.Text, error) {
		return secret.Text{}, &loginError{cause: deletion.CauseLogin, problem: problem}
	}
	switch {
	case ex.err != nil && !ex.connected:
		cause, problem, advice := notConnected(ex.err)
		return secret.Text{}, &loginError{cause, problem, advice}
	case errors.Is(ex.err, context.Canceled):
		return secret.Text{}, abandonedLogin
	case ex.err != nil:
		return fail(broken(ex, v).clause)
	case ex.followed:
		return fail("more data came after the end of the answer")
	case ex.packed.opaque:
		return fail("the answer " + v.quote(ex.packed.problem))
	}
	text, err := decode(ex.body, ex.contentType())
	var found document
	if err == nil {
		found, err = readDocument(text, requestToken)
	}
	stored := ex.stored(v)
	switch {
	case err == nil && stored.clause != "":
		return secret.Text{}, &loginError{deletion.CauseLogin, "the answer may be to an older request: " + stored.clause, stored.advice}
	case err == nil && found.code == deletion.CodeUnexpected:
		return fail(refusal(found, v))
	case err == nil && found.code != deletion.CodeSuccess:
		v = c.veil(with.key, with.token, with.password, secret.New(found.token))
		return secret.Text{}, &loginError{cause: deletion.CauseLoginRefused, problem: refusal(found, v)}
	case ex.status == http.StatusUnauthorized:
		return secret.Text{}, &loginError{cause: deletion.CauseLoginRefused, problem: "the server did not accept user and password (HTTP 401)"}
	case isRedirect(ex.status):
		return fail(redirected(ex, v).clause)
	case !isWholeSuccess(ex.status):
		return fail("the server answered with " + statusName(ex.status) + statusMeaning(ex.status))
	case err != nil && isPage(text, ex.contentType()):
		return fail("the server answered with a page instead of the API's document; " + v.begins(readableText(text, ex.contentType())))
	case err != nil:
		return fail(v.quote(err.Error()))
	case found.token == "" || len(found.token) > maxToken || safetext.Check("token", found.token) != nil:
		return fail("the server's answer holds no usable token")
	}
	return secret.New(found.token), nil
}

func refusal(found document, v veil) string {
	text := found.codeClause()
	if found.message != "" {
		text += `: "` + v.quote(found.message) + `"`
	}
	return text
}

// asLoginError explains what came of a login, also when its turn never came.
func asLoginError(err error) *loginError {
	var failed *loginError
	if errors.As(err, &failed) {
		return failed
	}
	if errors.Is(err, context.Canceled) {
		return abandonedLogin
	}
	return &loginError{cause: deletion.CauseLogin, problem: "the time passed while another login was in progress"}
}
