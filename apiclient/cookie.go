package apiclient

import (
	"net/http"
	"strings"

	"deletecall/secret"
)

// Bounds of the cookies that come with a token: a session, and what a load balancer adds.
const (
	maxCookies      = 8
	maxCookieLength = 4 << 10 // bytes of name and value
	minSession      = 8       // characters: what is shorter is no session
)

// cookie is a cookie of a login. Its value is as good as the token.
type cookie struct {
	name  string
	value secret.Text
}

// cookiesOf are the cookies that belong to the token of an answer: those of its header, and the session that
// its document may name instead (spec/verba-api.md, "Authentication"). They are sent along with the token,
// to the same endpoint only, whatever domain they claim.
func cookiesOf(header http.Header, found document, secure bool) (cookies []cookie) {
	keep := func(candidate *http.Cookie) {
		if len(cookies) == maxCookies || len(candidate.Name)+len(candidate.Value) > maxCookieLength || candidate.Valid() != nil ||
			candidate.Value == "" || candidate.MaxAge < 0 || candidate.Secure && !secure {
			return
		}
		for _, kept := range cookies {
			if kept.name == candidate.Name {
				return
			}
		}
		cookies = append(cookies, cookie{candidate.Name, secret.New(candidate.Value)})
	}
	for _, one := range (&http.Response{Header: header}).Cookies() {
		keep(one)
	}
	if session := strings.TrimSpace(found.session); len(session) >= minSession {
		name := strings.TrimSpace(found.cookie)
		if name == "" {
			name = "JSESSIONID"
		}
		keep(&http.Cookie{Name: name, Value: session})
	}
	return cookies
}
