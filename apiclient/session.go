package apiclient

import (
	"context"
	"slices"
	"sync"
	"time"

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
	turn chan struct{} // a lock that a request stops waiting for at its limit

	mu     sync.Mutex
	kept   grant
	tokens []secret.Text // of the last logins, since an answer may still name them
}

// maxRecent bounds the tokens that are remembered; at one an hour, a working day.
const maxRecent = 8

// grant is a token with whom it was given to and when.
type grant struct {
	key      secret.Text
	user     string
	token    secret.Text
	obtained time.Time
}

func newSession() *session {
	return &session{turn: make(chan struct{}, 1)}
}

// token returns the kept token if it is still good for these credentials.
func (s *session) token(with credentials, now time.Time) secret.Text {
	s.mu.Lock()
	last := s.kept
	s.mu.Unlock()
	age := now.Sub(last.obtained)
	if !last.token.IsSet() || last.user != with.user || !last.key.Equal(with.key) || age < 0 || age >= tokenLife-tokenMargin {
		return secret.Text{}
	}
	return last.token
}

// plan says which token a request is sent with, and whether one is requested
// first. The token of a login is younger than the configured one.
func (s *session) plan(with credentials, now time.Time) (token secret.Text, loginFirst bool) {
	if token = s.token(with, now); token.IsSet() {
		return token, false
	}
	return with.token, !with.token.IsSet() && with.canLogin()
}

// renew returns a token that is not the stale one. When somebody else has just
// logged in, that login's token does.
func (s *session) renew(ctx context.Context, with credentials, stale secret.Text, now func() time.Time,
	login func(context.Context) (secret.Text, error)) (secret.Text, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return secret.Text{}, ctx.Err()
	}
	if err := ctx.Err(); err != nil { // both were ready
		return secret.Text{}, err
	}
	if kept := s.token(with, now()); kept.IsSet() && !kept.Equal(stale) {
		return kept, nil
	}
	asked := now() // the hour begins on the server, which can't be before this
	token, err := login(ctx)
	if err != nil {
		return secret.Text{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept = grant{key: with.key, user: with.user, token: token, obtained: asked}
	s.tokens = append(s.tokens[max(0, len(s.tokens)+1-maxRecent):], token)
	return token, nil
}

// recent are the tokens of the last logins, good or not.
func (s *session) recent() []secret.Text {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tokens)
}
