package simulator

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// maxTokens bounds the memory of log-ins; the oldest are forgotten first.
const maxTokens = 10_000

type login struct {
	apiKey  string
	session string // whose cookie came with the token
	expires time.Time
}

// sessionCookie is the name of Tomcat's cookie of a session.
const sessionCookie = "JSESSIONID"

// authenticate checks key and token of a request. A token beside a key that needs none is ignored.
func (s *Simulator) authenticate(r *http.Request, params url.Values) (refused answer, ok bool) {
	k, known := s.keys[params.Get("apiKey")]
	if !known {
		return refusal(codeBadAPIKey, "Invalid API key."), false
	}
	if !k.NeedsLogin {
		return answer{}, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l, known := s.tokens[params.Get("token")]
	switch {
	case !known || l.apiKey != k.Value, s.config.NeedsCookie && !hasSession(r, l.session):
		return refusal(codeLoginRequired, "Login required."), false
	case !s.now().Before(l.expires):
		return refusal(codeTokenExpired, "Token expired."), false
	}
	return answer{}, true
}

// requestToken answers a new token to a user who proves to be one, with a Basic Authorization header or the parameters
// userName and password.
func (s *Simulator) requestToken(r *http.Request, params url.Values) answer {
	k, known := s.keys[params.Get("apiKey")]
	if !known {
		return refusal(codeBadAPIKey, "Invalid API key.")
	}
	name, password, basic := r.BasicAuth()
	if !basic {
		name, password = params.Get("userName"), params.Get("password")
	}
	if want, known := s.users[name]; !known || want != password {
		return refusal(codeBadCredentials, "Invalid user name or password.")
	}
	token, session := newGUID(), newGUID()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[token] = login{apiKey: k.Value, session: session, expires: s.now().Add(s.config.TokenLife)}
	s.tokenAge = append(s.tokenAge, token)
	if len(s.tokenAge) > maxTokens {
		delete(s.tokens, s.tokenAge[0])
		s.tokenAge = s.tokenAge[1:]
	}
	return answer{code: codeSuccess, token: token, session: session}
}

func hasSession(r *http.Request, session string) bool {
	sent, err := r.Cookie(sessionCookie)
	return err == nil && sent.Value == session
}

// newGUID is a random identifier that nobody can guess, in the form of the specification's samples.
func newGUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	return guid(b)
}

func guid(b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
