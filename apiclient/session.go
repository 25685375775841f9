package apiclient

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

const (
	// tokenLife is how long a token is good for (spec/verba-api.md, "Authentication").
	tokenLife = time.Hour
	// tokenMargin is taken off it, for clocks that differ and requests that take
	// their time.
	tokenMargin = 2 * time.Minute
)

// session keeps the token of the last login. One login is made at a time.
type session struct {
	salt    []byte        // of fingerprints: a token outlives what a person typed to get it
	turn    chan struct{} // a lock that a request stops waiting for at its limit
	waiting func()        // called when somebody begins to wait for a turn; tests set it

	mu      sync.Mutex
	kept    grant
	secrets []secret.Text // tokens and cookies of the last logins, since an answer may still name them
	refused refusedLogin
}

// refusedLogin is the last login that the server refused. Those who waited for it get its
// error: each of them trying the same password could lock the account.
type refusedLogin struct {
	with  string // its fingerprint
	ended time.Time
	err   *loginError
}

// maxRecent bounds the tokens and cookies that are remembered; at two an hour, a working day.
const maxRecent = 16

// grant is a token with whom it was given to and when.
type grant struct {
	with     string // the fingerprint of user and key
	token    secret.Text
	cookies  []cookie // that came with it
	obtained time.Time
}

// isOurs reports that the token came from a login of ours, and not from the configuration.
func (g grant) isOurs() bool { return g.with != "" }

// unknown reports that an answer with this code means: the server does not know the token of our login, as
// after it was restarted. The key and the password are good.
func (g grant) unknown(code int) bool { return g.isOurs() && code == loginRequired }

func newSession() *session {
	salt := make([]byte, 32)
	_, _ = rand.Read(salt) // it never fails
	return &session{salt: salt, turn: make(chan struct{}, 1)}
}

// fingerprint names who asks, without a secret that would be kept for as long as a token is good.
func (s *session) fingerprint(user string, secrets ...secret.Text) string {
	for _, one := range secrets {
		user += "\x00" + one.Fingerprint(s.salt)
	}
	return user
}

// good returns the kept grant if it is still good for these credentials.
func (s *session) good(with credentials, now time.Time) grant {
	s.mu.Lock()
	last := s.kept
	s.mu.Unlock()
	age := now.Sub(last.obtained)
	if !last.token.IsSet() || last.with != s.fingerprint(with.user, with.key) || age < 0 || age >= tokenLife-tokenMargin {
		return grant{}
	}
	return last
}

// plan says with which token a request is sent, and whether one is requested
// first. The token of a login is younger than the configured one.
func (s *session) plan(with credentials, now time.Time) (granted grant, loginFirst bool) {
	if granted = s.good(with, now); granted.token.IsSet() {
		return granted, false
	}
	return grant{token: with.token}, !with.token.IsSet() && with.canLogin()
}

// renew returns a grant whose token is not the stale one. When somebody else has just
// logged in, or was just refused, that is the result here too.
func (s *session) renew(ctx context.Context, with credentials, stale secret.Text, now func() time.Time,
	login func(context.Context) (grant, error)) (grant, error) {
	waitedFrom, whole := now(), s.fingerprint(with.user, with.key, with.password)
	if s.waiting != nil {
		s.waiting()
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return grant{}, ctx.Err()
	}
	if err := ctx.Err(); err != nil { // both were ready
		return grant{}, err
	}
	if kept := s.good(with, now()); kept.token.IsSet() && !kept.token.Equal(stale) {
		return kept, nil
	}
	if last := s.refused; last.err != nil && last.ended.After(waitedFrom) && last.with == whole {
		return grant{}, last.err
	}
	asked := now() // the hour begins on the server, which can't be before this
	granted, err := login(ctx)
	if err != nil {
		if failed := asLoginError(err); failed.cause == deletion.CauseLoginRefused {
			s.refused = refusedLogin{whole, now(), failed} // only who has the turn touches it
		}
		return grant{}, err
	}
	granted.with, granted.obtained = s.fingerprint(with.user, with.key), asked
	s.keep(granted)
	return granted, nil
}

func (s *session) keep(granted grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = granted
	s.secrets = append(s.secrets, granted.token)
	for _, one := range granted.cookies {
		s.secrets = append(s.secrets, one.value)
	}
	s.secrets = slices.Clone(s.secrets[max(0, len(s.secrets)-maxRecent):])
}

// drop forgets a token that the server does not know any more.
func (s *session) drop(stale grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.token.Equal(stale.token) {
		s.kept = grant{}
	}
}

// recent are the tokens and cookies of the last logins, good or not.
func (s *session) recent() []secret.Text {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.secrets)
}
