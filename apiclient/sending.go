package apiclient

import (
	"context"
	"sync/atomic"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

// sending is a prepared DeleteCall. All that it holds prints without secrets.
type sending struct {
	client      *Client
	request     deletion.Request
	credentials credentials
	preview     deletion.Preview
	used        atomic.Bool
}

// Preview is the request that Send will send.
func (s *sending) Preview() deletion.Preview { return s.preview }

// APIKey is the key that the request carries.
func (s *sending) APIKey() secret.Text { return s.credentials.key }

// Send sends the request and returns the true outcome within the server's time
// limit. Only the first call sends anything. The end of ctx is the end of what
// precedes the handover of the request to a connection, see [deletion.HandOver].
func (s *sending) Send(ctx context.Context) deletion.Outcome {
	started := s.client.now()
	if s.used.Swap(true) {
		return s.notSent(started, deletion.CauseFault, "This request had been sent before, and was not sent again.")
	}
	limit := s.request.Server.TimeLimit
	if limit <= 0 {
		limit = deletion.DefaultTimeLimit
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	token, loginFirst := s.client.session.plan(s.credentials, started)
	if loginFirst {
		var err error
		if token, err = s.login(ctx, secret.Text{}); err != nil {
			failed := asLoginError(err)
			return s.notSent(started, failed.cause, failed.sentences()+" No DeleteCall was sent.")
		}
	}
	outcome := s.attempt(ctx, token)
	if outcome.Code != nil && *outcome.Code == deletion.CodeTokenExpired && s.credentials.canLogin() {
		return s.again(ctx, outcome, token)
	}
	return outcome
}

// again makes the one further attempt that is allowed: the server said that it
// refused the first one before it acted, because the token had expired.
func (s *sending) again(ctx context.Context, first deletion.Outcome, expired secret.Text) deletion.Outcome {
	token, err := s.login(ctx, expired)
	if err != nil {
		first.Detail += " " + asLoginError(err).sentences()
		first.Answered = s.client.now()
		return first
	}
	second := s.attempt(ctx, token)
	if second.Kind == deletion.NotSent {
		first.Detail += " After a new login there was a second attempt: " + second.Detail
		first.Answered = second.Answered
		return first
	}
	second.Detail = "The token had expired; after a new login there was a second attempt. " + second.Detail
	second.Earlier = []deletion.Attempt{first.Attempt}
	return second
}

func (s *sending) login(ctx context.Context, stale secret.Text) (secret.Text, error) {
	return s.client.session.renew(ctx, s.credentials, stale, s.client.now,
		func(ctx context.Context) (secret.Text, error) { return s.client.login(ctx, s.credentials) })
}

// attempt puts one DeleteCall on the wire.
func (s *sending) attempt(ctx context.Context, token secret.Text) deletion.Outcome {
	ex := s.client.exchange(ctx, call{
		kept:       true,
		method:     method(s.request),
		parameters: deleteCallParameters(s.request, s.credentials.key, token, token.IsSet()),
	})
	v := s.client.veil(s.credentials.key, s.credentials.token, s.credentials.password, token)
	result := outcomeOf(ex, responseType(s.request), v)
	attempt, echoed := ex.attempt(result, v)
	result.rest += ex.packed.note()
	if echoed {
		result.rest += " The answer repeats a secret, and is kept with dots in its place."
	}
	return deletion.Outcome{
		Kind: result.kind, Cause: result.cause, Detail: result.detail(),
		Attempt: attempt, Answered: s.client.now(),
	}
}

func (s *sending) notSent(started time.Time, cause deletion.Cause, detail string) deletion.Outcome {
	now := s.client.now()
	return deletion.Outcome{
		Kind: deletion.NotSent, Cause: cause, Detail: detail,
		Attempt: deletion.Attempt{Started: started, Duration: now.Sub(started)}, Answered: now,
	}
}
