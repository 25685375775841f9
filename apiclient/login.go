package apiclient

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"deletecall/deletion"
	"deletecall/lookup"
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
	reason  lookup.Reason  // the same for a look-up
}

var abandonedLogin = &loginError{cause: deletion.CauseAbandoned, problem: "the program was asked to end", reason: lookup.ReasonCancelled}

// Error has no advice in it; see sentences.
func (e *loginError) Error() string { return "the login failed: " + e.problem }

// sentences are the problem and the advice, for a person.
func (e *loginError) sentences() string { return sentence(e.Error()) + e.advice }

// renew logs in, unless somebody else just has.
func (c *Client) renew(ctx context.Context, with credentials, stale secret.Text) (grant, error) {
	return c.session.renew(ctx, with, stale, c.now, func(ctx context.Context) (grant, error) { return c.login(ctx, with) })
}

// login requests a token (spec/verba-api.md, "Authentication"). User and password
// travel in a header, or in the body where the server is set to that; never in a URL. It returns a *loginError.
func (c *Client) login(ctx context.Context, with credentials) (grant, error) {
	what := call{method: deletion.POST, parameters: requestTokenParameters(with.key), user: with.user, password: with.password}
	if c.inBody {
		what.parameters = append(what.parameters, parameter{name: "userName", value: with.user}, parameter{name: "password", secret: with.password, isSecret: true})
		what.user, what.password = "", secret.Text{}
	}
	ex := c.exchange(ctx, what)
	v := c.veil(with.key, with.token, with.password)
	fail := func(problem string) (grant, error) {
		return grant{}, &loginError{cause: deletion.CauseLogin, problem: problem, reason: reasonOfStatus(ex.status)}
	}
	switch {
	case ex.err != nil && !ex.connected:
		cause, problem, advice := notConnected(ex.err)
		return grant{}, &loginError{cause, problem, advice, reasonOf(ex)}
	case errors.Is(ex.err, context.Canceled):
		return grant{}, abandonedLogin
	case ex.err != nil:
		return grant{}, &loginError{cause: deletion.CauseLogin, problem: broken(ex, v).clause, reason: reasonOf(ex)}
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
		return grant{}, &loginError{deletion.CauseLogin, "the answer may be to an older request: " + stored.clause, stored.advice, lookup.ReasonUnreadable}
	case err == nil && found.code == deletion.CodeUnexpected:
		return grant{}, &loginError{cause: deletion.CauseLogin, problem: refusal(found, v), reason: lookup.ReasonServerError}
	case err == nil && found.code != deletion.CodeSuccess:
		v = c.veil(with.key, with.token, with.password, secret.New(found.token))
		return grant{}, &loginError{cause: deletion.CauseLoginRefused, problem: refusal(found, v), advice: c.blame(found.code, false), reason: lookup.ReasonAuthentication}
	case ex.status == http.StatusUnauthorized:
		advice := c.blame(badCredentials, false)
		return grant{}, &loginError{cause: deletion.CauseLoginRefused, problem: "the server did not accept user and password (HTTP 401)", advice: advice, reason: lookup.ReasonAuthentication}
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
	return grant{token: secret.New(found.token), cookies: cookiesOf(ex.header, found, c.endpoint.Scheme == "https")}, nil
}

func refusal(found document, v veil) string {
	text := found.codeClause()
	if found.message != "" {
		text += `: "` + strings.TrimRight(v.quote(found.message), ". ") + `"` // a full stop comes after it
	}
	return text
}

// asLoginError explains what came of a login, also when its turn never came.
func asLoginError(err error) *loginError {
	if failed, ok := errors.AsType[*loginError](err); ok {
		return failed
	}
	if errors.Is(err, context.Canceled) {
		return abandonedLogin
	}
	return &loginError{cause: deletion.CauseLogin, problem: "the time passed while another login was in progress", reason: lookup.ReasonTime}
}
